import { float, int, string } from '../../../../src/graph/attributes';
import { constant, type OperatorCase, spread, values } from '../operatorCase';

const unary: readonly (readonly [string, number, number, (readonly number[])?])[] = [
  ['Abs', -2.05, 2],
  ['Ceil', -2.05, 2],
  ['Cos', -2, 2],
  ['Erf', -2.5, 2.5],
  ['Exp', -2, 2],
  ['Floor', -2.05, 2],
  ['HardSwish', -4.03, 4, [-3, 3]],
  ['Identity', -2, 2],
  ['Log', 0.2, 3],
  ['Mish', -3, 3],
  ['Neg', -2, 2],
  ['Reciprocal', 0.3, 2],
  ['Relu', -2.05, 2],
  ['Round', -2.05, 2],
  ['Sigmoid', -3, 3],
  ['Sign', -2.05, 2],
  ['Sin', -2, 2],
  ['Softplus', -3, 3],
  ['Softsign', -2.05, 2],
  ['Sqrt', 0.2, 3],
  ['Tanh', -2, 2],
];

const arithmetic: readonly (readonly [string, number, number])[] = [
  ['Add', -2, 2],
  ['Div', 0.5, 2],
  ['Max', -2, 2],
  ['Mean', -2, 2],
  ['Min', -2, 2],
  ['Mul', -2, 2],
  ['Pow', 0.3, 2],
  ['Sub', -2, 2],
  ['Sum', -2, 2],
];

const broadcasts = [
  { about: 'equal shapes', a: [2, 3], b: [2, 3] },
  { about: 'a scalar', a: [2, 3], b: [] },
  { about: 'a row', a: [2, 3, 4], b: [4] },
  { about: 'channels', a: [2, 3, 2, 2], b: [3, 1, 1] },
  { about: 'both sides repeated', a: [3, 1, 2], b: [2, 1] },
  { about: 'an axis of one on the left', a: [1], b: [2, 1, 3] },
];

const comparisons = ['Equal', 'Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual'];
const logical = ['And', 'Or', 'Xor'];

