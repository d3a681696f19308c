import {
  type ProbeNumbers,
  readCarefulProbes,
  readQuickProbes,
  readSampledProbes,
} from '../autodiff/readProbes';
import type { Schedule } from '../autodiff/schedules/schedule';
import { scheduleOf } from '../autodiff/schedules/schedules';
import type { ProbeTable, Statistics, TrainingGraph } from '../autodiff/trainingGraph';
import { valueOf } from '../graph/graph';
import { elementCount } from '../graph/shape';
import type { ValueName } from '../graph/value';
import type { RunSettings } from '../protocol/engine';
import type { Profile } from '../protocol/profile';
import type { Backend, BackendSession } from './backends/backend';
import type { Batch } from './data/batch';
import { noScore, type Score, scoreOf } from './metrics';
import { buildProfile, warmUpSteps } from './profile';
import type { RandomInputs } from './randomInputs';
import { allocate, type TensorData } from './tensorData';
import type { TrainingState } from './trainingState';

/**
 * What a compiled graph is for: a plain step, one with quick, careful or sampled probes, a batch before the last of a step, or a
 * pass that changes nothing.
 */
type Purpose = 'step' | 'quickStep' | 'carefulStep' | 'sampledStep' | 'partial' | 'pass';

/** The outputs of the probe table that a purpose fetches. */
const probeOutputs = {
  step: undefined,
  quickStep: 'quick',
  carefulStep: 'careful',
  sampledStep: 'sampled',
  partial: undefined,
  pass: 'careful',
} as const satisfies Readonly<Record<Purpose, keyof ProbeTable | undefined>>;

/** Steps that are probed carefully once the quick form was not exact, before it is tried again. */
const carefulSteps = 50;

type Fetches = ReadonlyMap<ValueName, TensorData>;

/** What one run of a graph gave. */
export interface Computed {
  /** Of the batch. */
  readonly loss: number;
  /** How its labels compare with the predictions; {@link noScore} where the target is no label. */
  readonly score: Score;
  /** Of the probes; absent where none were asked for. */
  readonly statistics?: readonly Statistics[];
}

export interface StepComputationParts {
  readonly training: TrainingGraph;
  readonly backend: Backend;
  readonly state: TrainingState;
  readonly random: RandomInputs;
  readonly settings: RunSettings;
}

/**
 * The training graph on a backend, compiled for each purpose when that is first needed: a batch goes in with the present
 * state, and out come numbers and, in the arrays of the state's next turn, what the step makes of it.
 */
export class StepComputation {
  private readonly sessions = new Map<Purpose, BackendSession>();
  /** Arrays that every step writes anew, by the name of the value. */
  private readonly results = new Map<ValueName, TensorData>();
  private readonly schedule: Schedule;
  /** Steps before this one are probed carefully. */
  private carefulUntil = 0;

  constructor(private readonly parts: StepComputationParts) {
    const { learningRate: base, schedule = { name: 'constant' }, warmUpSteps = 0, steps } = parts.settings;
    this.schedule = scheduleOf(schedule, { base, steps, warmUpSteps });
  }

  private get probedStep(): 'quickStep' | 'sampledStep' {
    return this.parts.settings.probes === 'sampled' ? 'sampledStep' : 'quickStep';
  }

  /** A step's only batch, or the last of those whose gradients it averages. @param step how many steps were done before. */
  async finishStep(batch: Batch, step: number, probed: boolean): Promise<Computed> {
    const feeds = this.feeds(batch, step);
    if (!probed) {
      return this.computed(await this.compute('step', feeds), batch);
    }
    const { training } = this.parts;
    if (step >= this.carefulUntil) {
      const fetches = await this.compute(this.probedStep, feeds);
      const read = this.probedStep === 'sampledStep' ? readSampledProbes : readQuickProbes;
      const statistics = training.probes === undefined ? [] : read(training.probes, numbersIn(fetches));
      if (statistics !== undefined) {
        return { ...this.computed(fetches, batch), statistics };
      }
      this.carefulUntil = step + carefulSteps;
    }
    // The quick form was not exact: the same step again.
    const fetches = await this.compute('carefulStep', feeds);
    return { ...this.computed(fetches, batch), statistics: readCarefulProbesOf(training, fetches) };
  }

