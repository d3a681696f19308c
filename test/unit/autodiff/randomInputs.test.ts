import { describe, expect, it } from 'vitest';
import { withRandomInputs } from '../../../src/autodiff/randomInputs';
import { float, int, ints } from '../../../src/graph/attributes';
import { valueOf } from '../../../src/graph/graph';
import { scalar, tensor } from '../../../src/graph/tensor';
import { evaluateGraph } from '../../../src/ops/evaluateGraph';
import { createBuilder } from '../../../src/ops/registry';

const type = { type: 'float32', shape: [4] } as const;

/** x → dropout(x) + noise, with a permutation that nothing reads. */
function drawingGraph() {
  const builder = createBuilder();
  const x = builder.addInput('x', type);
  const permuted = builder.addNode({
    operator: 'RandomPermutation',
    domain: 'skipline',
    inputs: [],
    attributes: { shape: ints([3]), dtype: int(7) },
  });
  const [kept, mask] = builder.addNode({
    operator: 'Dropout',
    inputs: [x, builder.scalar('float32', 0.25), builder.constant(scalar('bool', 1))],
    outputCount: 2,
  });
  const noise = builder.add('RandomNormal', [], { shape: ints([4]), scale: float(0.5) });
  const sum = builder.add('Add', [kept, noise]);
  return { graph: builder.finish([sum, mask]), x, permuted, kept, mask, noise, sum };
}

describe('a graph with its random numbers as inputs', () => {
  const { graph: model, x, permuted, kept, mask, noise, sum } = drawingGraph();
  const { graph, randomInputs } = withRandomInputs(model);

  it('lists what is drawn in the order of the nodes', () => {
    expect(randomInputs.map(({ draw, shape }) => [draw, shape])).toEqual([
      [{ kind: 'randperm' }, [3]],
      [{ kind: 'dropout', ratio: 0.25 }, [4]],
      [{ kind: 'normal', mean: 0, std: 0.5 }, [4]],
    ]);
  });

  it('keeps the names of values and nodes, and the inputs of the model', () => {
    expect(graph.inputs).toEqual([x]);
    expect(graph.outputs).toEqual(model.outputs);
    expect(valueOf(graph, noise).role.kind).toBe('input');
    expect(valueOf(graph, permuted[0]).role.kind).toBe('input');
    expect(valueOf(graph, kept).role).toEqual({ kind: 'intermediate', producer: 'Dropout', index: 0 });
    expect(graph.nodes.map(({ name, operator, outputs }) => [name, operator, outputs[0]])).toEqual([
      ['Dropout', 'Mul', kept],
      [expect.any(String), 'Cast', mask],
      ['Add', 'Add', sum],
    ]);
  });

  it('computes with the numbers that it is given', () => {
    const feeds = new Map([
      [x, tensor('float32', [4], [1, 2, 3, 4])],
      [randomInputs[1].value, tensor('float32', [4], [0, 2, 0, 2])],
      [randomInputs[2].value, tensor('float32', [4], [0.5, 0.5, 0.5, 0.5])],
    ]);
    const results = evaluateGraph(graph, feeds, graph.outputs);
    expect([...results.get(sum)!.data]).toEqual([0.5, 4.5, 0.5, 8.5]);
    expect([...results.get(mask)!.data]).toEqual([0, 1, 0, 1]);
  });

  it('is the graph itself where nothing is drawn', () => {
    const builder = createBuilder();
    const plain = builder.finish([builder.add('Relu', [builder.addInput('x', type)])]);
    expect(withRandomInputs(plain)).toEqual({ graph: plain, randomInputs: [] });
  });
});
