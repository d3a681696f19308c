import type { Graph } from '../../../graph/graph';
import { nodesFor } from '../../../graph/nodesFor';
import type { ValueName } from '../../../graph/value';
import { expandOperators } from '../../../ops/expandOperators';
import { toBlockedLayout } from './blockedLayout';
import { inExecutionOrder } from './executionOrder';
import { withFastReductions } from './fastReductions';
import { withFullRankScalars } from './fullRankScalars';

export interface LoweringOptions {
  /** Channels in a block of onnxruntime's blocked convolutions; undefined where it has none here. */
  readonly block: number | undefined;
}

/** The part of `graph` that `outputs` depend on, in the operators that onnxruntime's native build computes fastest. */
export function lower(graph: Graph, outputs: readonly ValueName[], { block }: LoweringOptions): Graph {
  const part: Graph = { ...graph, outputs, nodes: nodesFor(graph, outputs) };
  const lowered =
    block === undefined ? expandOperators(part) : withFastReductions(toBlockedLayout(part, block), block);
  return inExecutionOrder(withFullRankScalars(lowered));
}
