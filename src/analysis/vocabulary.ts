import type { DataType } from '../graph/dataType';
import { type Graph, indexGraph, valueOf } from '../graph/graph';
import type { ValueName } from '../graph/value';

/** Operators that pass indices on without changing them. */
const transparent = new Set([
  'Identity',
  'Cast',
  'Reshape',
  'Flatten',
  'Squeeze',
  'Unsqueeze',
  'Transpose',
  'Slice',
]);

/**
 * How many different whole numbers an input takes, from 0 on: the rows of the embedding that it chooses from. Undefined for
 * floating-point inputs, and where nothing bounds them.
 */
export function vocabularyOf(graph: Graph, input: ValueName, type: DataType): number | undefined {
  if (type.startsWith('float')) {
    return undefined;
  }
  const { uses } = indexGraph(graph);
  const pending = [input];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    for (const { node, input: place } of uses.get(value) ?? []) {
      const { shape, role } = valueOf(graph, node.inputs[0]);
      if (node.operator === 'Gather' && place === 1 && role.kind === 'parameter') {
        return shape[0];
      }
      if (place === 0 && transparent.has(node.operator)) {
        pending.push(node.outputs[0]);
      }
    }
  }
  return type === 'bool' ? 2 : undefined;
}
