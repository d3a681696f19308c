import { describe, expect, it } from 'vitest';
import { foldPositions } from '../../../src/autodiff/losses/positions';
import type { Graph } from '../../../src/graph/graph';
import { valueOf } from '../../../src/graph/graph';
import { createBuilder } from '../../../src/ops/registry';

/** Tokens 2×5 of `vocabulary` through an embedding and a layer of `classes` outputs: 2×5×classes. */
function languageModel({ vocabulary, classes }: { vocabulary: number; classes: number }): Graph {
  const builder = createBuilder();
  const tokens = builder.addInput('tokens', { type: 'int64', shape: [2, 5] });
  const parameter = (name: string, shape: number[]) =>
    builder.addParameter(name, { type: 'float32', shape }, true);
  const embedded = builder.add('Gather', [parameter('embedding', [vocabulary, 4]), tokens]);
  return builder.finish([builder.add('MatMul', [embedded, parameter('head', [4, classes])])]);
}

const outputShape = (graph: Graph) => valueOf(graph, graph.outputs[0]).shape;

describe('a model that predicts at every position of its tokens', () => {
  it('is trained as one of many predictions where its classes are its tokens', () => {
    expect(outputShape(foldPositions(languageModel({ vocabulary: 7, classes: 7 }), undefined))).toEqual([
      10, 7,
    ]);
  });

  it('is left alone where nothing says that its features are classes', () => {
    const encoder = languageModel({ vocabulary: 7, classes: 3 });
    expect(foldPositions(encoder, undefined)).toBe(encoder);
  });

  it('is one of many predictions where a loss of classes is asked for', () => {
    const tagger = languageModel({ vocabulary: 7, classes: 3 });
    expect(outputShape(foldPositions(tagger, 'crossEntropy'))).toEqual([10, 3]);
    expect(outputShape(foldPositions(tagger, 'negativeLogLikelihood'))).toEqual([10, 3]);
  });

  it('is left alone by a loss of numbers', () => {
    const model = languageModel({ vocabulary: 7, classes: 7 });
    expect(foldPositions(model, 'meanSquaredError')).toBe(model);
  });

  it('has the classes of a picture in the second axis', () => {
    const builder = createBuilder();
    const picture = builder.addInput('x', { type: 'float32', shape: [2, 3, 4, 4] });
    const segmenter = builder.finish([builder.add('Relu', [picture])]);
    expect(foldPositions(segmenter, 'crossEntropy')).toBe(segmenter);
  });
});
