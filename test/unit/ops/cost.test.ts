import { describe, expect, it } from 'vitest';
import { string } from '../../../src/graph/attributes';
import type { Shape } from '../../../src/graph/shape';
import { operatorOf } from '../../../src/ops/registry';

function macsOf(operator: string, shapes: readonly Shape[], equation: string): number | undefined {
  return operatorOf({ operator }).cost?.({
    operator,
    inputs: shapes.map((shape, index) => ({
      name: `x${index}`,
      type: 'float32',
      shape,
      role: { kind: 'input' },
    })),
    attributes: { equation: string(equation) },
    outputCount: 1,
  }).macs;
}

describe('multiply-accumulates of Einsum', () => {
  it.each<[string, Shape[], number]>([
    [
      'bij,bjk->bik',
      [
        [2, 3, 4],
        [2, 4, 5],
      ],
      2 * 3 * 4 * 5,
    ],
    [
      '...i,oi->...o',
      [
        [7, 3, 4],
        [5, 4],
      ],
      7 * 3 * 4 * 5,
    ],
    // From left to right: a matrix of 2×4 in between.
    [
      'ij,jk,kl->il',
      [
        [2, 3],
        [3, 4],
        [4, 5],
      ],
      2 * 3 * 4 + 2 * 4 * 5,
    ],
    ['ij->ji', [[2, 3]], 0],
  ])('%s', (equation, shapes, macs) => {
    expect(macsOf('Einsum', shapes, equation)).toBe(macs);
  });
});
