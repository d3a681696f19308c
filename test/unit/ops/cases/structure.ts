import { int, string, tensorAttribute } from '../../../../src/graph/attributes';
import { tensor } from '../../../../src/graph/tensor';
import { constant, integers, type OperatorCase, spread, values } from '../operatorCase';

const slices = [
  { about: 'a middle', starts: [1], ends: [3], axes: [1], steps: [1] },
  { about: 'negative bounds and axis', starts: [-3], ends: [-1], axes: [-1], steps: [1] },
  { about: 'every second, dividing', starts: [0, 0], ends: [100, 100], axes: [1, 2], steps: [2, 2] },
  { about: 'every second from one', starts: [1], ends: [100], axes: [2], steps: [2] },
  { about: 'every third, not dividing', starts: [0], ends: [5], axes: [2], steps: [3] },
  { about: 'reversed', starts: [-1], ends: [-100], axes: [1], steps: [-1] },
  { about: 'backwards in twos', starts: [4], ends: [0], axes: [2], steps: [-2] },
  { about: 'all axes', starts: [0, 1, 2], ends: [1, 4, 5], axes: [0, 1, 2], steps: [1, 1, 1] },
];

const paddings = [
  { about: 'both ends', pads: [0, 1, 2, 0, 2, 1] },
  { about: 'cutting off', pads: [0, -1, 0, 0, 0, -2] },
  { about: 'adding and cutting off', pads: [0, 1, -1, 0, -1, 2] },
];

const images = () => spread([2, 4, 5]);

