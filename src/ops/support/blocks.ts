import { intAttribute, stringAttribute } from '../../graph/attributes';
import type { Attributes } from '../../graph/node';
import { formatShape, type Shape } from '../../graph/shape';
import { ShapeError } from '../operator';

/**
 * DepthToSpace as Reshape, Transpose, Reshape, between [N, C·b², H, W] and [N, C, H·b, W·b]: `split` is the shape of the
 * first with its axes taken apart, `permutation` brings them into the order of the second.
 */
export interface BlockOrder {
  readonly split: Shape;
  readonly permutation: readonly number[];
}

/** `mode` DCR: the block's rows and columns are the outer axes of the depth; CRD: the inner ones, as in PyTorch. */
export function blockOrder(attributes: Attributes, deep: Shape): BlockOrder {
  const block = intAttribute(attributes, 'blocksize', 1);
  const [batch, depth, height, width] = deep;
  const channels = depth / block ** 2;
  const mode = stringAttribute(attributes, 'mode', 'DCR');
  switch (mode) {
    case 'DCR':
      return { split: [batch, block, block, channels, height, width], permutation: [0, 3, 4, 1, 5, 2] };
    case 'CRD':
      return { split: [batch, channels, block, block, height, width], permutation: [0, 1, 4, 2, 5, 3] };
    default:
      throw new ShapeError(`DepthToSpace has the unknown mode '${mode}'.`);
  }
}

/** @throws ShapeError where a tensor of this shape does not consist of blocks along the axes that are to be divided. */
export function checkBlocks(
  operator: string,
  shape: Shape,
  divided: readonly { readonly axis: number; readonly by: number }[],
): void {
  if (shape.length !== 4 || divided.some(({ axis, by }) => by < 1 || shape[axis] % by !== 0)) {
    throw new ShapeError(
      `${operator} cannot divide an input of shape ${formatShape(shape)}: it needs four axes, of which ` +
        divided.map(({ axis, by }) => `axis ${axis} is a multiple of ${by}`).join(' and ') +
        '.',
    );
  }
}

/** Which axis of the permuted tensor each axis of the original one becomes. */
export function inversePermutation(permutation: readonly number[]): number[] {
  return permutation.map((_, axis) => permutation.indexOf(axis));
}
