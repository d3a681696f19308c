import { float, int, string } from '../../../../src/graph/attributes';
import type { Attributes } from '../../../../src/graph/node';
import type { Shape } from '../../../../src/graph/shape';
import { constant, type OperatorCase, spread } from '../operatorCase';

const equations: readonly { equation: string; shapes: readonly Shape[]; notInRuntime?: string }[] = [
  {
    equation: 'bij,bjk->bik',
    shapes: [
      [2, 3, 4],
      [2, 4, 2],
    ],
  },
  { equation: 'ij->ji', shapes: [[2, 3]] },
  { equation: 'ij->j', shapes: [[2, 3]] },
  { equation: 'ij->', shapes: [[2, 3]] },
  { equation: 'i,j->ij', shapes: [[2], [3]] },
  {
    equation: '...ij,...jk->...ik',
    shapes: [
      [2, 3, 4],
      [4, 2],
    ],
    notInRuntime: 'its shape inference wants ellipses of one rank',
  },
  {
    equation: '...ij,...jk->...ik',
    shapes: [
      [2, 3, 4],
      [1, 4, 2],
    ],
  },
  {
    equation: '...i,kij,...j->...k',
    shapes: [
      [2, 3],
      [2, 3, 2],
      [2, 2],
    ],
  },
  { equation: 'ii->i', shapes: [[3, 3]] },
  {
    equation: 'bhqd,bhkd->bhqk',
    shapes: [
      [1, 2, 3, 2],
      [1, 2, 4, 2],
    ],
  },
  {
    equation: 'ij,jk',
    shapes: [
      [2, 3],
      [3, 2],
    ],
  },
];

const resizes: readonly {
  about: string;
  shape: Shape;
  scales?: number[];
  sizes?: number[];
  attributes: Attributes;
}[] = [
  {
    about: 'nearest, doubled as PyTorch does',
    shape: [1, 2, 3, 2],
    scales: [1, 1, 2, 2],
    attributes: {
      mode: string('nearest'),
      coordinate_transformation_mode: string('asymmetric'),
      nearest_mode: string('floor'),
    },
  },
  {
    about: 'bilinear',
    shape: [1, 2, 3, 4],
    sizes: [1, 2, 5, 6],
    attributes: { mode: string('linear'), coordinate_transformation_mode: string('pytorch_half_pixel') },
  },
  {
    about: 'bilinear with aligned corners',
    shape: [1, 1, 3, 4],
    sizes: [1, 1, 6, 7],
    attributes: { mode: string('linear'), coordinate_transformation_mode: string('align_corners') },
  },
  {
    about: 'bilinear, smaller',
    shape: [1, 2, 6, 6],
    scales: [1, 1, 0.5, 0.5],
    attributes: { mode: string('linear') },
  },
  {
    about: 'bicubic',
    shape: [1, 1, 4, 5],
    sizes: [1, 1, 7, 9],
    attributes: { mode: string('cubic'), cubic_coeff_a: float(-0.75) },
  },
];

export const extendedCases: readonly OperatorCase[] = [
  {
    operator: 'Celu',
    about: 'a given scale',
    inputs: [spread([3, 4], -2.05, 2)],
    attributes: { alpha: float(0.7) },
  },
  { operator: 'Selu', about: 'its constants', inputs: [spread([3, 4], -2.05, 2)] },
  { operator: 'PRelu', about: 'one slope', inputs: [spread([2, 3, 2], -2.05, 2), spread([1], 0.1, 0.3)] },
  {
    operator: 'PRelu',
    about: 'a slope for each channel',
    inputs: [spread([2, 3, 2], -2.05, 2), spread([3, 1], 0.1, 0.5)],
  },
  ...[0, 1].flatMap((exclusive) =>
    [0, 1].map((reverse) => ({
      operator: 'CumSum',
      about: `exclusive ${exclusive}, reverse ${reverse}`,
      inputs: [spread([2, 4, 3]), constant('int64', [], [1])],
      attributes: { exclusive: int(exclusive), reverse: int(reverse) },
    })),
  ),
  ...[3, 4].map((size) => ({
    operator: 'LRN',
    about: `${size} channels`,
    notInRuntime: size % 2 === 0 ? 'it takes odd sizes only' : undefined,
    inputs: [spread([2, 6, 2, 2])],
    attributes: { size: int(size), alpha: float(0.5), beta: float(0.75), bias: float(1.5) },
  })),
  ...equations.map(({ equation, shapes, notInRuntime }) => ({
    notInRuntime,
    operator: 'Einsum',
    about: equation,
    inputs: shapes.map((shape) => spread(shape)),
    attributes: { equation: string(equation) },
  })),
  ...resizes.map(({ about, shape, scales, sizes, attributes }) => ({
    operator: 'Resize',
    about,
    inputs: [
      spread(shape),
      undefined,
      scales === undefined ? undefined : constant('float32', [scales.length], scales),
      ...(sizes === undefined ? [] : [constant('int64', [sizes.length], sizes)]),
    ],
    attributes,
  })),
];
