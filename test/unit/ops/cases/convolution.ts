import { float, int, ints, string } from '../../../../src/graph/attributes';
import type { Attributes } from '../../../../src/graph/node';
import type { Shape } from '../../../../src/graph/shape';
import { type OperatorCase, spread } from '../operatorCase';

interface ConvolutionCase {
  readonly about: string;
  readonly input: Shape;
  readonly weight: Shape;
  readonly attributes?: Attributes;
  readonly bias?: number;
}

/** Shared by the finite differences and by the comparison of all forms of the gradients. */
export const convolutionCases: readonly ConvolutionCase[] = [
  { about: '1×1', input: [2, 3, 4, 4], weight: [4, 3, 1, 1] },
  { about: '1×1 strided', input: [2, 3, 5, 4], weight: [2, 3, 1, 1], attributes: { strides: ints([2, 2]) } },
  {
    about: '3×3 padded',
    input: [2, 2, 5, 5],
    weight: [3, 2, 3, 3],
    attributes: { pads: ints([1, 1, 1, 1]) },
    bias: 3,
  },
  { about: '3×3 without padding', input: [1, 2, 5, 4], weight: [2, 2, 3, 3] },
  {
    about: '3×3 strided, dividing',
    input: [2, 2, 5, 5],
    weight: [2, 2, 3, 3],
    attributes: { strides: ints([2, 2]), pads: ints([1, 1, 1, 1]) },
  },
  {
    about: '3×3 strided, not dividing',
    input: [2, 2, 6, 6],
    weight: [2, 2, 3, 3],
    attributes: { strides: ints([2, 2]), pads: ints([1, 1, 1, 1]) },
  },
  {
    about: '3×2, unequal strides, asymmetric pads',
    input: [1, 2, 7, 6],
    weight: [3, 2, 3, 2],
    attributes: { strides: ints([3, 2]), pads: ints([1, 0, 2, 1]) },
  },
  {
    about: 'dilated',
    input: [1, 2, 7, 7],
    weight: [2, 2, 3, 3],
    attributes: { dilations: ints([2, 2]), pads: ints([2, 2, 2, 2]) },
  },
  {
    about: 'dilated and strided',
    input: [2, 2, 8, 7],
    weight: [2, 2, 2, 3],
    attributes: { dilations: ints([3, 2]), strides: ints([2, 3]), pads: ints([1, 2, 0, 1]) },
  },
  {
    about: 'two groups',
    input: [2, 4, 4, 4],
    weight: [6, 2, 3, 3],
    attributes: { group: int(2), pads: ints([1, 1, 1, 1]) },
    bias: 6,
  },
  {
    about: 'two groups, strided',
    input: [2, 4, 6, 6],
    weight: [4, 2, 3, 3],
    attributes: { group: int(2), strides: ints([2, 2]), pads: ints([1, 1, 1, 1]) },
  },
  {
    about: 'depthwise',
    input: [2, 3, 5, 5],
    weight: [3, 1, 3, 3],
    attributes: { group: int(3), pads: ints([1, 1, 1, 1]) },
  },
  {
    about: 'depthwise, several outputs for each channel, strided',
    input: [2, 3, 5, 5],
    weight: [6, 1, 3, 3],
    attributes: { group: int(3), strides: ints([2, 2]), pads: ints([1, 1, 1, 1]) },
  },
  {
    about: 'more padding than the kernel reaches',
    input: [1, 2, 3, 3],
    weight: [2, 2, 2, 2],
    attributes: { pads: ints([2, 2, 2, 2]) },
  },
  {
    about: 'automatic padding',
    input: [1, 2, 5, 4],
    weight: [2, 2, 3, 2],
    attributes: { auto_pad: string('SAME_UPPER'), strides: ints([2, 2]) },
  },
  {
    about: 'one spatial axis',
    input: [2, 2, 9],
    weight: [3, 2, 3],
    attributes: { strides: ints([2]), pads: ints([1, 1]) },
    bias: 3,
  },
  {
    about: 'one spatial axis, stride one',
    input: [2, 2, 6],
    weight: [3, 2, 3],
    attributes: { pads: ints([1, 1]) },
  },
  {
    about: 'three spatial axes',
    input: [1, 2, 3, 4, 3],
    weight: [2, 2, 2, 3, 2],
    attributes: { pads: ints([0, 1, 1, 1, 1, 0]), strides: ints([1, 2, 1]) },
  },
  { about: 'an image as large as the kernel', input: [3, 2, 3, 3], weight: [4, 2, 3, 3] },
  {
    about: 'a kernel of 7×7',
    input: [1, 1, 8, 8],
    weight: [2, 1, 7, 7],
    attributes: { strides: ints([2, 2]), pads: ints([3, 3, 3, 3]) },
  },
];

