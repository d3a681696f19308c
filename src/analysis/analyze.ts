import type { Analysis } from './analysis';
import { costsOf } from './cost';
import { traceDataflow } from './dataflow';
import { summariseModules, trainableElements } from './moduleSummaries';
import { findRepeats } from './repeats';
import { describeBlocks } from './residualBlocks';
import { structuralHash } from './structuralHash';
import type { Graph } from '../graph/graph';
import { elementCount } from '../graph/shape';

/** Everything that follows from the graph alone. Only nodes of the forward stage count as the network. */
export function analyze(graph: Graph): Analysis {
  let buffers = 0;
  for (const { role, shape } of graph.values.values()) {
    buffers += role.kind === 'buffer' ? elementCount(shape) : 0;
  }
  const costs = costsOf(graph);
  return {
    parameters: trainableElements(graph, graph.values.keys()),
    buffers,
    macs: [...costs.values()].reduce((sum, macs) => sum + macs, 0),
    hash: structuralHash(graph),
    modules: summariseModules(graph, costs),
    ...describeBlocks(traceDataflow(graph)),
    repeats: findRepeats(graph),
  };
}
