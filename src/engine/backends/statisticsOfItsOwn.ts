import { int, intAttribute } from '../../graph/attributes';
import { type Graph, valueOf } from '../../graph/graph';
import type { Node } from '../../graph/node';
import type { Value, ValueName } from '../../graph/value';

/** Inputs of BatchNormalization that hold the running statistics. */
const statistics = [3, 4];

/**
 * Gives every BatchNormalization in training a copy of the running statistics that it reads.
 *
 * onnxruntime's kernel writes the batch's statistics over these inputs, whoever else reads them, even into arrays that the
 * caller has handed in. A concatenation of one tensor is a copy that no graph optimization removes.
 */
export function withStatisticsOfItsOwn(graph: Graph): Graph {
  const isOverwriting = ({ operator, domain, attributes }: Node): boolean =>
    operator === 'BatchNormalization' && domain === '' && intAttribute(attributes, 'training_mode', 0) === 1;
  if (!graph.nodes.some(isOverwriting)) {
    return graph;
  }
  const values = new Map(graph.values);
  const nodes = graph.nodes.flatMap((node): Node[] => {
    if (!isOverwriting(node)) {
      return [node];
    }
    const inputs = [...node.inputs];
    const copies = statistics.map((input): Node => {
      const copy = copyOf(valueOf(graph, inputs[input]), `${node.name}:own${input}`);
      values.set(copy.name, copy);
      const made: Node = {
        name: copy.name,
        operator: 'Concat',
        domain: '',
        inputs: [inputs[input]],
        outputs: [copy.name],
        attributes: { axis: int(0) },
        origin: node.origin,
      };
      inputs[input] = copy.name;
      return made;
    });
    return [...copies, { ...node, inputs }];
  });
  return { ...graph, nodes, values };
}

function copyOf({ type, shape }: Value, name: ValueName): Value {
  return { name, type, shape, role: { kind: 'intermediate', producer: name, index: 0 } };
}