const transposedCases: readonly ConvolutionCase[] = [
  {
    about: 'stride one',
    input: [2, 3, 3, 3],
    weight: [3, 2, 3, 3],
    attributes: { pads: ints([1, 1, 1, 1]) },
    bias: 2,
  },
  {
    about: 'stride two with output padding',
    input: [2, 2, 3, 3],
    weight: [2, 3, 3, 3],
    attributes: { strides: ints([2, 2]), pads: ints([1, 1, 1, 1]), output_padding: ints([1, 1]) },
  },
  {
    about: '2×2 doubling',
    input: [1, 3, 3, 2],
    weight: [3, 2, 2, 2],
    attributes: { strides: ints([2, 2]) },
    bias: 2,
  },
  {
    about: 'groups, dilated, asymmetric',
    input: [1, 4, 3, 4],
    weight: [4, 1, 2, 3],
    attributes: { group: int(2), dilations: ints([2, 1]), strides: ints([1, 2]), pads: ints([0, 1, 1, 0]) },
    bias: 2,
  },
  { about: 'one spatial axis', input: [2, 2, 4], weight: [2, 3, 3], attributes: { strides: ints([2]) } },
  ...['SAME_UPPER', 'SAME_LOWER', 'VALID'].map((mode) => ({
    about: `automatic padding ${mode}`,
    input: [1, 2, 3, 3],
    weight: [2, 2, 3, 3],
    attributes: { auto_pad: string(mode), strides: ints([2, 2]) },
  })),
  {
    about: 'a given output, smaller and larger than what the windows reach',
    input: [1, 2, 3, 3],
    weight: [2, 2, 3, 3],
    attributes: { output_shape: ints([6, 8]), strides: ints([2, 2]) },
  },
  {
    about: 'three spatial axes',
    input: [1, 2, 2, 3, 2],
    weight: [2, 2, 2, 2, 3],
    attributes: { strides: ints([1, 2, 1]), pads: ints([0, 1, 0, 1, 0, 1]) },
  },
  { about: 'depthwise', input: [2, 3, 3, 2], weight: [3, 1, 2, 2], attributes: { group: int(3) } },
];

function asCase(operator: string, { about, input, weight, attributes, bias }: ConvolutionCase): OperatorCase {
  return {
    operator,
    about,
    inputs: [spread(input), spread(weight, -1, 1), ...(bias === undefined ? [] : [spread([bias])])],
    attributes,
  };
}

const pools: readonly { about: string; input: Shape; attributes: Attributes }[] = [
  {
    about: '2×2 tiles',
    input: [2, 2, 4, 6],
    attributes: { kernel_shape: ints([2, 2]), strides: ints([2, 2]) },
  },
  {
    about: '3×3 stride 2, padded',
    input: [2, 2, 6, 6],
    attributes: { kernel_shape: ints([3, 3]), strides: ints([2, 2]), pads: ints([1, 1, 1, 1]) },
  },
  { about: 'overlapping, stride one', input: [1, 2, 4, 5], attributes: { kernel_shape: ints([2, 3]) } },
  {
    about: 'rows that no window reads',
    input: [1, 1, 5, 6],
    attributes: { kernel_shape: ints([2, 2]), strides: ints([3, 2]) },
  },
  {
    about: 'ceil mode',
    input: [1, 2, 5, 6],
    attributes: { kernel_shape: ints([2, 3]), strides: ints([2, 2]), ceil_mode: int(1) },
  },
  {
    about: 'ceil mode with a last window in the padding only',
    input: [1, 2, 5, 5],
    attributes: {
      kernel_shape: ints([2, 2]),
      strides: ints([3, 3]),
      pads: ints([1, 1, 1, 1]),
      ceil_mode: int(1),
    },
  },
  {
    about: 'asymmetric padding',
    input: [1, 1, 5, 5],
    attributes: { kernel_shape: ints([3, 3]), strides: ints([2, 2]), pads: ints([0, 1, 2, 0]) },
  },
  {
    about: 'dilated',
    input: [1, 2, 6, 6],
    attributes: { kernel_shape: ints([2, 2]), dilations: ints([2, 3]) },
  },
  {
    about: 'one spatial axis',
    input: [2, 2, 7],
    attributes: { kernel_shape: ints([3]), strides: ints([2]) },
  },
  {
    about: 'three spatial axes',
    input: [1, 2, 3, 4, 4],
    attributes: { kernel_shape: ints([2, 2, 2]), strides: ints([1, 2, 2]) },
  },
  { about: 'the whole plane', input: [2, 3, 3, 4], attributes: { kernel_shape: ints([3, 4]) } },
];

