import type { Graph } from '../../graph/graph';
import { type Attribute, type Node, opsetVersion } from '../../graph/node';
import type { Value, ValueName } from '../../graph/value';
import { valueOf } from '../../graph/graph';
import { nodesFor } from '../../graph/nodesFor';
import { findOperator } from '../../ops/registry';
import { expandOperators } from '../../ops/expandOperators';
import { elementTypeNumber } from '../../ops/support/elementType';
import {
  type AttributeProto,
  type NodeProto,
  serializeModel,
  type TensorProto,
  type ValueInfoProto,
} from './onnxSchema';
import { elementBytes } from './elementBytes';

export interface EncodeOptions {
  /** The values that a run gives back, instead of the graph's own outputs. Nodes that none of them needs are left out. */
  readonly outputs?: readonly ValueName[];
  /** Content of parameters and buffers that become initializers, little-endian; the others are inputs of the model. */
  readonly initializers?: ReadonlyMap<ValueName, Uint8Array>;
  /** Lists the nodes from the last to the first, against ONNX's rule, for a runtime that orders them itself. */
  readonly isReversed?: boolean;
  /** `GraphProto.name`. */
  readonly name?: string;
}

/** Version 10 goes with opset 21 (ONNX 1.16). */
const intermediateRepresentationVersion = 10;

/** Versions of the operator sets beside ONNX's own, as onnxruntime registers them. */
const domainVersion = 1;

/**
 * Writes a graph as an ONNX model.
 *
 * Operators that ONNX does not have are expanded. Constants become initializers. Inputs, parameters and buffers that the outputs depend on become inputs of the model
 * in the order of `graph.values`, because their content changes from run to run.
 * @returns the bytes of a `ModelProto`.
 */
export function encodeModel(given: Graph, options: EncodeOptions = {}): Uint8Array {
  const outputs = [...new Set(options.outputs ?? given.outputs)];
  const graph = expandOperators({ ...given, outputs });
  const nodes = nodesFor(graph, outputs);
  const read = new Set(outputs);
  for (const node of nodes) {
    for (const input of node.inputs) {
      read.add(input);
    }
  }
  const initializer: TensorProto[] = [];
  const input: ValueInfoProto[] = [];
  for (const value of graph.values.values()) {
    if (value.role.kind === 'intermediate' || !read.has(value.name)) {
      continue;
    }
    const content =
      value.role.kind === 'constant'
        ? elementBytes(value.role.tensor)
        : options.initializers?.get(value.name);
    if (content === undefined) {
      input.push(valueInfo(value));
    } else {
      initializer.push(tensorProto(value, content));
    }
  }
  return serializeModel({
    irVersion: intermediateRepresentationVersion,
    producerName: 'Skipline',
    opsetImport: operatorSets(nodes),
    graph: {
      name: options.name ?? 'graph',
      node: (options.isReversed ? [...nodes].reverse() : nodes).map(nodeProto),
      initializer,
      input,
      output: outputs.map((name) => valueInfo(valueOf(graph, name))),
    },
  });
}

/** ONNX's own version is raised by the operators that came later than the one that the project speaks. */
function operatorSets(nodes: readonly Node[]): { domain: string; version: number }[] {
  const domains = new Set(['', ...nodes.map((node) => node.domain)]);
  const newest = Math.max(
    opsetVersion,
    ...nodes.map((node) => findOperator(node.operator, node.domain)?.since ?? 0),
  );
  return [...domains].map((domain) => ({ domain, version: domain === '' ? newest : domainVersion }));
}

function nodeProto(node: Node): NodeProto {
  return {
    name: node.name,
    opType: node.operator,
    ...(node.domain !== '' && { domain: node.domain }),
    input: node.inputs,
    output: node.outputs,
    attribute: Object.entries(node.attributes).map(([name, attribute]) => attributeProto(name, attribute)),
  };
}

/** The numbers of `AttributeProto.AttributeType`. */
function attributeProto(name: string, attribute: Attribute): AttributeProto {
  switch (attribute.kind) {
    case 'float':
      return { name, type: 1, f: attribute.value };
    case 'int':
      return { name, type: 2, i: attribute.value };
    case 'string':
      return { name, type: 3, s: new TextEncoder().encode(attribute.value) };
    case 'tensor':
      return { name, type: 4, t: tensorProto(attribute.value, elementBytes(attribute.value)) };
    case 'floats':
      return { name, type: 6, floats: attribute.value };
    case 'ints':
      return { name, type: 7, ints: attribute.value };
  }
}

function tensorProto(
  value: Pick<Value, 'type' | 'shape'> & { readonly name?: string },
  rawData: Uint8Array,
): TensorProto {
  return {
    ...(value.name !== undefined && { name: value.name }),
    dims: value.shape,
    dataType: elementTypeNumber(value.type),
    rawData,
  };
}

function valueInfo({ name, type, shape }: Value): ValueInfoProto {
  return {
    name,
    type: {
      tensorType: {
        elemType: elementTypeNumber(type),
        shape: { dim: shape.map((dimValue) => ({ dimValue })) },
      },
    },
  };
}
