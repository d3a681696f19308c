import { vocabularyOf } from '../../analysis/vocabulary';
import { isFloatingPoint } from '../../graph/dataType';
import { type Graph, valueOf } from '../../graph/graph';
import { elementCount, sameShape } from '../../graph/shape';
import { createBuilder } from '../../ops/registry';
import { reshape } from '../../ops/support/emit';
import { firstOutput } from './losses';
import type { LossSettings } from './loss';

/**
 * A model that predicts a class at every position of its tokens N×T, with the classes last (N×T×C), as one that gives
 * (N·T)×C: PyTorch's losses of classes take the second axis for the classes, and such a model is trained with
 * `cross_entropy(logits.view(-1, C), targets.view(-1))`. Other models stay as they are.
 * @param loss undefined where it is still to be chosen: then a model of language is one whose classes are its tokens.
 */
export function foldPositions(graph: Graph, loss: LossSettings['name'] | undefined): Graph {
  const { type, shape } = valueOf(graph, firstOutput(graph));
  const isOfClasses = loss === 'crossEntropy' || loss === 'negativeLogLikelihood';
  if (shape.length < 3 || !isFloatingPoint(type) || (loss !== undefined && !isOfClasses)) {
    return graph;
  }
  const positions = shape.slice(0, -1);
  const classes = shape[positions.length];
  const tokens = graph.inputs
    .map((input) => valueOf(graph, input))
    .find((input) => !isFloatingPoint(input.type) && sameShape(input.shape, positions));
  if (
    tokens === undefined ||
    (loss === undefined && vocabularyOf(graph, tokens.name, tokens.type) !== classes)
  ) {
    return graph;
  }
  const builder = createBuilder(graph);
  builder.origin = { stage: 'loss', call: 0, spans: [] };
  const [output, ...others] = graph.outputs;
  return builder.finish([reshape(builder, output, [elementCount(positions), classes]), ...others]);
}
