import { describe, expect, it } from 'vitest';
import { tensor } from '../../../src/graph/tensor';
import { evaluateGraph } from '../../../src/ops/evaluateGraph';
import { createBuilder } from '../../../src/ops/registry';

function diamond() {
  const builder = createBuilder();
  const x = builder.addInput('x', { type: 'float32', shape: [2] });
  const unused = builder.addInput('unused', { type: 'float32', shape: [2] });
  const branch = builder.add('Exp', [x]);
  const sum = builder.add('Add', [branch, x]);
  const other = builder.add('Neg', [unused]);
  return { graph: builder.finish([sum, other]), x, branch, sum, other };
}

describe('the reference engine', () => {
  it('computes what is wanted and nothing that needs other inputs', () => {
    const { graph, sum } = diamond();
    const results = evaluateGraph(graph, new Map([['x', tensor('float32', [2], [0, 1])]]), [sum]);
    expect([...results.keys()]).toEqual([sum]);
    expect(Array.from(results.get(sum)!.data)).toEqual([1, Math.E + 1]);
  });

  it('keeps an intermediate value that is wanted, and takes one that is fed', () => {
    const { graph, branch, sum } = diamond();
    const x = tensor('float32', [2], [0, 1]);
    expect(evaluateGraph(graph, new Map([['x', x]]), [branch, sum]).size).toBe(2);
    const fed = new Map([
      ['x', x],
      [branch, tensor('float32', [2], [10, 20])],
    ]);
    expect(Array.from(evaluateGraph(graph, fed, [sum]).get(sum)!.data)).toEqual([10, 21]);
  });

  it('says which input has no content', () => {
    const { graph, other } = diamond();
    expect(() => evaluateGraph(graph, new Map(), [other])).toThrow(
      "No content was given for the input 'unused'.",
    );
  });

  it('says which content has the wrong shape', () => {
    const { graph, sum } = diamond();
    const feeds = new Map([['x', tensor('float32', [3], [0, 1, 2])]]);
    expect(() => evaluateGraph(graph, feeds, [sum])).toThrow(
      "'x' has the shape 2 but was given a tensor of shape 3.",
    );
  });

  it('draws the numbers of Dropout from the generator that is given', () => {
    const builder = createBuilder();
    const x = builder.addInput('x', { type: 'float32', shape: [4] });
    const ratio = builder.scalar('float32', 0.25);
    const training = builder.scalar('bool', 1);
    const [y, mask] = builder.addNode({ operator: 'Dropout', inputs: [x, ratio, training], outputCount: 2 });
    const draws = [0.1, 0.3, 0.2, 0.9];
    const feeds = new Map([['x', tensor('float32', [4], [3, 3, 3, 3])]]);
    const results = evaluateGraph(builder.finish([y]), feeds, [y, mask], () => draws.shift()!);
    expect(Array.from(results.get(mask)!.data)).toEqual([0, 1, 0, 1]);
    expect(Array.from(results.get(y)!.data)).toEqual([0, 4, 0, 4]);
  });
});
