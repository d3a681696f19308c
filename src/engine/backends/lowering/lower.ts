import type { Graph } from '../../../graph/graph';
import { nodesFor } from '../../../graph/nodesFor';
import type { ValueName } from '../../../graph/value';
import { expandOperators } from '../../../ops/expandOperators';
import { withWrittenBatchStatistics } from './batchStatistics';
import { toBlockedLayout } from './blockedLayout';
import { inExecutionOrder } from './executionOrder';
import { withFastReductions } from './fastReductions';
import { withFullRankScalars } from './fullRankScalars';

export interface LoweringOptions {
  /** Channels in a block of onnxruntime's blocked convolutions; undefined where it has none here. */
  readonly block?: number | undefined;
  /** Whether the provider has no batch normalisation that takes the statistics of the batch. */
  readonly writesBatchStatistics?: boolean;
}

/** The part of `graph` that `outputs` depend on, in the operators that onnxruntime computes fastest, in the order to run. */
export function lower(
  graph: Graph,
  outputs: readonly ValueName[],
  { block, writesBatchStatistics = false }: LoweringOptions = {},
): Graph {
  const needed: Graph = { ...graph, outputs, nodes: nodesFor(graph, outputs) };
  const part = writesBatchStatistics ? withWrittenBatchStatistics(needed) : needed;
  const lowered =
    block === undefined ? expandOperators(part) : withFastReductions(toBlockedLayout(part, block), block);
  return inExecutionOrder(withFullRankScalars(lowered));
}