export const elementwiseCases: readonly OperatorCase[] = [
  ...unary.map(([operator, low, high, kinks]) => ({
    operator,
    about: 'a matrix',
    inputs: [spread([3, 5], low, high, kinks)],
  })),
  ...arithmetic.flatMap(([operator, low, high]) =>
    broadcasts.map(({ about, a, b }) => ({
      operator,
      about,
      inputs: [spread(a, low, high), spread(b, low, high)],
    })),
  ),
  ...['Max', 'Mean', 'Min', 'Sum'].map((operator) => ({
    operator,
    about: 'three inputs',
    inputs: [spread([2, 3]), spread([3]), spread([2, 1])],
  })),
  { operator: 'Pow', about: 'a square', inputs: [spread([2, 3]), constant('float32', [], [2])] },
  {
    operator: 'Pow',
    about: 'a cube of negative numbers',
    inputs: [spread([2, 3]), constant('float32', [], [3])],
  },
  { operator: 'LeakyRelu', about: 'its default slope', inputs: [spread([3, 4], -2.05, 2)] },
  {
    operator: 'LeakyRelu',
    about: 'a given slope',
    inputs: [spread([3, 4], -2.05, 2)],
    attributes: { alpha: float(0.2) },
  },
  {
    operator: 'Elu',
    about: 'a given scale',
    inputs: [spread([3, 4], -2.05, 2)],
    attributes: { alpha: float(0.7) },
  },
  { operator: 'Gelu', about: 'exact', inputs: [spread([3, 4], -3, 3)] },
  {
    operator: 'Gelu',
    about: 'approximated',
    inputs: [spread([3, 4], -3, 3)],
    attributes: { approximate: string('tanh') },
  },
  { operator: 'HardSigmoid', about: 'its defaults', inputs: [spread([3, 6], -4.03, 4, [-2.5, 2.5])] },
  {
    operator: 'HardSigmoid',
    about: "PyTorch's slope",
    inputs: [spread([3, 6], -4.03, 4, [-3, 3])],
    attributes: { alpha: float(1 / 6), beta: float(0.5) },
  },
  {
    operator: 'Clip',
    about: 'both bounds',
    inputs: [
      spread([3, 6], -2.03, 2, [-0.5, 1.1]),
      constant('float32', [], [-0.5]),
      constant('float32', [], [1.1]),
    ],
  },
  {
    operator: 'Clip',
    about: 'a lower bound',
    inputs: [spread([3, 6], -2.03, 2), constant('float32', [], [0])],
  },
  {
    operator: 'Clip',
    about: 'an upper bound',
    inputs: [spread([3, 6], -2.03, 2, [0.7]), undefined, constant('float32', [], [0.7])],
  },
  {
    operator: 'HardTanh',
    about: 'ReLU6',
    inputs: [spread([3, 6], -2.03, 8, [6])],
    attributes: { min: float(0), max: float(6) },
  },
  { operator: 'HardTanh', about: 'its defaults', inputs: [spread([3, 6], -2.03, 2, [-1, 1])] },
  { operator: 'Cast', about: 'to integers', inputs: [spread([2, 3], -3, 3)], attributes: { to: int(7) } },
  { operator: 'Cast', about: 'to booleans', inputs: [values([3], [0, 1.5, -2])], attributes: { to: int(9) } },
  {
    operator: 'Cast',
    about: 'from booleans',
    inputs: [values([2], [0, 1], 'bool')],
    attributes: { to: int(1) },
  },
  { operator: 'Cast', about: 'to double precision', inputs: [spread([2, 3])], attributes: { to: int(11) } },
  { operator: 'IsNaN', about: 'special numbers', inputs: [values([4], [0, NaN, Infinity, -Infinity])] },
  { operator: 'IsInf', about: 'special numbers', inputs: [values([4], [0, NaN, Infinity, -Infinity])] },
  {
    operator: 'IsInf',
    about: 'the positive one',
    inputs: [values([4], [0, NaN, Infinity, -Infinity])],
    attributes: { detect_negative: int(0) },
  },
  { operator: 'Not', about: 'a vector', inputs: [values([2], [0, 1], 'bool')] },
  ...comparisons.flatMap((operator) => [
    {
      operator,
      about: 'a row of equal and other numbers',
      inputs: [values([2, 2], [1, 2, 3, 1]), values([2], [1, 2])],
    },
    {
      operator,
      about: 'integers',
      inputs: [values([3], [1, 2, 3], 'int64'), values([3], [3, 2, 1], 'int64')],
    },
  ]),
  ...logical.map((operator) => ({
    operator,
    about: 'all combinations',
    inputs: [values([2, 1], [0, 1], 'bool'), values([2], [0, 1], 'bool')],
  })),
  {
    operator: 'Mod',
    about: 'negative integers',
    inputs: [values([4], [-7, -3, 4, 7], 'int64'), values([4], [3, -2, 3, -4], 'int64')],
  },
  {
    operator: 'Mod',
    about: 'floats with the sign of the dividend',
    inputs: [spread([4], -4, 4), values([], [1.5])],
    attributes: { fmod: int(1) },
  },
  {
    operator: 'Div',
    about: 'integers',
    inputs: [values([4], [-7, -3, 4, 7], 'int64'), values([4], [3, 2, 3, -4], 'int64')],
  },
  {
    operator: 'Where',
    about: 'equal shapes',
    inputs: [values([2, 2], [1, 0, 0, 1], 'bool'), spread([2, 2]), spread([2, 2])],
  },
  {
    operator: 'Where',
    about: 'broadcast',
    inputs: [values([2, 1], [1, 0], 'bool'), spread([3]), spread([])],
  },
  {
    operator: 'RandomUniformLike',
    about: 'a matrix',
    inputs: [spread([3, 3])],
    notInRuntime: 'it is random',
  },
  {
    operator: 'Dropout',
    about: 'training',
    inputs: [spread([4, 5]), constant('float32', [], [0.3]), constant('bool', [], [1])],
    outputCount: 2,
    notInRuntime: 'it is random',
  },
  {
    operator: 'Dropout',
    about: 'evaluation',
    inputs: [spread([4, 5]), constant('float32', [], [0.3]), constant('bool', [], [0])],
  },
];
