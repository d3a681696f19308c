import type { GraphBuilder } from '../../graph/builder';
import type { Graph } from '../../graph/graph';
import { elementCount } from '../../graph/shape';
import { filled, type Tensor } from '../../graph/tensor';
import type { Value, ValueName, ValueType } from '../../graph/value';
import { ShapeError } from '../../ops/operator';
import { createBuilder, operatorOf } from '../../ops/registry';
import { elementTypeOf } from '../../ops/support/elementType';
import { OnnxError } from './onnxError';
import { type ParsedGraph, type ParsedModel, type ParsedValueInfo, parseModel } from './onnxSchema';
import { readNode, type ReadNode } from './readNode';
import { readTensor } from './readTensor';
import { upgradeNode } from './upgrade';

export interface ReadOptions {
  /** Inputs whose content is known: shapes, axes and the like, which must not change from run to run. */
  readonly constants?: ReadonlyMap<string, Tensor>;
  /** Types of inputs, in place of those that the file says, which may leave out extents. */
  readonly inputs?: ReadonlyMap<string, ValueType>;
}

/** A graph read from a file; it has its own names for what nodes compute. */
export interface ReadModel {
  readonly graph: Graph;
  /** The graph's value for each of the file's inputs, initializers and node outputs. */
  readonly names: ReadonlyMap<string, ValueName>;
}

/** What does not depend on inputs is computed while a file is read, unless it is larger than that. */
const largestFolded = 1 << 20;

/**
 * Reads an ONNX model. Initializers become constants; nodes of older operator sets are rewritten to the one that the
 * project speaks; nodes that depend on constants or shapes alone are computed.
 * @throws OnnxError where the bytes are no model, or it holds what is not supported: the sentence names the node.
 */
export function readModel(bytes: Uint8Array, options: ReadOptions = {}): ReadModel {
  const model = parsed(bytes);
  if (model.graph === undefined) {
    throw new OnnxError('The ONNX file holds no graph.');
  }
  return new ModelReader(model.graph, versionOf(model), options).read();
}

function parsed(bytes: Uint8Array): ParsedModel {
  try {
    return parseModel(bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new OnnxError(`The file is not an ONNX model: ${reason}.`);
  }
}

function versionOf({ opsetImport }: ParsedModel): number {
  return opsetImport.find(({ domain = '' }) => domain === '' || domain === 'ai.onnx')?.version ?? 1;
}

class ModelReader {
  private readonly builder: GraphBuilder = createBuilder();
  private readonly names = new Map<string, ValueName>();

  constructor(
    private readonly graph: ParsedGraph,
    private readonly version: number,
    private readonly options: ReadOptions,
  ) {}

  read(): ReadModel {
    for (const initializer of this.graph.initializer) {
      this.names.set(
        initializer.name ?? '',
        this.builder.constant(readTensor(initializer), initializer.name),
      );
    }
    for (const input of this.graph.input) {
      this.addInput(input);
    }
    for (const proto of this.graph.node) {
      const node = readNode(proto);
      try {
        this.addNode(node);
      } catch (error) {
        if (error instanceof ShapeError || error instanceof RangeError || error instanceof TypeError) {
          throw new OnnxError(`Node '${node.name}' of the ONNX file: ${error.message}`);
        }
        throw error;
      }
    }
    const outputs = this.graph.output.map(({ name = '' }) => this.valueOf(name));
    return { graph: this.builder.finish(outputs), names: this.names };
  }

  private addInput(input: ParsedValueInfo): void {
    const { name = '' } = input;
    // Before version 4 of the format, initializers are listed as inputs too.
    if (this.names.has(name)) {
      return;
    }
    const known = this.options.constants?.get(name);
    const value =
      known === undefined
        ? this.builder.addInput(name, this.options.inputs?.get(name) ?? inputType(input))
        : this.builder.constant(known, name);
    this.names.set(name, value);
  }

  private addNode(node: ReadNode): void {
    if (node.operator === 'Constant' && node.domain === '') {
      this.names.set(node.outputs[0], this.builder.constant(constantOf(node), node.outputs[0]));
      return;
    }
    const inputs = node.inputs.map((input) => (input === '' ? '' : this.valueOf(input)));
    const results = upgradeNode(
      { ...node, inputs, outputCount: lastNamed(node.outputs) },
      this.version,
      this.builder,
      (request) => this.folded(request) ?? this.builder.addNode(request),
    );
    node.outputs.forEach((output, index) => {
      if (output !== '') {
        this.names.set(output, results[index]);
      }
    });
  }

  /** Constants for the outputs of a node that depends on nothing else; undefined where it must be computed at every run. */
  private folded(request: Parameters<GraphBuilder['addNode']>[0]): ValueName[] | undefined {
    const { operator: name, domain = '', inputs, attributes = {}, outputCount = 1 } = request;
    const operator = operatorOf({ operator: name, domain });
    const values = inputs.map((input) => (input === '' ? undefined : this.builder.value(input)));
    const readsShapesAlone = name === 'Shape' || name === 'Size';
    const isConstant = values.every((value) => value === undefined || value.role.kind === 'constant');
    if (operator.draw !== undefined || !(isConstant || readsShapesAlone)) {
      return undefined;
    }
    const types = operator
      .infer({ operator: name, inputs: values, attributes, outputCount })
      .slice(0, outputCount);
    if (types.some(({ shape }) => elementCount(shape) > largestFolded)) {
      return undefined;
    }
    const results = operator.evaluate({
      inputs: values.map((value) => value && contentOf(value)),
      attributes,
      outputTypes: types,
      random: () => 0,
    });
    return results.map((result) => this.builder.constant(result));
  }

  private valueOf(name: string): ValueName {
    const value = this.names.get(name);
    if (value === undefined) {
      throw new OnnxError(`The ONNX file uses '${name}', which nothing in it gives.`);
    }
    return value;
  }
}

/** Shape and Size read the shape alone, so that zeros can stand in for what is computed later. */
function contentOf({ type, shape, role }: Value): Tensor {
  return role.kind === 'constant' ? role.tensor : filled(type, shape, 0);
}

function lastNamed(outputs: readonly string[]): number {
  return outputs.length - [...outputs].reverse().findIndex((output) => output !== '');
}

function constantOf({ attributes }: ReadNode): Tensor {
  const { value, value_float, value_int, value_floats, value_ints } = attributes;
  if (value?.kind === 'tensor') {
    return value.value;
  }
  for (const [attribute, type] of [
    [value_float ?? value_floats, 'float32'],
    [value_int ?? value_ints, 'int64'],
  ] as const) {
    if (attribute?.kind === 'float' || attribute?.kind === 'int') {
      return { type, shape: [], data: Float64Array.of(attribute.value) };
    }
    if (attribute?.kind === 'floats' || attribute?.kind === 'ints') {
      return { type, shape: [attribute.value.length], data: Float64Array.from(attribute.value) };
    }
  }
  throw new OnnxError('A node Constant of the ONNX file holds a value of a kind that is not supported.');
}

function inputType({ name = '', type }: ParsedValueInfo): ValueType {
  const { elemType, shape } = type?.tensorType ?? {};
  if (elemType === undefined) {
    throw new OnnxError(`The input '${name}' of the ONNX file is not a tensor.`);
  }
  const extents = shape?.dim.map(({ dimValue }) => dimValue);
  if (extents === undefined || extents.some((extent) => extent === undefined)) {
    throw new OnnxError(`The ONNX file leaves extents of its input '${name}' open: give its shape.`);
  }
  return { type: elementTypeOf(elemType), shape: extents.filter((extent) => extent !== undefined) };
}
