import { isFloatingPoint } from '../../graph/dataType';
import { type Graph, valueOf } from '../../graph/graph';
import type { LossName } from '../trainingGraph';
import { crossEntropy } from './crossEntropy';
import { type Loss, LossError } from './loss';
import { meanSquaredError } from './meanSquaredError';

export const losses: Readonly<Record<LossName, Loss>> = { crossEntropy, meanSquaredError };

/** Cross entropy where the first output is N×C floating-point logits, mean squared error otherwise. */
export function chooseLoss(graph: Pick<Graph, 'outputs' | 'values'>): LossName {
  const { type, shape } = valueOf(graph, firstOutput(graph));
  return shape.length === 2 && isFloatingPoint(type) ? 'crossEntropy' : 'meanSquaredError';
}

/** The output that the loss is taken of. @throws LossError where the model gives nothing back. */
export function firstOutput(graph: Pick<Graph, 'outputs'>): string {
  if (graph.outputs.length === 0) {
    throw new LossError('The model returns no tensor to take a loss of; return one from forward.');
  }
  return graph.outputs[0];
}
