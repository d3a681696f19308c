import * as v from 'valibot';
import {
  type BackendName,
  type EngineEvent,
  type EngineRequest,
  engineRequestSchema,
  type RunState,
} from '../protocol/engine';
import { messageOf } from './messageOf';
import { openRun } from './openRun';
import type { TrainingRun } from './trainingRun';

/**
 * What the engine process does with requests: one after the other, in the order in which they came. Training gives way
 * between two steps to whatever has arrived.
 */
export class Engine {
  private readonly waiting: EngineRequest[] = [];
  private isWorking = false;
  private run: TrainingRun | undefined;
  private backend: BackendName | undefined;

  constructor(
    private readonly emit: (event: EngineEvent) => void,
    /** Program of the thread that prepares batches; they are prepared between the steps without it. */
    private readonly loaderProgram?: string,
  ) {}

  /** Takes a message from the client. Everything that goes wrong comes back as an `error` event. */
  receive(message: unknown): void {
    const request = v.safeParse(engineRequestSchema, message);
    if (!request.success) {
      this.emit({
        kind: 'error',
        message: `The engine was sent a message that it does not understand: ${v.summarize(request.issues)}.`,
      });
      return;
    }
    this.waiting.push(request.output);
    if (!this.isWorking) {
      void this.work();
    }
  }

  private async work(): Promise<void> {
    this.isWorking = true;
    for (let request = this.waiting.shift(); request !== undefined; request = this.waiting.shift()) {
      try {
        await this.handle(request);
      } catch (error) {
        this.emit({ kind: 'error', message: messageOf(error) });
        this.emitState('failed');
      }
    }
    this.isWorking = false;
  }

  private async handle(request: EngineRequest): Promise<void> {
    switch (request.kind) {
      case 'open':
        return this.open(request);
      case 'train':
        return this.train(this.opened());
      case 'step':
        return this.trainOneStep(this.opened());
      case 'runOnce':
        return this.runOnce(this.opened());
      case 'profile':
        this.emit({ kind: 'profile', profile: await this.opened().profile(request.steps) });
        return;
      case 'pause':
        this.rest(this.opened(), this.opened().isFinished ? 'finished' : 'paused');
        return;
      case 'stop':
        this.rest(this.opened(), 'finished');
        return;
      case 'saveWeights':
        this.saveWeights(this.opened(), request.file);
        return;
    }
  }

  private async open({ model, settings, resume }: EngineRequest & { readonly kind: 'open' }): Promise<void> {
    await this.run?.release();
    this.run = undefined;
    this.backend = undefined;
    this.emitState('preparing');
    const { run, backend } = await openRun(model, settings, resume, this.emit, this.loaderProgram);
    this.run = run;
    this.backend = backend;
    this.emitState('ready');
  }

  private async train(run: TrainingRun): Promise<void> {
    this.emitState('training');
    while (!run.isFinished) {
      await run.trainStep();
      await messages();
      // A second request to train changes nothing, and a pass only looks.
      for (let next = this.waiting.at(0); isHarmless(next); next = this.waiting.at(0)) {
        this.waiting.shift();
        if (next.kind === 'runOnce') {
          await this.runOnce(run);
        } else if (next.kind === 'saveWeights') {
          this.saveWeights(run, next.file);
        }
      }
      // Any other request ends the training, and says itself what comes then.
      if (this.waiting.length > 0) {
        return;
      }
    }
    this.rest(run, 'finished');
  }

  private async trainOneStep(run: TrainingRun): Promise<void> {
    if (!run.isFinished) {
      this.emitState('training');
      await run.trainStep();
    }
    this.rest(run, run.isFinished ? 'finished' : 'paused');
  }

  private async runOnce(run: TrainingRun): Promise<void> {
    this.emit({ kind: 'overlay', overlay: await run.pass() });
  }

  /** A file that cannot be written is no reason to end the run. */
  private saveWeights(run: TrainingRun, file: string): void {
    try {
      this.emit({ kind: 'saved', file, tensors: run.saveWeights(file) });
    } catch (error) {
      this.emit({ kind: 'notSaved', message: messageOf(error) });
    }
  }

  private rest(run: TrainingRun, state: RunState): void {
    run.rest();
    this.emitState(state);
  }

  private opened(): TrainingRun {
    if (this.run === undefined) {
      throw new Error('No run is open; the one asked for could not be prepared.');
    }
    return this.run;
  }

  private emitState(state: RunState): void {
    this.emit({ kind: 'state', state, step: this.run?.step ?? 0, backend: this.backend });
  }
}

/** Whether training goes on after the request. */
function isHarmless(request: EngineRequest | undefined): request is EngineRequest {
  return request?.kind === 'train' || request?.kind === 'runOnce' || request?.kind === 'saveWeights';
}

/** Lets the process receive what has been sent to it. */
function messages(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
