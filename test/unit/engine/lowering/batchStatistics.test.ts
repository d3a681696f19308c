import { describe, expect, it } from 'vitest';
import { withWrittenBatchStatistics } from '../../../../src/engine/backends/lowering/batchStatistics';
import { float, int } from '../../../../src/graph/attributes';
import { elementCount, type Shape } from '../../../../src/graph/shape';
import { tensor } from '../../../../src/graph/tensor';
import { evaluateGraph } from '../../../../src/ops/evaluateGraph';
import { createBuilder } from '../../../../src/ops/registry';

function normalization(shape: Shape, trainingMode: 0 | 1, momentum: number) {
  const builder = createBuilder();
  const content = (extents: Shape, phase: number) =>
    tensor(
      'float64',
      extents,
      Array.from({ length: elementCount(extents) }, (_, at) => 1.5 + Math.sin(at + phase)),
    );
  const feeds = new Map(
    [shape, ...new Array<Shape>(4).fill([shape[1]])].map((extents, at) => {
      const value = content(extents, at);
      return [builder.addInput(`x${at}`, value), value] as const;
    }),
  );
  const outputs = builder.addNode({
    operator: 'BatchNormalization',
    inputs: [...feeds.keys()],
    attributes: { training_mode: int(trainingMode), momentum: float(momentum), epsilon: float(1e-3) },
    outputCount: trainingMode === 1 ? 3 : 1,
  });
  return { graph: builder.finish(outputs), feeds, outputs };
}

describe('batch normalisation that is written out', () => {
  it.each([
    { shape: [3, 2, 4, 5], momentum: 0.9 },
    { shape: [3, 2], momentum: 0 },
  ])('gives what the operator gives: $shape, momentum $momentum', ({ shape, momentum }) => {
    const { graph, feeds, outputs } = normalization(shape, 1, momentum);
    const written = withWrittenBatchStatistics(graph);
    expect(written.nodes.map(({ operator }) => operator)).not.toContain('BatchNormalization');
    const expected = evaluateGraph(graph, feeds, outputs);
    const actual = evaluateGraph(written, feeds, outputs);
    for (const output of outputs) {
      expect(actual.get(output)!.shape).toEqual(expected.get(output)!.shape);
      Array.from(actual.get(output)!.data).forEach((number, at) =>
        expect(number).toBeCloseTo(expected.get(output)!.data[at], 12),
      );
    }
  });

  it('stays where the statistics are given', () => {
    const { graph } = normalization([3, 2, 4, 5], 0, 0.9);
    expect(withWrittenBatchStatistics(graph).nodes.map(({ operator }) => operator)).toEqual([
      'BatchNormalization',
    ]);
  });
});
