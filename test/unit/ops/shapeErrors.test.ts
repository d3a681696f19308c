import { describe, expect, it } from 'vitest';
import { int, ints, string } from '../../../src/graph/attributes';
import type { Attributes } from '../../../src/graph/node';
import type { Shape } from '../../../src/graph/shape';
import { ShapeError } from '../../../src/ops/operator';
import { createBuilder } from '../../../src/ops/registry';

interface Disagreement {
  readonly operator: string;
  /** Shapes of float inputs, or the content of an int64 constant. */
  readonly inputs: readonly (Shape | { readonly constant: readonly number[] })[];
  readonly attributes?: Attributes;
  readonly message: string;
}

const disagreements: readonly Disagreement[] = [
  {
    operator: 'Add',
    inputs: [
      [1, 64, 56, 56],
      [1, 128, 28, 28],
    ],
    message: 'Add cannot combine the shapes 1×64×56×56 and 1×128×28×28.',
  },
  {
    operator: 'Conv',
    inputs: [
      [1, 3, 32, 32],
      [8, 64, 3, 3],
    ],
    message: 'Conv has 64 input channels in its weight but its input has 3 (shape 1×3×32×32).',
  },
  {
    operator: 'Conv',
    inputs: [
      [1, 3, 4, 4],
      [8, 3, 7, 7],
    ],
    message: 'Conv has a kernel of 7×7 that does not fit into its padded input of 4×4.',
  },
  {
    operator: 'Conv',
    inputs: [[1, 3, 8, 8], [8, 3, 3, 3], [4]],
    message: 'Conv has a bias of shape 4 but 8 output channels.',
  },
  {
    operator: 'Conv',
    inputs: [
      [2, 3],
      [8, 3, 3, 3],
    ],
    message: 'Conv needs an input of shape batch×channels×spatial axes, but it is 2×3.',
  },
  {
    operator: 'Conv',
    inputs: [
      [1, 4, 8, 8],
      [3, 2, 3, 3],
    ],
    attributes: { group: int(2) },
    message: 'Conv cannot divide its 3 output channels into 2 groups.',
  },
  {
    operator: 'Conv',
    inputs: [
      [1, 3, 8, 8],
      [3, 3, 3, 3],
    ],
    attributes: { strides: ints([0, 1]) },
    message: 'Conv has strides [0, 1]; its 2 spatial axes need one positive number each.',
  },
  {
    operator: 'ConvTranspose',
    inputs: [
      [1, 3, 8, 8],
      [4, 2, 3, 3],
    ],
    message: 'ConvTranspose has 4 input channels in its weight but its input has 3 (shape 1×3×8×8).',
  },
  {
    operator: 'Gemm',
    inputs: [
      [2, 512],
      [10, 256],
    ],
    attributes: { transB: int(1) },
    message: 'Gemm has 256 input features in its weight but its input has 512 (shape 2×512).',
  },
  {
    operator: 'MatMul',
    inputs: [
      [2, 3, 4],
      [5, 6],
    ],
    message: 'MatMul cannot multiply the shapes 2×3×4 and 5×6.',
  },
  {
    operator: 'BatchNormalization',
    inputs: [[1, 128, 7, 7], [64], [64], [64], [64]],
    message: 'BatchNormalization has a scale of shape 64 but its input has 128 channels (shape 1×128×7×7).',
  },
  {
    operator: 'LayerNormalization',
    inputs: [[2, 8], [4]],
    message: 'LayerNormalization over 8 has a parameter of shape 4 (its input is 2×8).',
  },
  {
    operator: 'MaxPool',
    inputs: [[2, 8]],
    attributes: { kernel_shape: ints([2, 2]) },
    message:
      'MaxPool with a kernel of 2×2 needs an input of shape batch×channels×2 spatial axes, but it is 2×8.',
  },
  {
    operator: 'Concat',
    inputs: [
      [1, 64, 8, 8],
      [1, 32, 4, 4],
    ],
    attributes: { axis: int(1) },
    message: 'Concat along axis 1 cannot join the shapes 1×64×8×8 and 1×32×4×4.',
  },
  {
    operator: 'Reshape',
    inputs: [[2, 3], { constant: [4, 2] }],
    message: 'Reshape cannot turn the shape 2×3 (6 elements) into 4×2.',
  },
  {
    operator: 'Reshape',
    inputs: [[2, 3], { constant: [4, -1] }],
    message: 'Reshape cannot turn the shape 2×3 (6 elements) into 4×-1.',
  },
  {
    operator: 'Softmax',
    inputs: [[2, 3]],
    attributes: { axis: int(2) },
    message: 'Softmax is asked for axis 2, but its input of shape 2×3 has 2 axes.',
  },
  {
    operator: 'ReduceMean',
    inputs: [[2, 3], { constant: [1, -1] }],
    message: 'ReduceMean names an axis twice: 1, -1.',
  },
  {
    operator: 'Squeeze',
    inputs: [[2, 3], { constant: [1] }],
    message: 'Squeeze cannot drop axis 1 of the shape 2×3: its extent is 3, not 1.',
  },
  {
    operator: 'Split',
    inputs: [[4, 6], { constant: [2, 3] }],
    message: 'Split cannot cut axis 0 of the shape 4×6 into parts of 2, 3.',
  },
  {
    operator: 'Expand',
    inputs: [[2, 3], { constant: [2, 4] }],
    message: 'Expand cannot combine the shapes 2×3 and 2×4.',
  },
  {
    operator: 'Pad',
    inputs: [[2, 3], { constant: [0, 3, 0, 0] }],
    attributes: { mode: string('reflect') },
    message: 'Pad cannot reflect further than the input of shape 2×3 reaches (pads 0, 3, 0, 0).',
  },
  {
    operator: 'Transpose',
    inputs: [[2, 3, 4]],
    attributes: { perm: ints([0, 1]) },
    message: 'Transpose cannot arrange the axes of the shape 2×3×4 as 0, 1.',
  },
  { operator: 'Frobnicate', inputs: [[1]], message: 'Skipline does not know the operator Frobnicate.' },
];

describe('shapes that disagree are named in a sentence', () => {
  it.each(disagreements)('$message', ({ operator, inputs, attributes, message }) => {
    const builder = createBuilder();
    const names = inputs.map((input, index) =>
      'constant' in input
        ? builder.int64s(input.constant)
        : builder.addInput(`x${index}`, { type: 'float32', shape: input }),
    );
    const attempt = () => builder.add(operator, names, attributes);
    expect(attempt).toThrow(ShapeError);
    expect(attempt).toThrow(message);
  });

  it('names element types that disagree', () => {
    const builder = createBuilder();
    const a = builder.addInput('a', { type: 'float32', shape: [2] });
    const b = builder.addInput('b', { type: 'int64', shape: [2] });
    expect(() => builder.add('Mul', [a, b])).toThrow(
      'Mul cannot combine the element types float32 and int64.',
    );
  });

  it('names a target that is not known while the graph is built', () => {
    const builder = createBuilder();
    const a = builder.addInput('a', { type: 'float32', shape: [2] });
    const shape = builder.addInput('shape', { type: 'int64', shape: [1] });
    expect(() => builder.add('Reshape', [a, shape])).toThrow(
      'Reshape needs input number 2 to be a constant.',
    );
  });
});
