import * as vscode from 'vscode';
import type { InputSpec, TraceRequest, TraceResult } from '../protocol/tracer';
import { findPythonPath } from './pythonPath';
import { readSettings } from './settings';
import { sourceFileOf } from './sourceFile';

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
}

/** Traces the file as it stands in the editors, unsaved text included. */
export async function traceDocument(tracer: Tracer, wish: TraceWish): Promise<TraceResult> {
  const { document, name, mode, inputs } = wish;
  // Read before anything is awaited: the text that the caller sees now is the text that is traced.
  const overlays = unsavedPython();
  const pythonPath = await findPythonPath(document);
  return tracer.trace({
    file: document.fsPath,
    ...(name !== undefined && { name }),
    ...(inputs && { inputs: [...inputs] }),
    mode,
    overlays,
    workspaceFolders: (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath),
    pythonPath,
    timeLimitSeconds: readSettings(document).timeLimitSeconds,
  });
}

function unsavedPython(): Record<string, string> {
  const overlays: Record<string, string> = {};
  for (const document of vscode.workspace.textDocuments) {
    // A comparison with an older version is a text of the same path, which must not take the place of the file.
    const file = sourceFileOf(document.uri);
    if (file !== undefined && document.languageId === 'python' && document.isDirty) {
      overlays[file] = document.getText();
    }
  }
  return overlays;
}
