import type { Statistics } from '../autodiff/trainingGraph';
import type { EngineEvent } from '../protocol/engine';
import type { Overlay } from '../protocol/overlay';
import type { Profile } from '../protocol/profile';
import type { Dataset } from './data/batch';
import type { Evaluation } from './evaluation';
import { addScores, noScore } from './metrics';
import { buildOverlay } from './overlay';
import type { RunRecorder } from './runRecorder';
import { type Computed, StepComputation, type StepComputationParts } from './stepComputation';
import type { StepRecord } from './stepRecords';
import { saveWeights } from './weights/saveWeights';

export interface TrainingRunParts extends StepComputationParts {
  readonly data: Dataset;
  readonly merges: readonly { readonly path: string; readonly kind: string }[];
  /** On held-out data, where there are any. */
  readonly evaluation?: Evaluation;
  readonly emit: (event: EngineEvent) => void;
}

/** A step whose probes were read. */
interface ProbedStep {
  readonly step: number;
  readonly loss: number;
  readonly statistics: readonly Statistics[];
}

/** The steps of a run on a backend: batches in, state forward, losses and statistics out. */
export class TrainingRun {
  /** Steps done. */
  step = 0;
  /** Keeps the steps on disk where the run has a folder. */
  recorder: RunRecorder | undefined;

  private readonly computation: StepComputation;
  /** The last step that was probed. */
  private probed: (ProbedStep & { readonly isSent: boolean }) | undefined;
  private overlayTime = -Infinity;
  private hasWarnedOfLoss = false;

  constructor(private readonly parts: TrainingRunParts) {
    this.computation = new StepComputation(parts);
  }

  get isFinished(): boolean {
    const { steps } = this.parts.settings;
    return steps !== undefined && this.step >= steps;
  }

  /** One training step: its record is kept, its overlay and its event sent. */
  async trainStep(): Promise<void> {
    const { probeEvery } = this.parts.settings;
    const { statistics, ...advanced } = await this.advance(probeEvery > 0 && this.step % probeEvery === 0);
    const record = { ...advanced, metrics: { ...advanced.metrics, ...(await this.evaluate()) } };
    if (statistics !== undefined) {
      this.probed = { step: record.step, loss: record.loss, statistics, isSent: false };
      if (performance.now() - this.overlayTime >= this.overlayInterval) {
        this.sendOverlay(this.probed);
      }
    }
    const { step, loss, metrics, milliseconds } = record;
    this.recorder?.record(record);
    if (statistics !== undefined && this.recorder?.wantsOverlay(step) === true) {
      this.recorder.keepOverlay(this.overlay({ step, loss, statistics }));
    }
    this.parts.emit({ kind: 'step', step, loss, metrics, milliseconds });
    this.warnOfLoss(record);
  }

  /** To be called when training rests: the last step's overlay is sent, its state kept. */
  rest(): void {
    if (this.probed?.isSent === false) {
      this.sendOverlay(this.probed);
    }
    if (this.probed !== undefined) {
      this.recorder?.keepOverlay(this.overlay(this.probed));
    }
    this.recorder?.flush(this.step);
  }

  /**
   * Computes recorded steps again, to come from a checkpoint to where the run ended.
   * @throws Error where a loss comes out differently, since the run would not be the same from there.
   */
  async replay(records: readonly StepRecord[]): Promise<void> {
    for (const record of records) {
      const { loss } = await this.advance(record.probed);
      if (loss !== record.loss && Number.isFinite(record.loss)) {
        throw new Error(
          `Step ${record.step} of the run had the loss ${record.loss} but now has ${loss}: its data or this machine has changed, so it cannot be continued.`,
        );
      }
    }
  }

  /** One forward and backward pass on the first batch with all probes; the state stays. */
  async pass(): Promise<Overlay> {
    const { data, random } = this.parts;
    const batch = await data.train.next(0);
    random.peek();
    return this.overlay({ step: this.step, ...(await this.computation.pass(batch, this.step)) });
  }

  /** Saves parameters and buffers, see {@link saveWeights}. @returns how many tensors. @throws WeightsError. */
  saveWeights(file: string): number {
    return saveWeights(this.parts.training.graph, this.parts.state.current, file);
  }

  /**
   * Times the nodes of a step with all probes, on the first batch; the state stays.
   * @param repetitions that are counted.
   * @throws Error where the backend keeps no times.
   */
  async profile(repetitions: number): Promise<Profile> {
    const { data, random } = this.parts;
    const batch = await data.train.next(0);
    random.peek();
    return this.computation.profile(batch, this.step, repetitions);
  }

  async release(): Promise<void> {
    await this.computation.release();
    await this.parts.evaluation?.release();
    await this.parts.data.release();
  }

  private async advance(
    probed: boolean,
  ): Promise<StepRecord & { readonly statistics: readonly Statistics[] | undefined }> {
    const { state, random, data, settings } = this.parts;
    const { accumulate = 1 } = settings;
    const start = performance.now();
    let [loss, score] = [0, noScore];
    let statistics: readonly Statistics[] | undefined;
    for (let part = 0; part < accumulate; part++) {
      const isLast = part === accumulate - 1;
      const batch = await data.train.next(this.step * accumulate + part);
      random.advance();
      const computed: Computed = isLast
        ? await this.computation.finishStep(batch, this.step, probed)
        : await this.computation.accumulate(batch, this.step);
      statistics = computed.statistics;
      state.advance(isLast ? 'step' : 'partial');
      loss += computed.loss / accumulate;
      score = addScores(score, computed.score);
    }
    this.step += 1;
    return {
      step: this.step,
      loss,
      metrics: score.count === 0 ? {} : { accuracy: score.right / score.count },
      milliseconds: performance.now() - start,
      probed,
      statistics,
    };
  }

  /** Metrics of held-out data after the step, where it is one of those that are evaluated. */
  private async evaluate(): Promise<Readonly<Record<string, number>>> {
    const { evaluation, settings } = this.parts;
    const { evaluateEvery } = settings;
    const isDue = evaluateEvery !== undefined && (this.step % evaluateEvery === 0 || this.isFinished);
    if (evaluation === undefined || !isDue) {
      return {};
    }
    const metrics = Object.entries(await evaluation.run());
    return Object.fromEntries(
      metrics.map(([name, value]) => [`validation${name[0].toUpperCase()}${name.slice(1)}`, value]),
    );
  }

  /** Least milliseconds between two overlays. */
  private get overlayInterval(): number {
    return 1000 / (this.parts.settings.overlaysPerSecond ?? Infinity);
  }

  private sendOverlay(probed: ProbedStep): void {
    this.parts.emit({ kind: 'overlay', overlay: this.overlay(probed) });
    this.probed = { ...probed, isSent: true };
    this.overlayTime = performance.now();
  }

  private overlay({ step, loss, statistics }: ProbedStep): Overlay {
    const { training, merges } = this.parts;
    return buildOverlay({ step, loss, rows: training.probes?.rows ?? [], statistics, merges });
  }

  private warnOfLoss({ step, loss }: StepRecord): void {
    if (!Number.isFinite(loss) && !this.hasWarnedOfLoss) {
      this.hasWarnedOfLoss = true;
      this.parts.emit({
        kind: 'notice',
        message: `The loss is ${loss} since step ${step}; a lower learning rate than ${this.parts.settings.learningRate} may help.`,
      });
    }
  }
}
