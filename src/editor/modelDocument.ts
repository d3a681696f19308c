import * as vscode from 'vscode';
import type { Outline } from '../frontends/torch/outline';
import type { Analysis } from '../analysis/analysis';
import type { Diagnostic, Trace } from '../graph/trace';
import type { TraceResult } from '../protocol/tracer';
import type { ModelRun } from './modelRun';
import { EditTracker, TrackedTrace } from './trackedTrace';
import { traceDocument, type Tracer } from './tracing';

/** `none`: nobody asked for a trace yet. The others are those of the panel. */
export type Freshness = 'none' | 'tracing' | 'current' | 'stale';

/** What about a document has changed. */
export type DocumentChange = 'outline' | 'trace' | 'freshness' | 'run' | 'overlay' | 'lines' | 'closed';

export type Preparation =
  { readonly kind: 'preparing' } | { readonly kind: 'failed'; readonly message: string };

/** From an edit to the start of the trace. Short, because the tracer drops what is outdated and runs elsewhere. */
const editDelayMilliseconds = 60;
/** A graph that ends at a failure replaces a whole one only once the writer has paused. */
const settleMilliseconds = 1200;

/** One Python file: its outline, its last good trace, and its run. */
export class ModelDocument implements vscode.Disposable {
  outline: Outline = { declarations: [], annotations: [] };
  freshness: Freshness = 'none';
  /** Why the text cannot be traced at present; the trace shown is an older one then, or ends early. */
  problem: Diagnostic | undefined;
  diagnostics: readonly Diagnostic[] = [];
  traced: TrackedTrace | undefined;
  /** A run that is being prepared, or the sentence why none came about. */
  preparation: Preparation | undefined;

  readonly #changed = new vscode.EventEmitter<DocumentChange>();
  readonly onDidChange = this.#changed.event;
  readonly #tracer: Tracer;
  /** Name to trace; undefined leaves the choice to the tracer. */
  #selected: string | undefined;
  #isWanted = false;
  #trackers = new Set<EditTracker>();
  #newest = 0;
  #timer: NodeJS.Timeout | undefined;
  #settleTimer: NodeJS.Timeout | undefined;
  #run: ModelRun | undefined;
  #runSubscriptions: vscode.Disposable[] = [];
  #holders = 0;

  constructor(
    readonly uri: vscode.Uri,
    tracer: Tracer,
  ) {
    this.#tracer = tracer;
  }

  get file(): string {
    return this.uri.fsPath;
  }

  get run(): ModelRun | undefined {
    return this.#run;
  }

  /** Edits of the diagnostics' text, for their places. */
  diagnosticEdits: EditTracker | undefined;

  /** True where the run's numbers belong to another text than the editor's. */
  get isRunStale(): boolean {
    if (this.#run === undefined) {
      return false;
    }
    const { edits, index } = this.#run.traced;
    return vscode.workspace.textDocuments.some(
      (document) =>
        (document.uri.fsPath === this.file || index.has(document.uri.fsPath)) && !edits.isUnchanged(document),
    );
  }

  /** True while a panel or a run needs the document although its editor may be closed. */
  get isHeld(): boolean {
    return this.#holders > 0 || this.#run !== undefined;
  }

