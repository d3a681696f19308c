import * as vscode from 'vscode';
import { isTraceable, type Declaration, type Outline } from '../frontends/torch/outline';
import type { DeclaredModule } from '../frontends/torch/moduleOutline';
import type { Diagnostic, Trace } from '../graph/trace';
import type { Overlay } from '../protocol/overlay';
import type { TraceResult } from '../protocol/tracer';
import type { Freshness, DocumentChange, Preparation } from './documentState';
import { DocumentTracing } from './documentTracing';
import { EditTrackers } from './editTrackers';
import type { ModelRun } from './modelRun';
import { ShownRun } from './shownRun';
import { sourceFileOf } from './sourceFile';
import { fileGone, firstError, hasGraph, isBlamed, type TracedResult } from './traceOutcome';
import { TraceSchedule } from './traceSchedule';
import { type EditTracker, TrackedTrace } from './trackedTrace';
import type { EditorTrace, PackageFinder, Tracer } from './tracing';

/** From an edit to the start of the trace. Short, because the tracer drops what is outdated and runs elsewhere. */
const editDelayMilliseconds = 60;
/** A graph that ends at a failure replaces a whole one only once the writer has paused. */
const settleMilliseconds = 1200;

/** One Python file: its outline, its last good trace, and its run. */
export class ModelDocument implements vscode.Disposable {
  outline: Outline = { declarations: [], annotations: [] };
  declaredModules: () => readonly DeclaredModule[] = () => [];
  /** False until the outline has been made of the text. */
  isOutlined = false;
  isClosed = false;
  freshness: Freshness = 'none';
  /** Why the text cannot be traced at present; the trace shown is an older one then, or ends early. */
  problem: Diagnostic | undefined;
  diagnostics: readonly Diagnostic[] = [];
  traced: TrackedTrace | undefined;
  /** What the last trace gave, also where it was not adopted. */
  lastResult: EditorTrace | undefined;
  /** Models of the file that the workspace's file of choices gives arguments or inputs to. */
  chosen: ReadonlySet<string> = new Set();

  readonly #changed = new vscode.EventEmitter<DocumentChange>();
  readonly onDidChange = this.#changed.event;
  readonly #tracing: DocumentTracing;
  /** Name to trace; undefined leaves the choice to the tracer. */
  #selected: string | undefined;
  #isWanted = false;
  readonly #trackers = new EditTrackers();
  readonly #schedule = new TraceSchedule();
  readonly #shown = new ShownRun((change) => this.#changed.fire(change));
  #holders = 0;

  constructor(
    readonly uri: vscode.Uri,
    tracer: Tracer,
    packages: PackageFinder,
  ) {
    this.#tracing = new DocumentTracing(uri, { tracer, packages, trackers: this.#trackers });
  }

  get file(): string {
    return sourceFileOf(this.uri) ?? this.uri.fsPath;
  }

  get run(): ModelRun | undefined {
    return this.#shown.run;
  }

  /** Edits of the diagnostics' text, for their places. */
  diagnosticEdits: EditTracker | undefined;

  /** True where the run is of another model of the file than the one to be shown. */
  get isRunOfAnother(): boolean {
    return this.run !== undefined && this.run.traced.name !== (this.#name ?? this.run.traced.name);
  }

  /** The run's numbers, where they are of the model to be shown. */
  get overlay(): Overlay | undefined {
    return this.isRunOfAnother ? undefined : this.run?.overlay;
  }

  /** True where the run's numbers belong to another text than the editor's, or to another model of it. */
  get isRunStale(): boolean {
    const run = this.run;
    return run !== undefined && (this.isRunOfAnother || run.isOfOtherText || !run.traced.isOfPresentText());
  }

  /** True while a panel or a run needs the document although its editor may be closed. */
  get isHeld(): boolean {
    return this.#holders > 0 || this.run !== undefined;
  }

  /** True where a declaration of the file can be traced: by itself, or with what was chosen for it. */
  canTrace(declaration: Declaration): boolean {
    return isTraceable(this.outline, declaration) || this.chosen.has(declaration.name);
  }

  /** Takes over which models of the file have a choice. */
  setChosen(chosen: ReadonlySet<string>): void {
    this.chosen = chosen;
    this.#changed.fire('outline');
    this.retrace();
  }

  hold(): vscode.Disposable {
    this.#holders += 1;
    return new vscode.Disposable(() => {
      this.#holders -= 1;
      this.#changed.fire('released');
    });
  }

  /** @param modules reads what the classes of the text declare; asked only by those who show it */
  setOutline(outline: Outline, modules: () => readonly DeclaredModule[] = () => []): void {
    this.outline = outline;
    this.declaredModules = modules;
    this.isOutlined = true;
    this.#changed.fire('outline');
  }

  /** The model to show from now on. */
  select(name: string): void {
    if (name === this.#selected) {
      return;
    }
    this.#selected = name;
    // What is being traced, or was not adopted, may be the model that was selected before.
    if (this.#isWanted && (this.traced?.name !== name || this.freshness !== 'current')) {
      this.#scheduleTrace(0);
    }
    if (this.run) {
      this.#changed.fire('run');
      this.#changed.fire('overlay');
    }
  }

  /** Traces now unless that was done, and again after every edit from now on. */
  want(): void {
    if (!this.#isWanted) {
      this.#isWanted = true;
      this.#scheduleTrace(0);
    }
  }

  /** A document changed that this model may be made of. */
  applyEdit(event: vscode.TextDocumentChangeEvent): void {
    const file = sourceFileOf(event.document.uri);
    if (file === undefined || event.document.languageId !== 'python') {
      return;
    }
    // Whether the model is made of the file may be known only once a trace that runs now has its answer.
    this.#trackers.apply(event);
    if (this.isMadeOf(file)) {
      this.#takeChange();
    }
  }

  /** A file that is in no editor has changed on the disk. */
  applyChangeOnDisk(file: string): void {
    this.#trackers.noteChangeOnDisk(file);
    if (this.isMadeOf(file)) {
      this.#takeChange();
    }
  }

  /** True where another text of the file may be another model. */
  isMadeOf(file: string): boolean {
    return (
      file === this.file ||
      this.traced?.files.has(file) === true ||
      this.run?.traced.files.has(file) === true ||
      this.lastResult?.files?.includes(file) === true ||
      isBlamed(file, this.diagnostics)
    );
  }

  #takeChange(): void {
    if (this.#isWanted) {
      this.#scheduleTrace(editDelayMilliseconds);
    }
    this.#changed.fire('lines');
    if (this.run) {
      this.#changed.fire('run');
    }
  }

