import { describe, expect, it } from 'vitest';
import { parseRunOptions, parseTrainOptions } from '../../../src/cli/options';
import { UsageError } from '../../../src/cli/usage';

const words = ['model.py', '--data', 'random'];
const trainingOf = (...more: string[]) => parseTrainOptions([...words, ...more]).training;
const lossOf = (...more: string[]) => parseRunOptions(['model.py', ...more]).loss;

describe('the optimizer of train', () => {
  it('is SGD where none is named', () => {
    expect(trainingOf()).toMatchObject({
      optimizer: { name: 'sgd', momentum: 0, weightDecay: 0, nesterov: false },
      learningRate: 0.1,
    });
  });

  it('has the defaults of PyTorch', () => {
    expect(trainingOf('--optimizer', 'adamw')).toMatchObject({
      optimizer: { name: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 },
      learningRate: 1e-3,
    });
    expect(trainingOf('--optimizer', 'rmsprop', '--centered')).toMatchObject({
      optimizer: { name: 'rmsprop', alpha: 0.99, epsilon: 1e-8, momentum: 0, centered: true, weightDecay: 0 },
      learningRate: 0.01,
    });
  });

  it('takes Nesterov only with momentum, as torch.optim.SGD does', () => {
    expect(() => trainingOf('--nesterov')).toThrow(UsageError);
    expect(trainingOf('--nesterov', '--momentum', '0.9').optimizer).toMatchObject({
      nesterov: true,
      momentum: 0.9,
    });
  });

  it.each([
    [['--optimizer', 'sgdd'], "--optimizer takes sgd, adam, adamw, rmsprop, adagrad, lion, not 'sgdd'."],
    [['--optimizer', 'adam', '--nesterov'], '--nesterov belongs to --optimizer sgd, not to adam.'],
    [
      ['--momentum', '0.9', '--optimizer', 'lion'],
      '--momentum belongs to --optimizer sgd and rmsprop, not to lion.',
    ],
    [['--optimizer', 'adam', '--betas', '0.9'], "--betas takes two numbers such as 0.9,0.999, not '0.9'."],
    [['--optimizer', 'adam', '--betas', '0.9,1'], "--betas takes a number from 0 to below 1, not '1'."],
    [['--lr', 'fast'], "--lr takes a number from 0, not 'fast'."],
  ])('%j is refused', (more, message) => {
    expect(() => trainingOf(...more)).toThrow(new UsageError(message));
  });
});

describe('the schedule of train', () => {
  it.each([
    [[], { name: 'constant' }, 0],
    [['--schedule', 'cosine', '--warmup', '20'], { name: 'cosine', minimum: 0 }, 20],
    [['--schedule', 'step', '--step-size', '30'], { name: 'step', size: 30, factor: 0.1 }, 0],
    [
      ['--schedule', 'multistep', '--milestones', '50,80', '--gamma', '0.5'],
      { name: 'multistep', milestones: [50, 80], factor: 0.5 },
      0,
    ],
    [['--schedule', 'one-cycle'], { name: 'oneCycle', rise: 0.3 }, 0],
  ])('%j', (more, schedule, warmUpSteps) => {
    expect(trainingOf(...more)).toMatchObject({ schedule, warmUpSteps });
  });

  it.each([
    [['--schedule', 'step'], '--schedule step needs --step-size: the steps between two changes.'],
    [['--min-lr', '0.1'], '--min-lr belongs to --schedule cosine, not to constant.'],
    [
      ['--schedule', 'cosine', '--warmup', '100'],
      '--warmup 100 leaves nothing of --steps 100 for the schedule.',
    ],
    [
      ['--schedule', 'multistep', '--milestones', '5,x'],
      "--milestones takes a whole number from 1, not 'x'.",
    ],
  ])('%j is refused', (more, message) => {
    expect(() => trainingOf(...more)).toThrow(new UsageError(message));
  });
});

describe('clipping, accumulation, averages and evaluation', () => {
  it('are left out, or as given', () => {
    expect(Object.keys(trainingOf())).toEqual(['optimizer', 'learningRate', 'schedule', 'warmUpSteps']);
    expect(
      trainingOf(
        ...['--clip-norm', '1', '--accumulate', '4', '--ema', '0.999'],
        ...['--evaluate-every', '50', '--split', '0.1'],
      ),
    ).toMatchObject({
      clip: { by: 'norm', limit: 1 },
      accumulate: 4,
      averageDecay: 0.999,
      evaluateEvery: 50,
    });
  });

  it.each([
    [
      ['--clip-norm', '1', '--clip-value', '1'],
      '--clip-norm and --clip-value exclude each other; give one of them.',
    ],
    [
      ['--evaluate-every', '5'],
      '--evaluate-every needs --split: the share of the data that is held out, such as 0.1.',
    ],
    [['--ema', '1'], "--ema takes a number from 0 to below 1, not '1'."],
    [['--accumulate', '0'], "--accumulate takes a whole number from 1, not '0'."],
  ])('%j is refused', (more, message) => {
    expect(() => trainingOf(...more)).toThrow(new UsageError(message));
  });
});

describe('the loss', () => {
  it.each([
    [[], undefined],
    [['--loss', 'mse'], { name: 'meanSquaredError' }],
    [['--label-smoothing', '0.1'], { name: 'crossEntropy', labelSmoothing: 0.1 }],
    [
      ['--loss', 'nll', '--class-weights', '1,2,0.5', '--ignore-index=-100'],
      { name: 'negativeLogLikelihood', classWeights: [1, 2, 0.5], ignoreIndex: -100 },
    ],
    [['--loss', 'bce', '--positive-weight', '3'], { name: 'binaryCrossEntropy', positiveWeight: 3 }],
    [['--loss', 'huber'], { name: 'huber', delta: 1 }],
    [['--loss', 'smooth-l1', '--beta', '0.5'], { name: 'smoothL1', beta: 0.5 }],
  ])('%j', (more, loss) => {
    expect(lossOf(...more)).toEqual(loss);
  });

  it.each([
    [['--loss', 'mae'], "--loss takes cross-entropy, nll, bce, mse, l1, huber, smooth-l1, kl, not 'mae'."],
    [
      ['--loss', 'mse', '--label-smoothing', '0.1'],
      '--label-smoothing belongs to --loss cross-entropy, not to mse.',
    ],
    [['--label-smoothing', '1'], "--label-smoothing takes a number from 0 to below 1, not '1'."],
    [['--ignore-index', '1.5'], "--ignore-index takes a whole number, not '1.5'."],
  ])('%j is refused', (more, message) => {
    expect(() => lossOf(...more)).toThrow(new UsageError(message));
  });
});