  /** A batch before the last of a step: its gradients are added to those that the state holds. */
  async accumulate(batch: Batch, step: number): Promise<Computed> {
    return this.computed(await this.compute('partial', this.feeds(batch, step)), batch);
  }

  /** Forward and backward with all probes; the state stays. */
  async pass(
    batch: Batch,
    step: number,
  ): Promise<{ readonly loss: number; readonly statistics: readonly Statistics[] }> {
    const { training } = this.parts;
    const fetches = await this.compute('pass', this.feeds(batch, step));
    return { loss: this.loss(fetches), statistics: readCarefulProbesOf(training, fetches) };
  }

  /** Times the nodes of a step with all probes; the state stays. @throws Error where the backend keeps no times. */
  async profile(batch: Batch, step: number, repetitions: number): Promise<Profile> {
    const { training, backend } = this.parts;
    if (backend.profile === undefined) {
      throw new Error(
        `The ${backend.name} engine does not tell the time of its nodes; profile with the native one.`,
      );
    }
    const fetches = this.fetches(this.probedStep);
    const session = await backend.profile(training.graph, [...fetches.keys()]);
    const feeds = this.feeds(batch, step);
    const wall: number[] = [];
    for (let repetition = 0; repetition < warmUpSteps + repetitions; repetition++) {
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
  }

  private async compute(purpose: Purpose, feeds: ReadonlyMap<ValueName, TensorData>): Promise<Fetches> {
    const fetches = this.fetches(purpose);
    const session = await this.session(purpose);
    await session.run(feeds, fetches);
    return fetches;
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

  private feeds({ inputs, target }: Batch, step: number): Map<ValueName, TensorData> {
    const { training, state, random } = this.parts;
    const feeds = new Map([
      ...state.current,
      ...random.feeds,
      ...inputs,
      [training.target.name, target] as const,
    ]);
    const rate = this.schedule(step);
    for (const { value, at } of training.stepInputs) {
      const scalar = this.result(value);
      scalar[0] = at(step + 1, rate);
      feeds.set(value, scalar);
    }
    return feeds;
  }

  private fetches(purpose: Purpose): Map<ValueName, TensorData> {
    const { training, state } = this.parts;
    const fetches = new Map<ValueName, TensorData>();
    const add = (name: ValueName) => fetches.set(name, this.result(name));
    add(training.loss);
    const outputs = probeOutputs[purpose];
    if (training.probes !== undefined && outputs !== undefined) {
      training.probes[outputs].forEach(add);
    }
    if (purpose !== 'pass') {
      if (this.labelled !== undefined) {
        add(this.labelled);
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

  private loss(fetches: Fetches): number {
    return Number(fetches.get(this.parts.training.loss)![0]);
  }

  private computed(fetches: Fetches, { target }: Batch): Computed {
    const { graph, target: wanted } = this.parts.training;
    const loss = this.loss(fetches);
    if (this.labelled === undefined) {
      return { loss, score: noScore };
    }
    const { shape } = valueOf(graph, this.labelled);
    return {
      loss,
      score: scoreOf(wanted.content, { prediction: fetches.get(this.labelled)!, shape, target }),
    };
  }

  /** The output [N, C] that labels are compared with; undefined where the target is no label. */
  private get labelled(): ValueName | undefined {
    const { predictions, graph, target } = this.parts.training;
    const isLabelled = target.content.kind === 'labels' && valueOf(graph, predictions[0]).shape.length === 2;
    return isLabelled ? predictions[0] : undefined;
  }
}

function numbersIn(fetches: Fetches): ProbeNumbers {
  return (output) => {
    const numbers = fetches.get(output)!;
    return numbers instanceof Float32Array ? numbers : Float64Array.from(numbers, Number);
  };
}

function readCarefulProbesOf({ probes }: TrainingGraph, fetches: Fetches): readonly Statistics[] {
  return probes === undefined ? [] : readCarefulProbes(probes, numbersIn(fetches));
}
