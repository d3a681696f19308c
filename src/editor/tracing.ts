import * as vscode from 'vscode';
import type { InputSpec, TraceRequest, TraceResult } from '../protocol/tracer';
import { choiceFileName } from './choiceFile';
import type { PackageFolders } from './packages';
import { readSettings } from './settings';
import { sourceFileOf } from './sourceFile';

/** Where installed packages lie. */
export interface PackageFinder {
  for(resource: vscode.Uri): Promise<PackageFolders>;
}

/** The tracer process as the editor sees it. */
export interface Tracer {
  trace(request: Omit<TraceRequest, 'kind' | 'id'>): Promise<TraceResult>;
}

export interface TraceWish {
  readonly document: vscode.Uri;
  /** Chosen by the tracer where absent. */
  readonly name?: string;
  readonly mode: TraceRequest['mode'];
  readonly inputs?: readonly InputSpec[];
  /** Texts to trace in place of those of the editors, by file. */
  readonly edited?: Readonly<Record<string, string>>;
  /** Asked once the packages are found, which takes a while: a trace that is outdated by then must not supersede a newer one. */
  readonly isWanted?: () => boolean;
}

/** A trace, and where the packages came from that the model imported. */
export interface EditorTrace extends TraceResult {
  readonly packages?: PackageFolders;
}

/**
 * Traces the file as it stands in the editors, unsaved text included.
 * @throws Error (by rejection) where the trace is not wanted any more, or the tracer is at fault
 */
export async function traceDocument(
  tracer: Tracer,
  packages: PackageFinder,
  wish: TraceWish,
): Promise<EditorTrace> {
  const { document, name, mode, inputs } = wish;
  // Read before anything is awaited: the text that the caller sees now is the text that is traced.
  const overlays = { ...unsavedTexts(), ...wish.edited };
  const found = await packages.for(document);
  if (wish.isWanted?.() === false) {
    throw new Error(`${document.fsPath} has changed since it was to be traced.`);
  }
  const result = await tracer.trace({
    file: document.fsPath,
    ...(name !== undefined && { name }),
    ...(inputs && { inputs: [...inputs] }),
    mode,
    overlays,
    workspaceFolders: (vscode.workspace.workspaceFolders ?? [])
      .filter(({ uri }) => uri.scheme === 'file')
      .map(({ uri }) => uri.fsPath),
    pythonPath: [...found.folders],
    timeLimitSeconds: readSettings(document).timeLimitSeconds,
  });
  return { ...result, packages: found };
}

function unsavedTexts(): Record<string, string> {
  const overlays: Record<string, string> = {};
  for (const document of vscode.workspace.textDocuments) {
    // A comparison with an older version is a text of the same path, which must not take the place of the file.
    const file = sourceFileOf(document.uri);
    const isRead = document.languageId === 'python' || file?.endsWith(`/${choiceFileName}`) === true;
    if (file !== undefined && isRead && document.isDirty) {
      overlays[file] = document.getText();
    }
  }
  return overlays;
}
