import { isFloatingPoint } from '../../graph/dataType';
import { type Graph, valueOf } from '../../graph/graph';
import { binaryCrossEntropy } from './binaryCrossEntropy';
import { crossEntropy } from './crossEntropy';
import { huber } from './huber';
import { klDivergence } from './klDivergence';
import { type Loss, LossError, type LossSettings } from './loss';
import { meanAbsoluteError } from './meanAbsoluteError';
import { meanSquaredError } from './meanSquaredError';
import { negativeLogLikelihood } from './negativeLogLikelihood';
import { smoothL1 } from './smoothL1';

export function lossOf(settings: LossSettings): Loss {
  switch (settings.name) {
    case 'crossEntropy':
      return crossEntropy(settings);
    case 'negativeLogLikelihood':
      return negativeLogLikelihood(settings);
    case 'binaryCrossEntropy':
      return binaryCrossEntropy(settings.positiveWeight);
    case 'meanSquaredError':
      return meanSquaredError;
    case 'meanAbsoluteError':
      return meanAbsoluteError;
    case 'huber':
      return huber(settings.delta);
    case 'smoothL1':
      return smoothL1(settings.beta);
    case 'klDivergence':
      return klDivergence;
  }
}

/** Cross entropy where the first output is N×C floating-point logits, mean squared error otherwise. */
export function chooseLoss(graph: Pick<Graph, 'outputs' | 'values'>): LossSettings {
  const { type, shape } = valueOf(graph, firstOutput(graph));
  return { name: shape.length === 2 && isFloatingPoint(type) ? 'crossEntropy' : 'meanSquaredError' };
}

/** The output that the loss is taken of. @throws LossError where the model gives nothing back. */
export function firstOutput(graph: Pick<Graph, 'outputs'>): string {
  if (graph.outputs.length === 0) {
    throw new LossError('The model returns no tensor to take a loss of; return one from forward.');
  }
  return graph.outputs[0];
}
