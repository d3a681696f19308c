import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { learningSettings } from '../../../src/editor/trainingSettings';
import {
  lossSettingsSchema,
  optimizerSettingsSchema,
  scheduleSettingsSchema,
} from '../../../src/protocol/training';
import manifest from '../../../package.json';

type Content = Readonly<Record<string, unknown>>;

/** Settings as an editor gives them: those of the user, else the defaults of the extension. */
function settings(content: Content = {}) {
  const declared: Readonly<Record<string, { readonly default?: unknown }>> =
    manifest.contributes.configuration.properties;
  return learningSettings(<T>(name: string, otherwise: T): T => {
    const value = content[name] ?? declared[`skipline.training.${name}`].default ?? otherwise;
    // The editor hands out what the user wrote; each test writes what the setting takes.
    return value as T;
  });
}

const enumOf = (name: 'optimizer' | 'schedule' | 'loss'): readonly string[] =>
  manifest.contributes.configuration.properties[`skipline.training.${name}`].enum;

describe('the training settings of the editor', () => {
  it('train with SGD where nothing is set', () => {
    expect(settings()).toEqual({
      optimizer: { name: 'sgd', momentum: 0.9, weightDecay: 0.0001, nesterov: false },
      learningRate: 0.05,
      schedule: { name: 'constant' },
      warmUpSteps: 0,
    });
  });

  it('have a learning rate that suits the optimizer, unless one is set', () => {
    expect(settings({ optimizer: 'adamw' }).learningRate).toBe(1e-3);
    expect(settings({ optimizer: 'adamw', learningRate: 0.02 }).learningRate).toBe(0.02);
  });

  it('give the engine what it understands, for every choice that they offer', () => {
    for (const name of enumOf('optimizer')) {
      expect(v.is(optimizerSettingsSchema, settings({ optimizer: name }).optimizer), name).toBe(true);
    }
    for (const name of enumOf('schedule')) {
      const { schedule } = settings({ schedule: name, milestones: [10, 20] });
      expect(schedule?.name).toBe(name);
      expect(v.is(scheduleSettingsSchema, schedule), name).toBe(true);
    }
    for (const name of enumOf('loss').slice(1)) {
      const { loss } = settings({ loss: name });
      expect(loss?.name).toBe(name);
      expect(v.is(lossSettingsSchema, loss), name).toBe(true);
    }
  });

  it('clip, accumulate, average and evaluate where they are asked to', () => {
    const asked = { clipNorm: 1, accumulate: 4, averageDecay: 0.99, evaluateEvery: 50, split: 0.1 };
    expect(settings(asked)).toMatchObject({
      clip: { by: 'norm', limit: 1 },
      accumulate: 4,
      averageDecay: 0.99,
      evaluateEvery: 50,
    });
    expect(settings({ ...asked, split: 0 }).evaluateEvery).toBeUndefined();
    expect(settings({ labelSmoothing: 0.1 }).loss).toEqual({ name: 'crossEntropy', labelSmoothing: 0.1 });
  });
});
