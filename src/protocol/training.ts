import * as v from 'valibot';
import type { ClipSettings } from '../autodiff/clipping';
import type { LossSettings } from '../autodiff/losses/loss';
import type { OptimizerSettings } from '../autodiff/optimizers/optimizer';
import type { ScheduleSettings } from '../autodiff/schedules/schedule';

/** The settings of a training as they cross process borders. */

const share = v.pipe(v.number(), v.minValue(0), v.ltValue(1));
const amount = v.pipe(v.number(), v.minValue(0));
const positive = v.pipe(v.number(), v.gtValue(0));
const count = v.pipe(v.number(), v.integer(), v.minValue(1));

const classSettings = {
  classWeights: v.optional(v.pipe(v.array(amount), v.readonly())),
  ignoreIndex: v.optional(v.pipe(v.number(), v.integer())),
};

export const lossSettingsSchema = v.variant('name', [
  v.object({ name: v.literal('crossEntropy'), ...classSettings, labelSmoothing: v.optional(share) }),
  v.object({ name: v.literal('negativeLogLikelihood'), ...classSettings }),
  v.object({ name: v.literal('binaryCrossEntropy'), positiveWeight: v.optional(positive) }),
  v.object({ name: v.literal('meanSquaredError') }),
  v.object({ name: v.literal('meanAbsoluteError') }),
  v.object({ name: v.literal('huber'), delta: positive }),
  v.object({ name: v.literal('smoothL1'), beta: positive }),
  v.object({ name: v.literal('klDivergence') }),
]) satisfies v.GenericSchema<LossSettings>;

const moments = { beta1: share, beta2: share };

export const optimizerSettingsSchema = v.variant('name', [
  v.object({ name: v.literal('sgd'), momentum: amount, weightDecay: amount, nesterov: v.boolean() }),
  v.object({ name: v.picklist(['adam', 'adamw']), ...moments, epsilon: amount, weightDecay: amount }),
  v.object({
    name: v.literal('rmsprop'),
    alpha: share,
    epsilon: amount,
    momentum: amount,
    centered: v.boolean(),
    weightDecay: amount,
  }),
  v.object({
    name: v.literal('adagrad'),
    learningRateDecay: amount,
    epsilon: amount,
    weightDecay: amount,
  }),
  v.object({ name: v.literal('lion'), ...moments, weightDecay: amount }),
]) satisfies v.GenericSchema<OptimizerSettings>;

export const scheduleSettingsSchema = v.variant('name', [
  v.object({ name: v.literal('constant') }),
  v.object({ name: v.literal('step'), size: count, factor: positive }),
  v.object({
    name: v.literal('multistep'),
    milestones: v.pipe(v.array(count), v.readonly()),
    factor: positive,
  }),
  v.object({ name: v.literal('cosine'), minimum: amount }),
  v.object({ name: v.literal('linear') }),
  v.object({ name: v.literal('oneCycle'), rise: v.pipe(share, v.gtValue(0)) }),
]) satisfies v.GenericSchema<ScheduleSettings>;

export const clipSettingsSchema = v.object({
  by: v.picklist(['norm', 'value']),
  limit: positive,
}) satisfies v.GenericSchema<ClipSettings>;