  /** The file of the model was deleted: what is shown is the last that was known of it. */
  setGone(): void {
    this.#schedule.cancel();
    this.diagnostics = [];
    this.problem = fileGone(vscode.workspace.asRelativePath(this.uri));
    this.#setFreshness('stale');
  }

  retrace(): void {
    if (this.#isWanted) {
      this.#scheduleTrace(0);
    }
  }

  /**
   * Traces with another text of one file, for nobody to see. Undefined where the model has to be traced itself, so that
   * an answer would come too late.
   */
  async tryText(file: string, text: string): Promise<TraceResult | undefined> {
    const isNewest = this.#schedule.ticket();
    return this.freshness === 'tracing' || this.isClosed
      ? undefined
      : this.#tracing.tryText(this.#name, { [file]: text }, isNewest);
  }

  /** @throws Error with a sentence where the model cannot be traced in training mode. */
  traceForTraining(batchSize: number): Promise<TrackedTrace> {
    return this.#tracing.forTraining(this.#name, this, batchSize);
  }

  /** The same model as it is used, for the same batches. @throws Error with a sentence where it cannot be traced so. */
  traceForEvaluation(batchSize: number): Promise<Trace> {
    return this.#tracing.forEvaluation(this.#name, this, batchSize);
  }

  /** A trace for training that no run came of. */
  release(traced: TrackedTrace): void {
    this.#forget(traced.edits);
  }

  /** A run that is being prepared, or the sentence why none came about. */
  get preparation(): Preparation | undefined {
    return this.#shown.preparation;
  }

  setPreparation(preparation: Preparation | undefined): void {
    this.#shown.prepare(preparation);
  }

  /** Replaces the run, and ends the one before. */
  setRun(run: ModelRun | undefined): void {
    const before = this.#shown.replace(run);
    if (before) {
      this.#trackers.stop(before.traced.edits);
    }
  }

  dispose(): void {
    this.isClosed = true;
    this.#schedule.cancel();
    this.setRun(undefined);
    this.#changed.fire('closed');
    this.#changed.dispose();
  }

  #scheduleTrace(delay: number): void {
    this.#schedule.begin(delay, (isNewest) => void this.#trace(isNewest));
    this.#setFreshness('tracing');
  }

  /** The selected model, as long as the file declares it: a renamed one leaves the choice to the tracer. */
  get #name(): string | undefined {
    const isGone = this.isOutlined && !this.outline.declarations.some(({ name }) => name === this.#selected);
    return isGone ? undefined : this.#selected;
  }

  async #trace(isNewest: () => boolean): Promise<void> {
    const edits = this.#trackers.start();
    const result = await this.#tracing.ofText(this.#name, isNewest);
    if (!isNewest()) {
      this.#trackers.stop(edits);
      return;
    }
    this.#take(result, edits);
    if (edits.changedFiles.some((file) => this.isMadeOf(file))) {
      this.#scheduleTrace(editDelayMilliseconds);
    }
  }

  #take(result: EditorTrace, edits: EditTracker): void {
    this.lastResult = result;
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
      this.#schedule.settle(settleMilliseconds, () => this.#adopt(result, edits));
      this.#setFreshness('stale');
      return;
    }
    this.#adopt(result, edits);
  }

  #adopt(result: TracedResult, edits: EditTracker): void {
    const before = this.traced;
    this.traced = new TrackedTrace(result, edits);
    this.#trackers.keep(edits);
    this.#forget(before?.edits);
    this.#changed.fire('trace');
    this.#setFreshness('current');
  }

  /** Stops following edits for a text that nothing refers to any more. */
  #forget(edits: EditTracker | undefined): void {
    const inUse = [this.traced?.edits, this.diagnosticEdits, this.run?.traced.edits];
    if (edits && !inUse.includes(edits)) {
      this.#trackers.stop(edits);
    }
  }

  #setFreshness(freshness: Freshness): void {
    this.freshness = freshness;
    this.#changed.fire('freshness');
  }
}
