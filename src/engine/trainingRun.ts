import type { TargetContent } from '../autodiff/losses/loss';
import { type ProbeNumbers, readCarefulProbes, readQuickProbes } from '../autodiff/readProbes';
import type { Schedule } from '../autodiff/schedules/schedule';
import { scheduleOf } from '../autodiff/schedules/schedules';
import type { Statistics, TrainingGraph } from '../autodiff/trainingGraph';
import { elementCount } from '../graph/shape';
import { valueOf } from '../graph/graph';
import type { ValueName } from '../graph/value';
import type { EngineEvent, RunSettings } from '../protocol/engine';
import type { Overlay } from '../protocol/overlay';
import type { Profile } from '../protocol/profile';
import type { Backend, BackendSession } from './backends/backend';
import type { Batch, Dataset } from './data/batch';
import type { Evaluation } from './evaluation';
import { addScores, noScore, type Score, scoreOf } from './metrics';
import { buildOverlay } from './overlay';
import type { RandomInputs } from './randomInputs';
import { buildProfile, warmUpSteps } from './profile';
import type { RunRecorder } from './runRecorder';
import type { StepRecord } from './stepRecords';
import { allocate, type TensorData } from './tensorData';
import type { TrainingState } from './trainingState';
import { saveWeights } from './weights/saveWeights';

export interface TrainingRunParts {
  readonly training: TrainingGraph;
  readonly backend: Backend;
  readonly state: TrainingState;
  readonly random: RandomInputs;
  readonly data: Dataset;
  readonly merges: readonly { readonly path: string; readonly kind: string }[];
  /** On held-out data, where there are any. */
  readonly evaluation?: Evaluation;
  readonly settings: RunSettings;
  readonly emit: (event: EngineEvent) => void;
}

/**
 * What a compiled graph is for: a plain step, one with quick or careful probes, a batch before the last of a step, or a pass
 * that changes nothing.
 */
type Purpose = 'step' | 'probedStep' | 'carefulStep' | 'partial' | 'pass';

/** Steps that are probed carefully once the quick form was not exact, before it is tried again. */
const carefulSteps = 50;

/** What one run of a graph gave. */
interface Computed {
  readonly fetches: ReadonlyMap<ValueName, TensorData>;
  readonly statistics?: readonly Statistics[];
}

/** The steps of a run on a backend: batches in, state forward, losses and statistics out. */
export class TrainingRun {
  /** Steps done. */
  step = 0;
  /** Keeps the steps on disk where the run has a folder. */
  recorder: RunRecorder | undefined;

  private readonly sessions = new Map<Purpose, BackendSession>();
  /** Arrays that every step writes anew, by the name of the value. */
  private readonly results = new Map<ValueName, TensorData>();
  private readonly schedule: Schedule;
  private readonly content: TargetContent;
  private probed:
    | {
        readonly step: number;
        readonly loss: number;
        readonly statistics: readonly Statistics[];
        readonly isSent: boolean;
      }
    | undefined;
  /** Steps before this one are probed carefully. */
  private carefulUntil = 0;
  private overlayTime = -Infinity;
  private hasWarnedOfLoss = false;

