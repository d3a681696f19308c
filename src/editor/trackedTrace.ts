import * as vscode from 'vscode';
import type { Analysis } from '../analysis/analysis';
import type { SourceSpan } from '../graph/sourceSpan';
import type { Trace } from '../graph/trace';
import type { InputSpec } from '../protocol/tracer';
import { LineMap, type LineEdit } from './lineMap';
import { sourceFileOf } from './sourceFile';
import { SourceIndex, type LineFacts, type Located } from './sourceIndex';
import type { TracedResult } from './traceOutcome';

/** Edits made since a moment, so that spans of that moment's text can be found in the current text. */
export class EditTracker {
  readonly #maps = new Map<string, LineMap>();
  readonly #originals = new Map<string, string>();
  readonly #changedOnDisk = new Set<string>();

  /** Starts now, for all open Python documents. */
  constructor() {
    for (const document of vscode.workspace.textDocuments) {
      const file = sourceFileOf(document.uri);
      if (file !== undefined && document.languageId === 'python') {
        this.#originals.set(file, document.getText());
      }
    }
  }

  apply(event: vscode.TextDocumentChangeEvent): void {
    const file = sourceFileOf(event.document.uri);
    if (file === undefined) {
      return;
    }
    // A document that was closed at the start had, then, the text that it has before its first change.
    const map = this.#maps.get(file) ?? new LineMap(linesBefore(event));
    this.#maps.set(file, map);
    // Changes of one event do not overlap and refer to the text before it: bottom first keeps the numbers valid.
    lineEdits(event)
      .reverse()
      .forEach((edit) => map.apply(edit));
  }

  /** Files that were edited, or have changed on the disk, since the start. */
  get changedFiles(): string[] {
    return [...this.#maps.keys(), ...this.#changedOnDisk];
  }

  /** True where the text is what it was at the start, also after an edit was undone. */
  isUnchanged(document: vscode.TextDocument): boolean {
    const file = sourceFileOf(document.uri);
    return file === undefined || !this.#maps.has(file) || this.#originals.get(file) === document.getText();
  }

  /** A file that is in no editor has another content on the disk. */
  noteChangeOnDisk(file: string): void {
    this.#changedOnDisk.add(file);
  }

  isChangedOnDisk(file: string): boolean {
    return this.#changedOnDisk.has(file);
  }

  toCurrent(file: string, line: number): number | undefined {
    const map = this.#maps.get(file);
    return map ? map.toCurrent(line) : line;
  }

  toOriginal(file: string, line: number): number | undefined {
    const map = this.#maps.get(file);
    return map ? map.toOriginal(line) : line;
  }
}

/** The changes of an event from the top of the text to its end, in whole lines. */
function lineEdits({ document, contentChanges }: vscode.TextDocumentChangeEvent): LineEdit[] {
  let added = 0;
  return [...contentChanges]
    .sort((a, b) => a.rangeOffset - b.rangeOffset)
    .map(({ range: { start, end }, text }) => {
      const inserted = text.split('\n');
      const kept = document.lineAt(start.line + added).text.slice(0, start.character);
      added += inserted.length - 1 - (end.line - start.line);
      return {
        start: start.line,
        end: end.line,
        lines: inserted.length,
        // Enter in the indentation leaves an empty line behind and takes the statement along.
        keepsFirst: start.character > 0 && (kept + inserted[0]).trim() !== '',
      };
    });
}

function linesBefore({ document, contentChanges }: vscode.TextDocumentChangeEvent): number {
  return contentChanges.reduce(
    (count, { range, text }) => count + (range.end.line - range.start.line) - (text.split('\n').length - 1),
    document.lineCount,
  );
}

/** A trace with the edits made to its source since. Lines and spans that go in and out are those of the current text. */
export class TrackedTrace {
  readonly trace: Trace;
  readonly analysis: Analysis;
  readonly inputs: readonly InputSpec[];
  /** Every file of the user's that the model is made of. */
  readonly files: ReadonlySet<string>;
  readonly #index: SourceIndex;

  constructor(
    result: TracedResult,
    readonly edits: EditTracker,
  ) {
    this.trace = result.trace;
    this.analysis = result.analysis;
    this.inputs = result.inputs;
    this.#index = new SourceIndex(result.trace, result.analysis);
    this.files = new Set([result.trace.file, ...(result.files ?? []), ...this.#index.files]);
  }

  /** Name of the class, function or instance that was traced. */
  get name(): string {
    return this.trace.model.replace(/\(.*$/s, '');
  }

  get index(): Pick<SourceIndex, 'instancesOf' | 'has'> {
    return this.#index;
  }

  /** The inputs that were traced with another first extent; a scalar has no batch. */
  inputsOfBatch(size: number): InputSpec[] {
    return this.inputs.map((input) =>
      input.shape.length === 0 ? input : { ...input, shape: [size, ...input.shape.slice(1)] },
    );
  }

  /** True where every file that the model is made of has the text that was traced. */
  isOfPresentText(): boolean {
    return (
      ![...this.files].some((file) => this.edits.isChangedOnDisk(file)) &&
      vscode.workspace.textDocuments.every((document) => {
        const file = sourceFileOf(document.uri);
        return file === undefined || !this.files.has(file) || this.edits.isUnchanged(document);
      })
    );
  }

  *linesOf(file: string): Iterable<LineFacts> {
    for (const facts of this.#index.linesOf(file)) {
      const line = this.edits.toCurrent(file, facts.line);
      if (line !== undefined) {
        yield line === facts.line ? facts : { ...facts, line };
      }
    }
  }

  factsAt(file: string, line: number): LineFacts | undefined {
    const original = this.edits.toOriginal(file, line);
    return original === undefined ? undefined : this.#index.factsAt(file, original);
  }

  locate(file: string, line: number): Located {
    const original = this.edits.toOriginal(file, line);
    return original === undefined ? { nodes: [], modules: [] } : this.#index.locate(file, original);
  }
}

/** The place of a span in the current text; undefined where its line was removed. */
export function currentRange(span: SourceSpan, edits: EditTracker): vscode.Range | undefined {
  const start = edits.toCurrent(span.file, span.line);
  const end = edits.toCurrent(span.file, span.endLine);
  return start === undefined || end === undefined
    ? undefined
    : new vscode.Range(start - 1, span.column - 1, end - 1, span.endColumn - 1);
}