export const structureCases: readonly OperatorCase[] = [
  ...slices.map(({ about, starts, ends, axes, steps }) => ({
    operator: 'Slice',
    about,
    inputs: [images(), integers(...starts), integers(...ends), integers(...axes), integers(...steps)],
  })),
  { operator: 'Slice', about: 'the leading axes', inputs: [images(), integers(0, 1), integers(1, 3)] },
  ...paddings.map(({ about, pads }) => ({ operator: 'Pad', about, inputs: [images(), integers(...pads)] })),
  {
    operator: 'Pad',
    about: 'another value, named axes',
    inputs: [images(), integers(1, 2), constant('float32', [], [3.5]), integers(-1)],
  },
  ...['reflect', 'edge', 'wrap'].map((mode) => ({
    operator: 'Pad',
    about: mode,
    inputs: [images(), integers(0, 2, 1, 0, 3, 2)],
    attributes: { mode: string(mode) },
  })),
  { operator: 'Reshape', about: 'an inferred extent', inputs: [spread([2, 3, 4]), integers(3, -1)] },
  { operator: 'Reshape', about: 'a copied extent', inputs: [spread([2, 3, 4]), integers(0, 12)] },
  { operator: 'Reshape', about: 'to a scalar', inputs: [spread([1, 1]), integers()] },
  { operator: 'Flatten', about: 'the default', inputs: [spread([2, 3, 4])] },
  { operator: 'Flatten', about: 'axis 0', inputs: [spread([2, 3, 4])], attributes: { axis: int(0) } },
  {
    operator: 'Flatten',
    about: 'a negative axis',
    inputs: [spread([2, 3, 4])],
    attributes: { axis: int(-1) },
  },
  { operator: 'Squeeze', about: 'all', inputs: [spread([1, 3, 1, 2])] },
  { operator: 'Squeeze', about: 'one', inputs: [spread([1, 3, 1, 2]), integers(-2)] },
  { operator: 'Unsqueeze', about: 'two', inputs: [spread([3, 2]), integers(0, -1)] },
  { operator: 'Expand', about: 'rows', inputs: [spread([3, 1]), integers(2, 3, 4)] },
  { operator: 'Expand', about: 'fewer axes in the target', inputs: [spread([2, 3, 1]), integers(4)] },
  { operator: 'Tile', about: 'both axes', inputs: [spread([2, 3]), integers(2, 3)] },
  {
    operator: 'Concat',
    about: 'the first axis',
    inputs: [spread([1, 3]), spread([2, 3])],
    attributes: { axis: int(0) },
  },
  {
    operator: 'Concat',
    about: 'a middle axis, three inputs',
    inputs: [spread([2, 1, 3]), spread([2, 2, 3]), spread([2, 3, 3])],
    attributes: { axis: int(-2) },
  },
  {
    operator: 'Split',
    about: 'given sizes',
    inputs: [spread([2, 6]), integers(1, 3, 2)],
    attributes: { axis: int(1) },
    outputCount: 3,
  },
  {
    operator: 'Split',
    about: 'equal parts, the last one smaller',
    inputs: [spread([5, 2])],
    attributes: { num_outputs: int(3) },
    outputCount: 3,
  },
  {
    operator: 'Gather',
    about: 'rows, some twice',
    inputs: [spread([4, 3]), values([2, 3], [0, 2, 2, 3, 0, 0], 'int64')],
  },
  {
    operator: 'Gather',
    about: 'another axis, negative indices',
    inputs: [spread([2, 4, 3]), values([2], [-1, 1], 'int64')],
    attributes: { axis: int(1) },
  },
  {
    operator: 'Gather',
    about: 'one element dropped',
    inputs: [spread([2, 4, 3]), constant('int64', [], [-2])],
    attributes: { axis: int(1) },
  },
  {
    operator: 'GatherElements',
    about: 'columns',
    inputs: [spread([2, 3]), values([2, 2], [0, 0, 2, -1], 'int64')],
    attributes: { axis: int(1) },
  },
  {
    operator: 'GatherND',
    about: 'slices',
    inputs: [spread([2, 3, 2]), values([2, 2], [0, 1, 1, -1], 'int64')],
  },
  {
    operator: 'GatherND',
    about: 'within the images of a batch',
    inputs: [spread([2, 3, 2]), values([2, 2, 1], [1, 0, 2, 2], 'int64')],
    attributes: { batch_dims: int(1) },
  },
  {
    operator: 'ScatterElements',
    about: 'replacing',
    inputs: [spread([2, 3]), values([2, 2], [0, 2, 1, -1], 'int64'), spread([2, 2])],
    attributes: { axis: int(1) },
  },
  {
    operator: 'ScatterElements',
    about: 'adding, some twice',
    inputs: [spread([2, 3]), values([2, 2], [0, 0, 1, 1], 'int64'), spread([2, 2])],
    attributes: { axis: int(1), reduction: string('add') },
  },
  {
    operator: 'ScatterND',
    about: 'replacing rows',
    inputs: [spread([4, 2]), values([2, 1], [1, 3], 'int64'), spread([2, 2])],
  },
  {
    operator: 'ScatterND',
    about: 'adding, some twice',
    inputs: [spread([4, 2]), values([3, 1], [1, 1, 0], 'int64'), spread([3, 2])],
    attributes: { reduction: string('add') },
  },
  ...['mul', 'max', 'min'].flatMap((reduction): OperatorCase[] => [
    {
      operator: 'ScatterElements',
      about: `${reduction}, some twice`,
      inputs: [spread([2, 4]), values([2, 3], [0, 0, 1, 3, 3, 2], 'int64'), spread([2, 3])],
      attributes: { axis: int(1), reduction: string(reduction) },
    },
    {
      operator: 'ScatterND',
      about: `${reduction}, some twice`,
      inputs: [spread([3, 2]), values([3, 1], [1, 1, 0], 'int64'), spread([3, 2])],
      attributes: { reduction: string(reduction) },
    },
  ]),
  {
    operator: 'ScatterElements',
    about: 'factors of zero',
    inputs: [
      values([5], [0, 2, 3, 0, 1.5]),
      values([5], [0, 1, 1, 3, 2], 'int64'),
      values([5], [1.5, 0, 2, 0, 0.5]),
    ],
    attributes: { reduction: string('mul') },
  },
  {
    operator: 'ConstantOfShape',
    about: 'a value',
    inputs: [integers(2, 3)],
    attributes: { value: tensorAttribute(tensor('float32', [1], [2.5])) },
  },
  { operator: 'ConstantOfShape', about: 'zeros', inputs: [integers(2, 3)] },
];
