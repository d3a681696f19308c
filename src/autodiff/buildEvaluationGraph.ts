import { firstOutput, lossOf } from './losses/losses';
import type { LossSettings } from './losses/loss';
import { withRandomInputs } from './randomInputs';
import type { RandomInput } from '../graph/draw';
import { type Graph, valueOf } from '../graph/graph';
import type { ValueName, ValueType } from '../graph/value';
import { createBuilder } from '../ops/registry';

/** A model as it is used, with the loss that says how good it is. */
export interface EvaluationGraph {
  readonly graph: Graph;
  readonly loss: ValueName;
  /** The output that the loss is taken of. */
  readonly prediction: ValueName;
  readonly target: ValueName;
  readonly randomInputs: readonly RandomInput[];
}

/** Continues the graph of a model that was traced in evaluation mode. @throws LossError where its output does not fit the loss. */
export function buildEvaluationGraph(model: Graph, loss: LossSettings): EvaluationGraph {
  const { graph, randomInputs } = withRandomInputs(model);
  const builder = createBuilder(graph);
  builder.origin = { stage: 'loss', call: 0, spans: [] };
  const prediction = firstOutput(graph);
  const rule = lossOf(loss);
  const target = builder.addInput('target', rule.targetType(valueOf(graph, prediction)));
  const value = rule.add(builder, prediction, target);
  return { graph: builder.finish([value, prediction]), loss: value, prediction, target, randomInputs };
}

/** A loss by itself: of a prediction and a target that are given. */
export function lossGraph(
  type: ValueType,
  settings: LossSettings,
): Pick<EvaluationGraph, 'graph' | 'loss' | 'prediction' | 'target'> {
  const builder = createBuilder();
  const rule = lossOf(settings);
  const prediction = builder.addInput('prediction', type);
  const target = builder.addInput('target', rule.targetType(type));
  const loss = rule.add(builder, prediction, target);
  return { graph: builder.finish([loss]), loss, prediction, target };
}
