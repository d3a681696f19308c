import { beforeEach, describe, expect, it, vi } from 'vitest';
import { readSettings } from '../../../src/editor/settings';
import { settings } from './fakeVscode';

vi.mock('vscode', () => import('./fakeVscode'));

describe('readSettings', () => {
  beforeEach(() => () => settings.clear());
  const written = (values: Record<string, unknown>) => {
    Object.entries(values).forEach(([name, value]) => settings.set(name, value));
    return readSettings();
  };

  it('has a default for everything', () => {
    expect(readSettings()).toEqual({
      pythonPath: [],
      traceOnOpen: true,
      timeLimitSeconds: 10,
      inlayHints: true,
      provider: 'cpu',
      training: {
        batchSize: 32,
        learning: {
          optimizer: { name: 'sgd', momentum: 0.9, weightDecay: 0.0001, nesterov: false },
          learningRate: 0.05,
          schedule: { name: 'constant' },
          warmUpSteps: 0,
        },
        data: 'shapes',
        probes: 'sampled',
        steps: 500,
        seed: 0,
      },
    });
  });

  it('takes what the user wrote', () => {
    const { backend, training, problem } = written({
      backend: 'wasm',
      'training.steps': 0,
      'training.batchSize': 1,
      'training.momentum': 0,
    });
    expect(backend).toBe('wasm');
    expect(training).toMatchObject({ batchSize: 1, learning: { optimizer: { name: 'sgd', momentum: 0 } } });
    expect(training).not.toHaveProperty('steps');
    expect(problem).toBeUndefined();
  });

  it.each([
    ['training.batchSize', 0, 'a whole number from 1'],
    ['training.batchSize', 2.5, 'a whole number from 1'],
    ['training.learningRate', '0.1', 'a number from 0'],
    ['training.learningRate', -1, 'a number from 0'],
    ['training.momentum', 1.5, 'a number from 0 to 1'],
    ['training.optimizer', 'sdg', 'one of sgd, adam, adamw, rmsprop, adagrad, lion'],
    ['training.nesterov', 'yes', 'true or false'],
    ['training.steps', [500], 'a whole number from 0'],
    ['training.seed', true, 'a whole number from 0'],
    ['training.split', 1, 'a number from 0 to less than 1'],
    ['training.augment', true, 'a text'],
    ['training.data', 3, 'a text'],
    ['backend', 'cuda', 'one of automatic, native, wasm, reference'],
  ])('says of %s %j what it must be', (name, value, must) => {
    expect(written({ [name]: value }).problem).toBe(
      `The setting skipline.${name} is ${JSON.stringify(value)}: it must be ${must}.`,
    );
  });

  it('leaves out what does not fit where no run depends on it', () => {
    expect(written({ pythonPath: [3], timeLimit: 'long', traceOnOpen: 'no' })).toMatchObject({
      pythonPath: [],
      timeLimitSeconds: 10,
      traceOnOpen: true,
    });
  });

  it('takes one folder of packages for a list of one', () => {
    expect(written({ pythonPath: '/packages' }).pythonPath).toEqual(['/packages']);
  });
});
