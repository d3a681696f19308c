import * as vscode from 'vscode';
import { verifyFixes, type VerifiedFix } from '../frontends/torch/fixes/verifyFixes';
import { spanFiles } from './traceOutcome';
import type { TraceResult } from '../protocol/tracer';
import type { ModelDocument } from './modelDocument';
import { sourceFileOf } from './sourceFile';

/** Repairs of failed models, each found and verified once for a failure, when somebody looks at it. */
export class Repairs {
  readonly #found = new WeakMap<TraceResult, Promise<readonly VerifiedFix[]>>();

  /** Those for the present failure of a model; none while it is being traced again. */
  for(model: ModelDocument): Promise<readonly VerifiedFix[]> {
    const result = model.lastResult;
    if (result === undefined || model.freshness === 'tracing') {
      return Promise.resolve([]);
    }
    const known = this.#found.get(result) ?? find(model, result);
    this.#found.set(result, known);
    return known;
  }
}

async function find(model: ModelDocument, result: TraceResult): Promise<readonly VerifiedFix[]> {
  const texts = new Map<string, string>();
  for (const file of spanFiles(result)) {
    const text = isEditable(file, model) ? await textOf(file) : undefined;
    if (text !== undefined) {
      texts.set(file, text);
    }
  }
  return verifyFixes({
    result,
    textOf: (file) => texts.get(file),
    trace: (file, text) => model.tryText(file, text),
  });
}

/** The user's own files: not those of installed packages. */
function isEditable(file: string, model: ModelDocument): boolean {
  const isInstalled = /[\\/](site|dist)-packages[\\/]/.test(file);
  return (
    !isInstalled &&
    (file === model.file || vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file)) !== undefined)
  );
}

async function textOf(file: string): Promise<string | undefined> {
  const open = vscode.workspace.textDocuments.find(({ uri }) => sourceFileOf(uri) === file);
  try {
    return (open ?? (await vscode.workspace.openTextDocument(vscode.Uri.file(file)))).getText();
  } catch {
    return undefined;
  }
}