  constructor(private readonly parts: TrainingRunParts) {
    const { learningRate: base, schedule = { name: 'constant' }, warmUpSteps = 0, steps } = parts.settings;
    this.schedule = scheduleOf(schedule, { base, steps, warmUpSteps });
    this.content = parts.training.target.content;
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
        this.sendOverlay();
      }
    }
    const { step, loss, metrics, milliseconds } = record;
    this.recorder?.record(record);
    if (statistics !== undefined && this.recorder?.wantsOverlay(step) === true) {
      this.recorder.keepOverlay(this.overlay(step, loss, statistics));
    }
    this.parts.emit({ kind: 'step', step, loss, metrics, milliseconds });
    this.warnOfLoss(record);
  }

  /** To be called when training rests: the last step's overlay is sent, its state kept. */
  rest(): void {
    if (this.probed?.isSent === false) {
      this.sendOverlay();
    }
    if (this.probed !== undefined) {
      const { step, loss, statistics } = this.probed;
      this.recorder?.keepOverlay(this.overlay(step, loss, statistics));
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
    const { training, random } = this.parts;
    const session = await this.session('pass');
    const fetches = this.fetches('pass');
    const batch = await this.parts.data.train.next(0);
    random.peek();
    await session.run(this.feeds(batch), fetches);
    const statistics = readCarefulProbesOf(training, fetches);
    return this.overlay(this.step, Number(fetches.get(training.loss)![0]), statistics);
  }

  /** Saves parameters and buffers, see {@link saveWeights}. @returns how many tensors. @throws WeightsError. */
  saveWeights(file: string): number {
    return saveWeights(this.parts.training.graph, this.parts.state.current, file);
  }

  /** Times the nodes of a step with all probes, on the first batch; the state stays. */
  async profile(steps: number): Promise<Profile> {
    const { training, backend, random, data } = this.parts;
    if (backend.profile === undefined) {
      throw new Error(
        `The ${backend.name} engine does not tell the time of its nodes; profile with the native one.`,
      );
    }
    const fetches = this.fetches('probedStep');
    const session = await backend.profile(training.graph, [...fetches.keys()]);
    const batch = await data.train.next(0);
    random.peek();
    const feeds = this.feeds(batch);
    const wall: number[] = [];
    for (let step = 0; step < warmUpSteps + steps; step++) {
      const start = performance.now();
      await session.run(feeds, fetches);
      wall.push(performance.now() - start);
    }
    return buildProfile(await session.finish(), training.graph, wall);
  }

  async release(): Promise<void> {
    for (const session of this.sessions.values()) {
      await session.release();
    }
    this.sessions.clear();
    await this.parts.evaluation?.release();
    await this.parts.data.release();
  }

  private async advance(
    probed: boolean,
  ): Promise<StepRecord & { readonly statistics: readonly Statistics[] | undefined }> {
    const { training, state, random, data, settings } = this.parts;
    const { accumulate = 1 } = settings;
    const start = performance.now();
    let [loss, score] = [0, noScore];
    let statistics: readonly Statistics[] | undefined;
    for (let part = 0; part < accumulate; part++) {
      const isLast = part === accumulate - 1;
      const batch = await data.train.next(this.step * accumulate + part);
      random.advance();
      const feeds = this.feeds(batch);
      const computed: Computed =
        isLast && probed
          ? await this.probe(feeds)
          : { fetches: await this.compute(isLast ? 'step' : 'partial', feeds) };
      statistics = computed.statistics;
      state.advance(isLast ? 'step' : 'partial');
      loss += Number(computed.fetches.get(training.loss)![0]) / accumulate;
      score = addScores(score, this.score(computed.fetches, batch));
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

  /** A step with probes: quick ones, and where they are not exact, the same step again with careful ones. */
  private async probe(feeds: ReadonlyMap<ValueName, TensorData>): Promise<Computed> {
    const { training } = this.parts;
    if (this.step >= this.carefulUntil) {
      const fetches = await this.compute('probedStep', feeds);
      const statistics =
        training.probes === undefined ? [] : readQuickProbes(training.probes, numbersIn(fetches));
      if (statistics !== undefined) {
        return { fetches, statistics };
      }
      this.carefulUntil = this.step + carefulSteps;
    }
    const fetches = await this.compute('carefulStep', feeds);
    return { fetches, statistics: readCarefulProbesOf(training, fetches) };
  }

  private async compute(
    purpose: Purpose,
    feeds: ReadonlyMap<ValueName, TensorData>,
  ): Promise<ReadonlyMap<ValueName, TensorData>> {
    const fetches = this.fetches(purpose);
    const session = await this.session(purpose);
    await session.run(feeds, fetches);
    return fetches;
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

  /** Compiled when first needed: a run that is never probed, or only passed through once, needs no other. */
  private async session(purpose: Purpose): Promise<BackendSession> {
    const known = this.sessions.get(purpose);
    if (known !== undefined) {
      return known;
    }
    const { backend, training } = this.parts;
    const session = await backend.create(
      training.graph,
      [...this.fetches(purpose).keys()],
      purpose === 'pass' ? 'once' : 'often',
    );
    this.sessions.set(purpose, session);
    return session;
  }

  private feeds({ inputs, target }: Batch): Map<ValueName, TensorData> {
    const { training, state, random } = this.parts;
    const feeds = new Map([
      ...state.current,
      ...random.feeds,
      ...inputs,
      [training.target.name, target] as const,
    ]);
    const rate = this.schedule(this.step);
    for (const { value, at } of training.stepInputs) {
      const scalar = this.result(value);
      scalar[0] = at(this.step + 1, rate);
      feeds.set(value, scalar);
    }
    return feeds;
  }

  private fetches(purpose: Purpose): Map<ValueName, TensorData> {
    const { training, state } = this.parts;
    const fetches = new Map<ValueName, TensorData>();
    const add = (name: ValueName) => fetches.set(name, this.result(name));
    add(training.loss);
    if (training.probes !== undefined && purpose !== 'step' && purpose !== 'partial') {
      const { quick, careful } = training.probes;
      (purpose === 'probedStep' ? quick : careful).forEach(add);
    }
    if (purpose !== 'pass') {
      if (this.scores !== undefined) {
        add(this.scores);
      }
      for (const [name, array] of state.next(purpose === 'partial' ? 'partial' : 'step')) {
        fetches.set(name, array);
      }
    }
    return fetches;
  }

  private result(name: ValueName): TensorData {
    let result = this.results.get(name);
    if (result === undefined) {
      const { backend, training } = this.parts;
      const { type, shape } = valueOf(training.graph, name);
      result = allocate(backend.storageType(type), elementCount(shape));
      this.results.set(name, result);
    }
    return result;
  }

  /** The output [N, C] that labels are compared with; undefined where the target is no label. */
  private get scores(): ValueName | undefined {
    const { predictions, graph } = this.parts.training;
    const isLabelled = this.content.kind === 'labels' && valueOf(graph, predictions[0]).shape.length === 2;
    return isLabelled ? predictions[0] : undefined;
  }

  private score(fetches: ReadonlyMap<ValueName, TensorData>, { target }: Batch): Score {
    if (this.scores === undefined) {
      return noScore;
    }
    const { shape } = valueOf(this.parts.training.graph, this.scores);
    return scoreOf(this.content, { prediction: fetches.get(this.scores)!, shape, target });
  }

  /** Least milliseconds between two overlays. */
  private get overlayInterval(): number {
    return 1000 / (this.parts.settings.overlaysPerSecond ?? Infinity);
  }

  private sendOverlay(): void {
    if (this.probed !== undefined) {
      const { step, loss, statistics } = this.probed;
      this.parts.emit({ kind: 'overlay', overlay: this.overlay(step, loss, statistics) });
      this.probed = { ...this.probed, isSent: true };
      this.overlayTime = performance.now();
    }
  }

  private overlay(step: number, loss: number, statistics: readonly Statistics[]): Overlay {
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

function numbersIn(fetches: ReadonlyMap<ValueName, TensorData>): ProbeNumbers {
  return (output) => {
    const numbers = fetches.get(output)!;
    return numbers instanceof Float32Array ? numbers : Float64Array.from(numbers, Number);
  };
}

function readCarefulProbesOf(
  { probes }: TrainingGraph,
  fetches: ReadonlyMap<ValueName, TensorData>,
): readonly Statistics[] {
  return probes === undefined ? [] : readCarefulProbes(probes, numbersIn(fetches));
}
