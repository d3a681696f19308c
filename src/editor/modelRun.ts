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
import { saveWeights } from './saveWeights';
import type { TrackedTrace } from './trackedTrace';

/** `lost`: the engine process ended without having been asked to; what it recorded can be taken up again. */
export type ModelRunState = RunState | 'lost';

/** Between two steps of a replay. */
const replayMilliseconds = 250;

/** One training of a model: drives an engine process and keeps what it reports. */
export class ModelRun implements vscode.Disposable {
  state: ModelRunState = 'preparing';
  step = 0;
  backend: BackendName | undefined;
  /** One sentence: why it failed or was lost, or a notice of the engine. */
  message: string | undefined;
  overlay: Overlay | undefined;
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
  #replay: NodeJS.Timeout | undefined;

  constructor(
    /** Trace in training mode; its edits tell whether the numbers still belong to the text. */
    readonly traced: TrackedTrace,
    private readonly model: RunModel,
    readonly settings: RunSettings,
    private readonly startEngine: () => EngineClient,
    recorded?: RecordedRun,
  ) {
    if (recorded !== undefined) {
      this.#takeRecord(recorded);
    }
  }

  get processId(): number | undefined {
    return this.#engine?.processId;
  }

  /** Paused, or ended without having been asked to. */
  get canContinue(): boolean {
    return this.state === 'paused' || this.state === 'lost' || (this.state === 'failed' && this.#hasRecord);
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
    if (this.state === 'lost' || this.state === 'preparing') {
      // Nothing to keep: a request to stop would wait until everything is prepared, and one step with it.
      this.#endEngine();
      this.#set({ state: 'finished', message: undefined });
    } else {
      this.#engine?.send({ kind: 'stop' });
    }
  }

  /** Shows the kept numbers of a recorded run one after the other, without an engine. */
  #takeRecord({ losses, overlays }: RecordedRun): void {
    const [lastStep] = losses.at(-1) ?? [0];
    this.#hasRecord = lastStep > 0;
    this.step = lastStep;
    this.state = this.settings.steps !== undefined && lastStep >= this.settings.steps ? 'finished' : 'paused';
    this.backend = this.settings.backend;
    addLosses(this.losses, losses);
    const waiting = [...overlays];
    this.overlay = waiting.shift();
    this.#replay = setInterval(() => {
      const next = waiting.shift();
      if (next === undefined) {
        clearInterval(this.#replay);
        return;
      }
      this.overlay = next;
      this.#overlayChanged.fire();
    }, replayMilliseconds);
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
    clearInterval(this.#replay);
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
    clearInterval(this.#replay);
    this.#set({ state: 'preparing', message: undefined });
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
          ...(event.state !== 'failed' && event.state !== this.state && { message: undefined }),
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
        this.overlay = event.overlay;
        this.#overlayChanged.fire();
        break;
      case 'notice':
        this.#set({ message: event.message });
        break;
      case 'error':
        this.#set({ state: 'failed', message: event.message });
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
    this.#set({
      state: 'lost',
      message: `${vscode.l10n.t('The training process {0}', how)}${reasonIn(errorOutput)}. ${next}`,
    });
  }

  #set(change: Partial<Pick<ModelRun, 'state' | 'step' | 'backend' | 'message'>>): void {
    Object.assign(this, change);
    this.#changed.fire();
  }
}
