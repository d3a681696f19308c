import { float, int, ints, string } from '../../../../src/graph/attributes';
import type { Attributes } from '../../../../src/graph/node';
import { constant, integers, type OperatorCase, spread, values } from '../operatorCase';

/** Places that are neither between two elements nor at a border, inside and outside of the picture. */
const places = [
  [-0.83, -0.61],
  [0.13, 0.27],
  [0.71, 0.43],
  [-1.37, 0.19],
  [0.37, 1.53],
  [-0.29, -2.7],
  [0.05, -0.47],
  [1.19, 0.87],
];

const modes = ['nearest', 'linear', 'cubic'];
const paddings = ['zeros', 'border', 'reflection'];

const gridCases: readonly OperatorCase[] = modes.flatMap((mode) =>
  paddings.flatMap((padding) =>
    [0, 1].map((aligned) => ({
      operator: 'GridSample',
      about: `${mode}, ${padding}, ${aligned === 1 ? 'aligned corners' : 'edges'}`,
      inputs: [spread([1, 2, 4, 5]), values([1, 2, 4, 2], places.flat())],
      attributes: {
        mode: string(mode),
        padding_mode: string(padding),
        align_corners: int(aligned),
      },
      notInRuntime:
        mode === 'cubic' && padding !== 'zeros'
          ? 'beyond one border it moves the coordinate along every axis'
          : undefined,
    })),
  ),
);

interface Resampling {
  readonly about: string;
  readonly shape: readonly number[];
  readonly scales?: readonly number[];
  readonly sizes?: readonly number[];
  readonly region?: readonly number[];
  readonly attributes: Attributes;
  readonly notInRuntime?: string;
}

const linear = { mode: string('linear') };
const cubic = { mode: string('cubic') };

const resamplings: readonly Resampling[] = [
  ...['round_prefer_floor', 'round_prefer_ceil', 'floor', 'ceil'].map((nearest) => ({
    about: `nearest, ${nearest}`,
    shape: [1, 1, 3, 4],
    sizes: [1, 1, 5, 7],
    attributes: { nearest_mode: string(nearest) },
  })),
  ...['half_pixel', 'asymmetric', 'align_corners', 'half_pixel_symmetric', 'pytorch_half_pixel'].map(
    (coordinates) => ({
      about: `linear, ${coordinates}`,
      shape: [1, 2, 3, 4],
      scales: [1, 1, 1.7, 0.6],
      attributes: { ...linear, coordinate_transformation_mode: string(coordinates) },
      notInRuntime:
        coordinates === 'align_corners' ? 'it places the last element by the rounded extent' : undefined,
    }),
  ),
  {
    about: 'linear, aligned corners, sizes',
    shape: [1, 2, 3, 4],
    sizes: [1, 2, 5, 2],
    attributes: { ...linear, coordinate_transformation_mode: string('align_corners') },
  },
  ...['not_larger', 'not_smaller'].map((policy) => ({
    about: `linear, ${policy}`,
    shape: [1, 1, 3, 4],
    sizes: [7, 6],
    attributes: { ...linear, axes: ints([2, 3]), keep_aspect_ratio_policy: string(policy) },
  })),
  {
    about: 'linear, some axes in another order',
    shape: [1, 1, 3, 4],
    scales: [2, 0.5],
    attributes: { ...linear, axes: ints([3, 2]) },
    notInRuntime: 'it takes axes in ascending order only',
  },
  ...[linear, cubic].map((mode) => ({
    about: `${mode.mode.kind === 'string' ? mode.mode.value : ''}, smaller, antialiased`,
    shape: [1, 1, 6, 8],
    scales: [1, 1, 0.6, 0.5],
    attributes: { ...mode, antialias: int(1) },
    notInRuntime: 'it leaves out what lies outside',
  })),
  {
    about: 'linear, a region that reaches beyond the picture',
    shape: [1, 1, 4, 5],
    sizes: [1, 1, 3, 4],
    region: [0, 0, 0.2, 0.1, 1, 1, 0.8, 1.3],
    attributes: {
      ...linear,
      coordinate_transformation_mode: string('tf_crop_and_resize'),
      extrapolation_value: float(7),
    },
  },
  { about: 'linear, one axis', shape: [1, 2, 5], scales: [1, 1, 1.6], attributes: linear },
  { about: 'linear, three axes', shape: [1, 1, 2, 3, 2], scales: [1, 1, 2, 1.5, 2], attributes: linear },
  { about: 'nearest, all axes', shape: [2, 3], scales: [2, 2], attributes: {} },
  {
    about: 'cubic, smaller, outside excluded',
    shape: [1, 1, 5, 5],
    scales: [1, 1, 0.8, 0.6],
    attributes: { ...cubic, exclude_outside: int(1), cubic_coeff_a: float(-0.5) },
  },
  { about: 'to one element', shape: [1, 1, 3, 4], sizes: [1, 1, 1, 1], attributes: linear },
];

