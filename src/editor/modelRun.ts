import * as vscode from 'vscode';
import type { EngineClient, EngineExit } from '../engine/engineClient';
import type { RecordedRun } from '../engine/recordedRun';
import type {
  BackendName,
  EngineEvent,
  EngineRequest,
  RunModel,
  RunSettings,
  RunState,
} from '../protocol/engine';
import { reasonIn } from '../protocol/errorOutput';
import { addLosses, type LossPoint } from '../protocol/lossCurve';
import type { Overlay } from '../protocol/overlay';
import { Replay } from './replay';
import { saveWeights } from './saveWeights';
import type { TrackedTrace } from './trackedTrace';

/**
 * `lost`: the engine process ended without having been asked to; what it recorded can be taken up again.
 * `replaying`: the kept numbers of a recorded run are shown one after the other, without an engine.
 */
export type ModelRunState = RunState | 'lost' | 'replaying';

/** A run on the disk that is shown again. */
export interface Recording {
  readonly record: RecordedRun;
  /** Whether its model was made of other texts than those of the trace that it is shown on. */
  readonly isOfOtherText: boolean;
}

/** One training of a model: drives an engine process and keeps what it reports. */
export class ModelRun implements vscode.Disposable {
  state: ModelRunState = 'preparing';
  step = 0;
  backend: BackendName | undefined;
  overlay: Overlay | undefined;
  /** True where the numbers were recorded with other texts than those that the trace was made of. */
  isOfOtherText = false;
  readonly losses: LossPoint[] = [];

  readonly #changed = new vscode.EventEmitter<void>();
  readonly #lossesAdded = new vscode.EventEmitter<readonly LossPoint[]>();
  readonly #overlayChanged = new vscode.EventEmitter<void>();
  /** State, step, backend or message. */
  readonly onDidChange = this.#changed.event;
  readonly onDidAddLosses = this.#lossesAdded.event;
  readonly onDidChangeOverlay = this.#overlayChanged.event;

  #engine: EngineClient | undefined;
  #hasRecord = false;
  /** Why it failed or was lost. */
  #fault: string | undefined;
  /** What the engine has told since it was started: a fallback, weights that do not fit, a loss that is not finite. */
  readonly #notices: string[] = [];
  #replay: Replay | undefined;

  constructor(
    /** Trace in training mode; its edits tell whether the numbers still belong to the text. */
    readonly traced: TrackedTrace,
    private readonly model: RunModel,
    readonly settings: RunSettings,
    private readonly startEngine: () => EngineClient,
    recording?: Recording,
  ) {
    if (recording !== undefined) {
      this.isOfOtherText = recording.isOfOtherText;
      this.#takeRecord(recording.record);
    }
  }

  /** One sentence or more: why it failed or was lost, else what the engine had to tell. */
  get message(): string | undefined {
    return this.#fault ?? (this.#notices.length === 0 ? undefined : this.#notices.join('\n'));
  }

  /** Steps done, also where an earlier one is shown. */
  get stepsDone(): number {
    return Math.max(this.step, this.losses.at(-1)?.[0] ?? 0);
  }

  get processId(): number | undefined {
    return this.#engine?.processId;
  }

