import type { DataType } from '../../graph/dataType';
import type { Graph } from '../../graph/graph';
import type { Shape } from '../../graph/shape';
import type { ValueName } from '../../graph/value';

/** A tensor of a model's state dict. */
export interface StateName {
  readonly value: ValueName;
  /** Its state-dict name, and the others where it is tied. */
  readonly path: string;
  readonly aliases: readonly string[];
  readonly type: DataType;
  readonly shape: Shape;
}

/** What PyTorch's `state_dict()` of the model holds: parameters and persistent buffers. */
export function stateNames(graph: Pick<Graph, 'values'>): StateName[] {
  return [...graph.values.values()].flatMap(({ name, role, type, shape }): StateName[] => {
    if (role.kind === 'parameter' || (role.kind === 'buffer' && role.persistent)) {
      return [{ value: name, path: role.path, aliases: role.aliases ?? [], type, shape }];
    }
    return [];
  });
}
