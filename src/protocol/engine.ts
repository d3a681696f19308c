import * as v from 'valibot';
import type { MergeSides } from '../autodiff/trainingGraph';
import type { Trace } from '../graph/trace';
import type { Overlay } from './overlay';
import { isProfile, type Profile } from './profile';
import {
  clipSettingsSchema,
  lossSettingsSchema,
  optimizerSettingsSchema,
  scheduleSettingsSchema,
} from './training';

/** Messages between a client (extension host, command line) and the engine process, which trains. */

export const backendNames = ['native', 'wasm', 'reference'] as const;
export type BackendName = (typeof backendNames)[number];

/** What the native runtime computes on. */
export const providerNames = ['cpu', 'cuda', 'directml', 'coreml', 'webgpu'] as const;
export type ProviderName = (typeof providerNames)[number];

/** Statistics of all elements, or of an evenly spread sample of the elements of large values. */
export const probeForms = ['exact', 'sampled'] as const;
export type ProbeForm = (typeof probeForms)[number];

export const runSettingsSchema = v.object({
  seed: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** Chosen from the shape of the output where absent: cross entropy for N×C, else mean squared error. */
  loss: v.optional(lossSettingsSchema),
  /** The best one that works where absent. */
  backend: v.optional(v.picklist(backendNames)),
  /** The processor where absent. */
  provider: v.optional(v.picklist(providerNames)),
  /** SPEC of the design: `random`, `shapes`, `npz:FILE`, … */
  data: v.string(),
  /** Weights to begin with, instead of those that the seed gives; `partial` loads what fits. */
  weights: v.optional(v.object({ file: v.string(), partial: v.boolean() })),
  shuffle: v.boolean(),
  /** Share of the examples that is held out for validation; none where absent. */
  split: v.optional(v.pipe(v.number(), v.gtValue(0), v.ltValue(1))),
  /** What is done to pictures before they are trained on: `pad-crop:4,flip,normalise`. */
  augment: v.optional(v.string()),
  /** Steps to train; absent: until stopped. */
  steps: v.optional(v.number()),
  optimizer: optimizerSettingsSchema,
  /** Largest learning rate of the schedule. */
  learningRate: v.number(),
  /** Constant where absent. */
  schedule: v.optional(scheduleSettingsSchema),
  /** Steps over which the learning rate rises from almost nothing; none where absent. */
  warmUpSteps: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  clip: v.optional(clipSettingsSchema),
  /** Batches whose gradients a step averages; 1 where absent. */
  accumulate: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  /** Decay of the moving average of the parameters that is kept and evaluated; none where absent. */
  averageDecay: v.optional(v.pipe(v.number(), v.minValue(0), v.ltValue(1))),
  /** Held-out data are evaluated after every so many steps and after the last; never where absent. */
  evaluateEvery: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  /** Probe every so many steps; 0 is never. */
  probeEvery: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** Exact where absent. */
  probes: v.optional(v.picklist(probeForms)),
  /** Overlays are sent no more often than this; every probed step sends one where absent. An overlay comes before its `step`. */
  overlaysPerSecond: v.optional(v.pipe(v.number(), v.gtValue(0))),
  /** Folder that holds the run's records and checkpoints; nothing is kept where absent. */
  folder: v.optional(v.string()),
});
export type RunSettings = v.InferOutput<typeof runSettingsSchema>;

/** A model to train. The batch size is the first extent of the graph's inputs. */
export interface RunModel {
  readonly trace: Trace;
  /** The same model traced in evaluation mode, for the same inputs; needed where held-out data are evaluated. */
  readonly evaluation?: Trace;
  readonly merges: readonly (MergeSides & { readonly kind: string })[];
}

export const engineRequestSchema = v.variant('kind', [
  /** Prepares a run, or takes up the one in `settings.folder` where `resume` is set. Answered by `state`. */
  v.object({
    kind: v.literal('open'),
    model: v.custom<RunModel>((candidate) =>
      v.is(v.looseObject({ trace: v.looseObject({}), merges: v.array(v.unknown()) }), candidate),
    ),
    settings: runSettingsSchema,
    resume: v.boolean(),
  }),
  /** One forward and backward pass on the first batch; no parameter changes. Answered by `overlay`. */
  v.object({ kind: v.literal('runOnce') }),
  /** Times the nodes of so many steps; no parameter changes. Answered by `profile`. */
  v.object({ kind: v.literal('profile'), steps: v.pipe(v.number(), v.integer(), v.minValue(1)) }),
  v.object({ kind: v.literal('train') }),
  v.object({ kind: v.literal('pause') }),
  /** Exactly one training step, then paused. */
  v.object({ kind: v.literal('step') }),
  v.object({ kind: v.literal('stop') }),
  /** Saves parameters and buffers as they are: `.safetensors`, `.pt` or `.pth`. Answered by `saved`. */
  v.object({ kind: v.literal('saveWeights'), file: v.string() }),
]);
export type EngineRequest = v.InferOutput<typeof engineRequestSchema>;

/** Any number, NaN and ±∞ included, which a run that diverges yields; `v.number()` refuses NaN. */
const measured = v.custom<number>((candidate) => typeof candidate === 'number');

export const runStates = ['preparing', 'ready', 'training', 'paused', 'finished', 'failed'] as const;
export type RunState = (typeof runStates)[number];

export const engineEventSchema = v.variant('kind', [
  v.object({
    kind: v.literal('state'),
    state: v.picklist(runStates),
    step: v.number(),
    backend: v.optional(v.picklist(backendNames)),
  }),
  v.object({
    kind: v.literal('step'),
    step: v.number(),
    loss: measured,
    metrics: v.record(v.string(), measured),
    milliseconds: v.number(),
  }),
  v.object({ kind: v.literal('overlay'), overlay: v.custom<Overlay>(isOverlay) }),
  v.object({ kind: v.literal('profile'), profile: v.custom<Profile>(isProfile) }),
  v.object({ kind: v.literal('saved'), file: v.string(), tensors: v.number() }),
  /** Weights could not be saved; the run goes on. One sentence. */
  v.object({ kind: v.literal('notSaved'), message: v.string() }),
  /** Something the user should know that does not end the run, such as a fallback to another backend. */
  v.object({ kind: v.literal('notice'), message: v.string() }),
  /** The run cannot go on. One sentence. */
  v.object({ kind: v.literal('error'), message: v.string() }),
]);
export type EngineEvent = v.InferOutput<typeof engineEventSchema>;

export function isOverlay(candidate: unknown): boolean {
  return v.is(
    v.looseObject({
      step: v.number(),
      loss: measured,
      modules: v.record(v.string(), v.unknown()),
      merges: v.array(v.unknown()),
      parameterGradient: v.record(v.string(), measured),
    }),
    candidate,
  );
}