  /** Paused, recorded before its end, or ended without having been asked to. */
  get canContinue(): boolean {
    return (
      this.state === 'paused' ||
      this.state === 'lost' ||
      (this.state === 'failed' && this.#hasRecord) ||
      (this.state === 'replaying' && !this.#isAtEnd)
    );
  }

  /** Whether an engine holds the run and its folder. */
  get isAtWork(): boolean {
    return this.#engine !== undefined;
  }

  train(): void {
    this.#ask({ kind: 'train' });
  }

  runOnce(): void {
    this.#ask({ kind: 'runOnce' });
  }

  singleStep(): void {
    this.#ask({ kind: 'step' });
  }

  pause(): void {
    this.#engine?.send({ kind: 'pause' });
  }

  stop(): void {
    if (this.#replay !== undefined) {
      this.#replay.end();
    } else if (this.state === 'lost' || this.state === 'preparing') {
      // Nothing to keep: a request to stop would wait until everything is prepared, and one step with it.
      this.#endEngine();
      this.#fault = undefined;
      this.#set({ state: 'finished' });
    } else {
      this.#engine?.send({ kind: 'stop' });
    }
  }

  get #isAtEnd(): boolean {
    return this.settings.steps !== undefined && this.stepsDone >= this.settings.steps;
  }

  /** Shows the kept numbers of a recorded run one after the other. */
  #takeRecord({ losses, overlays }: RecordedRun): void {
    addLosses(this.losses, losses);
    this.#hasRecord = this.stepsDone > 0;
    this.backend = this.settings.backend;
    const rest = { step: this.stepsDone, state: this.#isAtEnd ? 'finished' : 'paused' } as const;
    const [first] = overlays;
    if (first === undefined) {
      Object.assign(this, rest);
      return;
    }
    Object.assign(this, { state: 'replaying', step: first.step, overlay: first });
    this.#replay = new Replay(overlays, {
      show: (overlay) => {
        this.overlay = overlay;
        this.#overlayChanged.fire();
        this.#set({ step: overlay.step });
      },
      end: () => {
        this.#replay = undefined;
        this.#set(rest);
      },
    });
  }

  /**
   * Saves the weights as they are, with an engine for this alone where none is at work.
   * @returns how many tensors. @throws Error with a sentence where that is not possible.
   */
  async saveWeights(file: string): Promise<number> {
    if (this.#engine !== undefined) {
      return saveWeights(this.#engine, file);
    }
    const engine = this.startEngine();
    try {
      const { folder: _folder, ...unrecorded } = this.settings;
      const settings = this.#hasRecord ? this.settings : unrecorded;
      engine.send({ kind: 'open', model: this.model, settings, resume: this.#hasRecord });
      return await saveWeights(engine, file);
    } finally {
      engine.dispose();
    }
  }

  /** Goes on from the last step that was recorded, in a new process where the old one is gone. */
  continue(): void {
    if (this.state === 'lost' || this.state === 'failed') {
      this.#open(this.#hasRecord);
    }
    this.train();
  }

  dispose(): void {
    this.#replay?.dispose();
    this.#endEngine();
    this.#changed.dispose();
    this.#lossesAdded.dispose();
    this.#overlayChanged.dispose();
  }

  /** What it recorded is on the disk; a process that waits for nothing would only hold memory. */
  #endEngine(): void {
    this.#engine?.dispose();
    this.#engine = undefined;
  }

  #ask(request: EngineRequest): void {
    if (this.#engine === undefined) {
      this.#open(this.#hasRecord);
    }
    this.#engine?.send(request);
  }

  #open(resume: boolean): void {
    this.#replay?.dispose();
    this.#replay = undefined;
    this.#fault = undefined;
    this.#notices.length = 0;
    this.#set({ state: 'preparing', step: this.stepsDone });
    const engine = this.startEngine();
    this.#engine = engine;
    engine.onEvent((event) => this.#receive(event));
    engine.onExit((exit) => this.#lose(exit));
    engine.send({ kind: 'open', model: this.model, settings: this.settings, resume });
  }

  #receive(event: EngineEvent): void {
    switch (event.kind) {
      case 'state':
        this.#set({
          state: event.state,
          step: event.step,
          ...(event.backend && { backend: event.backend }),
        });
        if (event.state === 'finished' || event.state === 'failed') {
          this.#endEngine();
        }
        break;
      case 'step':
        this.#hasRecord = true;
        this.step = event.step;
        addLosses(this.losses, [[event.step, event.loss]]);
        this.#lossesAdded.fire([[event.step, event.loss]]);
        break;
      case 'overlay':
        this.isOfOtherText = false;
        this.overlay = event.overlay;
        this.#overlayChanged.fire();
        break;
      case 'notice':
        this.#notices.push(event.message);
        this.#changed.fire();
        break;
      case 'error':
        this.#fault = event.message;
        this.#set({ state: 'failed' });
        this.#endEngine();
        break;
      case 'profile':
      case 'saved':
      case 'notSaved':
        // Nothing here asks for these.
        break;
    }
  }

  #lose({ code, signal, errorOutput }: EngineExit): void {
    this.#engine = undefined;
    const how = signal !== undefined ? `was ended by ${signal}` : `ended with code ${code ?? 'unknown'}`;
    const next = this.#hasRecord
      ? vscode.l10n.t('Continue takes the run up after step {0}.', this.step)
      : vscode.l10n.t('Continue starts it again.');
    this.#fault = `${vscode.l10n.t('The training process {0}', how)}${reasonIn(errorOutput)}. ${next}`;
    this.#set({ state: 'lost' });
  }

  #set(change: Partial<Pick<ModelRun, 'state' | 'step' | 'backend'>>): void {
    Object.assign(this, change);
    this.#changed.fire();
  }
}