  hold(): vscode.Disposable {
    this.#holders += 1;
    return new vscode.Disposable(() => (this.#holders -= 1));
  }

  setOutline(outline: Outline): void {
    this.outline = outline;
    this.#changed.fire('outline');
  }

  /** The model to show from now on. */
  select(name: string): void {
    if (name === this.#selected) {
      return;
    }
    this.#selected = name;
    if (this.#isWanted && this.traced?.name !== name) {
      this.#schedule(0);
    }
  }

  /** Traces now unless that was done, and again after every edit from now on. */
  want(): void {
    if (!this.#isWanted) {
      this.#isWanted = true;
      this.#schedule(0);
    }
  }

  /** A document changed that this model may be made of. */
  applyEdit(event: vscode.TextDocumentChangeEvent): void {
    const file = event.document.uri.fsPath;
    const isOwn = file === this.file;
    if (!isOwn && this.traced?.index.has(file) !== true) {
      return;
    }
    for (const tracker of this.#trackers) {
      tracker.apply(event);
    }
    if (this.#isWanted) {
      this.#schedule(editDelayMilliseconds);
    }
    this.#changed.fire('lines');
    if (this.#run) {
      this.#changed.fire('run');
    }
  }

  /** Settles once the trace that is under way has an outcome, whatever it is. */
  whenTraced(): Promise<void> {
    if (this.freshness !== 'tracing') {
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const subscription = this.#changed.event((change) => {
        if (change === 'closed' || (change === 'freshness' && this.freshness !== 'tracing')) {
          subscription.dispose();
          resolve();
        }
      });
    });
  }

  retrace(): void {
    if (this.#isWanted) {
      this.#schedule(0);
    }
  }

  /** @throws Error with a sentence where the model cannot be traced in training mode. */
  async traceForTraining(batchSize: number): Promise<TrackedTrace> {
    const inputs = this.traced?.inputs.map((input) => ({
      ...input,
      shape: [batchSize, ...input.shape.slice(1)],
    }));
    if (inputs === undefined) {
      throw new Error(this.problem?.message ?? vscode.l10n.t('There is no graph to train yet.'));
    }
    const edits = this.#track();
    const result = await traceDocument(this.#tracer, {
      document: this.uri,
      ...(this.#selected !== undefined && { name: this.#selected }),
      mode: 'training',
      inputs,
    });
    const failure = firstError(result);
    if (!hasGraph(result) || !result.trace.complete) {
      this.#trackers.delete(edits);
      throw new Error(failure?.message ?? vscode.l10n.t('The model could not be traced in training mode.'));
    }
    return new TrackedTrace(result, edits);
  }

  setPreparation(preparation: Preparation | undefined): void {
    this.preparation = preparation;
    this.#changed.fire('run');
  }

  /** Replaces the run, and ends the one before. */
  setRun(run: ModelRun | undefined): void {
    const before = this.#run;
    this.#runSubscriptions.forEach((subscription) => void subscription.dispose());
    this.#run = run;
    this.preparation = undefined;
    this.#runSubscriptions = run
      ? [
          run.onDidChange(() => this.#changed.fire('run')),
          run.onDidChangeOverlay(() => this.#changed.fire('overlay')),
        ]
      : [];
    if (before) {
      this.#trackers.delete(before.traced.edits);
      before.dispose();
    }
    this.#changed.fire('run');
    this.#changed.fire('overlay');
  }

  dispose(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#settleTimer);
    this.#newest += 1;
    this.setRun(undefined);
    this.#changed.fire('closed');
    this.#changed.dispose();
  }

  #track(): EditTracker {
    const tracker = new EditTracker();
    this.#trackers.add(tracker);
    return tracker;
  }

  #schedule(delay: number): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#settleTimer);
    this.#setFreshness('tracing');
    this.#timer = setTimeout(() => void this.#trace(), delay);
  }

  async #trace(): Promise<void> {
    this.#newest += 1;
    const mine = this.#newest;
    const edits = this.#track();
    let result: TraceResult;
    try {
      result = await traceDocument(this.#tracer, {
        document: this.uri,
        ...(this.#selected !== undefined && { name: this.#selected }),
        mode: 'evaluation',
      });
    } catch (error) {
      result = {
        diagnostics: [
          {
            severity: 'error',
            code: 'tracer',
            message: error instanceof Error ? error.message : String(error),
          },
        ],
        candidates: [],
        inputs: [],
      };
    }
    if (mine !== this.#newest) {
      this.#trackers.delete(edits);
      return;
    }
    this.#take(result, edits);
  }

  #take(result: TraceResult, edits: EditTracker): void {
    this.problem = firstError(result);
    this.diagnostics = result.diagnostics;
    const before = this.diagnosticEdits;
    this.diagnosticEdits = edits;
    this.#forget(before);
    if (!hasGraph(result)) {
      this.#setFreshness('stale');
      return;
    }
    if (!result.trace.complete && this.traced?.trace.complete === true) {
      this.#settleTimer = setTimeout(() => this.#adopt(result, edits), settleMilliseconds);
      this.#setFreshness('stale');
      return;
    }
    this.#adopt(result, edits);
  }

  #adopt(result: TraceResult & TracedResult, edits: EditTracker): void {
    const before = this.traced;
    this.traced = new TrackedTrace(result, edits);
    this.#trackers.add(edits);
    this.#forget(before?.edits);
    this.#changed.fire('trace');
    this.#setFreshness('current');
  }

  /** Stops following edits for a text that nothing refers to any more. */
  #forget(edits: EditTracker | undefined): void {
    const inUse = [this.traced?.edits, this.diagnosticEdits, this.#run?.traced.edits];
    if (edits && !inUse.includes(edits)) {
      this.#trackers.delete(edits);
    }
  }

  #setFreshness(freshness: Freshness): void {
    this.freshness = freshness;
    this.#changed.fire('freshness');
  }
}

interface TracedResult {
  readonly trace: Trace;
  readonly analysis: Analysis;
}

function hasGraph(result: TraceResult): result is TraceResult & TracedResult {
  return result.trace !== undefined && result.analysis !== undefined;
}

function firstError(result: TraceResult): Diagnostic | undefined {
  return result.diagnostics.find(({ severity }) => severity === 'error');
}