export const samplingCases: readonly OperatorCase[] = [
  ...gridCases,
  {
    operator: 'GridSample',
    about: 'a volume',
    inputs: [
      spread([2, 1, 3, 2, 4]),
      values(
        [2, 1, 1, 3, 3],
        [0.1, -0.3, 0.4, 1.2, 0.6, -0.7, -0.2, 0.9, 0.35, 0.65, -1.4, 0.2, -0.6, 0.3, -0.9, 0.8, 0.15, 0.55],
      ),
    ],
    attributes: { padding_mode: string('border') },
  },
  {
    operator: 'GridSample',
    about: 'the modes of opset 16',
    inputs: [spread([1, 1, 3, 3]), values([1, 1, 2, 2], [0.21, -0.37, 0.58, 0.9])],
    attributes: { mode: string('bilinear') },
    notInRuntime: 'the names changed in opset 20',
  },
  {
    operator: 'GridSample',
    about: 'a picture of one element',
    inputs: [spread([1, 2, 1, 1]), values([1, 1, 2, 2], [0.21, -0.37, 0.58, 0.9])],
    attributes: { align_corners: int(1), padding_mode: string('reflection') },
  },
  ...[0, 1].flatMap((aligned): OperatorCase[] => [
    {
      operator: 'AffineGrid',
      about: `pictures, aligned ${aligned}`,
      inputs: [spread([2, 2, 3]), integers(2, 3, 3, 4)],
      attributes: { align_corners: int(aligned) },
    },
    {
      operator: 'AffineGrid',
      about: `volumes, aligned ${aligned}`,
      inputs: [spread([1, 3, 4]), integers(1, 2, 2, 3, 2)],
      attributes: { align_corners: int(aligned) },
    },
  ]),
  ...resamplings.map(({ about, shape, scales, sizes, region, attributes, notInRuntime }) => ({
    operator: 'Resize',
    about,
    inputs: [
      spread(shape),
      region && constant('float32', [region.length], region),
      scales === undefined ? undefined : constant('float32', [scales.length], scales),
      ...(sizes === undefined ? [] : [integers(...sizes)]),
    ],
    attributes,
    notInRuntime,
  })),
  {
    operator: 'Col2Im',
    about: 'overlapping blocks',
    inputs: [spread([2, 12, 6]), integers(3, 4), integers(2, 2)],
  },
  {
    operator: 'Col2Im',
    about: 'strided, padded, dilated',
    inputs: [spread([1, 12, 16]), integers(6, 5), integers(2, 3)],
    attributes: { strides: ints([2, 1]), pads: ints([1, 1, 1, 2]), dilations: ints([1, 2]) },
  },
  { operator: 'Col2Im', about: 'one axis', inputs: [spread([2, 6, 4]), integers(6), integers(3)] },
  ...['DCR', 'CRD'].map((mode) => ({
    operator: 'DepthToSpace',
    about: mode,
    inputs: [spread([2, 8, 2, 3])],
    attributes: { blocksize: int(2), mode: string(mode) },
  })),
  {
    operator: 'DepthToSpace',
    about: 'blocks of three',
    inputs: [spread([1, 9, 1, 2])],
    attributes: { blocksize: int(3) },
  },
  {
    operator: 'SpaceToDepth',
    about: 'blocks of two',
    inputs: [spread([2, 2, 4, 6])],
    attributes: { blocksize: int(2) },
  },
  {
    operator: 'SpaceToDepth',
    about: 'blocks of three',
    inputs: [spread([1, 2, 3, 6])],
    attributes: { blocksize: int(3) },
  },
  { operator: 'CenterCropPad', about: 'cut off', inputs: [spread([5, 6]), integers(2, 3)] },
  { operator: 'CenterCropPad', about: 'added', inputs: [spread([2, 3]), integers(5, 5)] },
  {
    operator: 'CenterCropPad',
    about: 'named axes, one of each',
    inputs: [spread([2, 5, 4]), integers(2, 7)],
    attributes: { axes: ints([1, -1]) },
    notInRuntime: 'the function body that it inlines takes no negative axes',
  },
];