export const neighbourhoodCases: readonly OperatorCase[] = [
  ...convolutionCases.map((each) => asCase('Conv', each)),
  ...transposedCases.map((each) => asCase('ConvTranspose', each)),
  ...pools.flatMap(({ about, input, attributes }): OperatorCase[] => [
    { operator: 'MaxPool', about, inputs: [spread(input)], attributes },
    {
      operator: 'MaxPool',
      about: `${about}, with places`,
      inputs: [spread(input)],
      attributes,
      outputCount: 2,
    },
    { operator: 'AveragePool', about, inputs: [spread(input)], attributes },
    {
      operator: 'AveragePool',
      about: `${about}, counting the padding`,
      inputs: [spread(input)],
      attributes: { ...attributes, count_include_pad: int(1) },
    },
    ...[1, 2, 3].map((order) => ({
      operator: 'LpPool',
      about: `${about}, order ${order}`,
      inputs: [spread(input, -2.03, 2)],
      attributes: { ...attributes, p: int(order) },
    })),
  ]),
  ...['GlobalMaxPool', 'GlobalLpPool'].flatMap((operator) => [
    { operator, about: 'images', inputs: [spread([2, 3, 4, 3])] },
    { operator, about: 'sequences', inputs: [spread([2, 3, 4])] },
    { operator, about: 'one position', inputs: [spread([2, 3, 1, 1], 0.5, 2)] },
  ]),
  {
    operator: 'GlobalLpPool',
    about: 'order 3',
    inputs: [spread([2, 3, 4], -2.03, 2)],
    attributes: { p: int(3) },
  },
  { operator: 'GlobalAveragePool', about: 'images', inputs: [spread([2, 3, 4, 3])] },
  { operator: 'GlobalAveragePool', about: 'sequences', inputs: [spread([2, 3, 4])] },
  ...[
    { about: 'images', shape: [3, 2, 4, 3] },
    { about: 'vectors', shape: [5, 3] },
    { about: 'one image', shape: [1, 2, 3, 3] },
  ].flatMap(({ about, shape }): OperatorCase[] => {
    const channels = shape[1];
    const inputs = () => [
      spread(shape),
      spread([channels], 0.5, 1.5),
      spread([channels]),
      { ...spread([channels], -0.5, 0.5), isConstant: true },
      { ...spread([channels], 0.5, 2), isConstant: true },
    ];
    return [
      {
        operator: 'BatchNormalization',
        about: `${about}, evaluation`,
        inputs: inputs(),
        attributes: { epsilon: float(1e-3) },
      },
      {
        operator: 'BatchNormalization',
        about: `${about}, training`,
        inputs: inputs(),
        attributes: { training_mode: int(1), momentum: float(0.8) },
        outputCount: 3,
      },
      {
        operator: 'BatchNormalization',
        about: `${about}, training, statistics of the batch as outputs`,
        inputs: inputs(),
        attributes: { training_mode: int(1), momentum: float(0) },
        outputCount: 3,
      },
    ];
  }),
  {
    operator: 'LayerNormalization',
    about: 'the last axis',
    inputs: [spread([2, 3, 5]), spread([5], 0.5, 1.5), spread([5])],
  },
  {
    operator: 'LayerNormalization',
    about: 'two axes, statistics as outputs',
    inputs: [spread([2, 3, 4]), spread([3, 4], 0.5, 1.5), spread([3, 4])],
    attributes: { axis: int(1) },
    outputCount: 3,
  },
  {
    operator: 'LayerNormalization',
    about: 'without bias',
    inputs: [spread([4, 5]), spread([5], 0.5, 1.5)],
    attributes: { epsilon: float(1e-2) },
  },
];
