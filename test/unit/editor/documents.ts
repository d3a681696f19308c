/** Documents, edits, and a tracer that answers when the test says so. */
import type * as vscode from 'vscode';
import type { TraceRequest, TraceResult } from '../../../src/protocol/tracer';
import type { Tracer } from '../../../src/editor/tracing';
import { Disposable, Range, Uri } from './fakeVscode';

export const file = (path: string) => Uri.file(path) as unknown as vscode.Uri;

export function textDocument(
  path: string,
  text: string,
  { scheme = 'file', isDirty = false, version = 1 } = {},
): vscode.TextDocument {
  const uri = new Uri(scheme, path);
  const lines = text.split('\n');
  const document = { uri, languageId: 'python', isDirty, isClosed: false, version, lineCount: lines.length };
  const lineAt = (line: number) => ({ text: lines[line] });
  return { ...document, lineAt, getText: () => text } as unknown as vscode.TextDocument;
}

const never = () => new Disposable(() => undefined);

/** No installed packages, and no other interpreter ever. */
export const noPackages = {
  for: () => Promise.resolve({ folders: [], origin: 'none' as const }),
  onDidChange: never,
};

export const noChoices = { chosenIn: () => new Set<string>(), onDidChange: never };

/** A line break typed at the end of the first line. */
export function lineBreakIn(document: vscode.TextDocument): vscode.TextDocumentChangeEvent {
  const change = { range: new Range(0, 1, 0, 1), rangeOffset: 1, rangeLength: 0, text: '\n' };
  return {
    document,
    contentChanges: [change],
    reason: undefined,
  } as unknown as vscode.TextDocumentChangeEvent;
}

export class AskedTracer implements Tracer {
  readonly requests: Omit<TraceRequest, 'kind' | 'id'>[] = [];
  readonly #answers: ((result: TraceResult) => void)[] = [];

  trace(request: Omit<TraceRequest, 'kind' | 'id'>): Promise<TraceResult> {
    this.requests.push(request);
    return new Promise((resolve) => this.#answers.push(resolve));
  }

  /** Answers a request, the first one by 0. */
  async answer(index: number, result: TraceResult): Promise<void> {
    this.#answers[index](result);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

export function traced(path: string, model: string, complete = true): TraceResult {
  const graph = { nodes: [], values: new Map(), modules: new Map(), inputs: [], outputs: [] };
  return {
    trace: { model, file: path, complete, graph, inertImports: [] },
    analysis: { modules: [], residualBlocks: [], parameters: 0 },
    diagnostics: [],
    candidates: [],
    inputs: [{ type: 'float32', shape: [1, 4] }],
  } as unknown as TraceResult;
}

export function failed(span: { readonly file: string }): TraceResult {
  const place = { line: 1, column: 1, endLine: 1, endColumn: 2, ...span };
  return {
    diagnostics: [{ severity: 'error', code: 'exception', message: 'It failed.', span: place }],
    candidates: [],
    inputs: [],
  };
}
