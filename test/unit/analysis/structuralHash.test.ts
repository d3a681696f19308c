import { describe, expect, it } from 'vitest';
import { structuralHash } from '../../../src/analysis/structuralHash';
import { tensor } from '../../../src/graph/tensor';
import { createBuilder } from '../../../src/ops/registry';

/** Hash of the sum of an input and a constant vector. */
function hashWith(elements: ArrayLike<number>): string {
  const builder = createBuilder();
  const input = builder.addInput('x', { type: 'float32', shape: [elements.length] });
  const constant = builder.constant(tensor('float32', [elements.length], elements));
  return structuralHash(builder.finish([builder.add('Add', [input, constant])]));
}

describe.each([3, 1024, 1025, 3000])('the hash of a structure with a constant of %i elements', (count) => {
  const elements = Float64Array.from({ length: count }, (_, index) => index / 7);

  it('is that of every equal constant', () => {
    expect(hashWith(elements)).toBe(hashWith(Array.from(elements)));
  });

  it.each([0, count >> 1, count - 1])('changes with the element %i', (place) => {
    const other = elements.slice();
    other[place] += 2 ** -40;
    expect(hashWith(other)).not.toBe(hashWith(elements));
  });

  it('changes with the order of its elements', () => {
    expect(hashWith(elements.slice().reverse())).not.toBe(hashWith(elements));
  });
});
