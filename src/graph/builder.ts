import type { DataType } from './dataType';
import type { Graph } from './graph';
import type { Module, ModuleCall, ModulePath } from './module';
import type { Attributes, Node, Origin } from './node';
import { type Tensor, int64s, scalar } from './tensor';
import type { Value, ValueName, ValueRole, ValueType } from './value';

/** What a node's outputs are, given what its inputs are. Supplied by the operator records, which lie above this layer. */
export type InferTypes = (request: InferRequest) => readonly ValueType[];

export interface InferRequest {
  readonly operator: string;
  readonly domain: string;
  /** Undefined where an optional input is left out. */
  readonly inputs: readonly (Value | undefined)[];
  readonly attributes: Attributes;
  /** How many outputs the node asks for. */
  readonly outputCount: number;
}

/**
 * Writes a graph node by node. Shapes are inferred as each node is added, so an inconsistent graph cannot be built:
 * a disagreement throws at the node that makes it.
 */
export class GraphBuilder {
  private readonly values = new Map<ValueName, Value>();
  private readonly nodes: Node[] = [];
  private readonly modules = new Map<ModulePath, Module>();
  private readonly calls: ModuleCall[] = [];
  private readonly inputs: ValueName[] = [];
  private readonly bufferUpdates = new Map<ValueName, ValueName>();
  private readonly constants = new Map<string, ValueName>();
  private readonly nameCounts = new Map<string, number>();
  private readonly nodeNames = new Set<string>();

  /** Given to every node added from now on. */
  origin: Origin = { stage: 'forward', call: 0, spans: [] };

  constructor(private readonly inferTypes: InferTypes) {}

  /** Continues a finished graph, for example with its backward part. The graph given is not changed. */
  static from(graph: Graph, inferTypes: InferTypes): GraphBuilder {
    const builder = new GraphBuilder(inferTypes);
    for (const [name, value] of graph.values) {
      builder.values.set(name, value);
      if (value.role.kind === 'constant' && isShared(value.role.tensor)) {
        builder.constants.set(contentKey(value.role.tensor), name);
      }
    }
    for (const node of graph.nodes) {
      builder.nodes.push(node);
      builder.nodeNames.add(node.name);
    }
    for (const [path, module] of graph.modules) {
      builder.modules.set(path, module);
    }
    builder.calls.push(...graph.calls);
    builder.inputs.push(...graph.inputs);
    for (const [buffer, update] of graph.bufferUpdates) {
      builder.bufferUpdates.set(buffer, update);
    }
    return builder;
  }

  addInput(name: ValueName, type: ValueType): ValueName {
    const unique = this.declare(name, type, { kind: 'input' });
    this.inputs.push(unique);
    return unique;
  }

  addParameter(
    path: string,
    type: ValueType,
    trainable: boolean,
    aliases: readonly string[] = [],
  ): ValueName {
    return this.declare(path, type, { kind: 'parameter', path, trainable, ...named(aliases) });
  }

  addBuffer(path: string, type: ValueType, persistent: boolean, aliases: readonly string[] = []): ValueName {
    return this.declare(path, type, { kind: 'buffer', path, persistent, ...named(aliases) });
  }

  /** Small constants of equal content share one value. */
  constant(tensor: Tensor, name = 'constant'): ValueName {
    if (!isShared(tensor)) {
      return this.declare(name, tensor, { kind: 'constant', tensor });
    }
    const key = contentKey(tensor);
    const known = this.constants.get(key);
    if (known !== undefined) {
      return known;
    }
    const added = this.declare(name, tensor, { kind: 'constant', tensor });
    this.constants.set(key, added);
    return added;
  }

  scalar(type: DataType, value: number): ValueName {
    return this.constant(scalar(type, value));
  }

  /** A one-dimensional int64 constant: axes, shapes, pads. */
  int64s(values: readonly number[]): ValueName {
    return this.constant(int64s(values));
  }

  /** Adds a node with one output. @throws what the operator's shape inference throws. */
  add(operator: string, inputs: readonly ValueName[], attributes: Attributes = {}): ValueName {
    return this.addNode({ operator, inputs, attributes })[0];
  }

  /** Adds a node. @returns the names of its outputs. @throws what the operator's shape inference throws. */
  addNode(request: NodeRequest): ValueName[] {
    const { operator, inputs, attributes = {}, outputCount = 1, domain = '', isDetached = false } = request;
    const types = this.inferTypes({
      operator,
      domain,
      inputs: inputs.map((name) => (name === '' ? undefined : this.value(name))),
      attributes,
      outputCount,
    });
    const scope = this.scope();
    const name = this.unique(scope === '' ? operator : `${scope}/${operator}`, this.nodeNames);
    this.nodeNames.add(name);
    const outputs = types.slice(0, outputCount).map((type, index) =>
      this.declare(index === 0 ? name : `${name}:${index}`, type, {
        kind: 'intermediate',
        producer: name,
        index,
      }),
    );
    this.nodes.push({
      name,
      operator,
      domain,
      inputs: [...inputs],
      outputs,
      attributes,
      origin: this.origin,
      ...(isDetached && { isDetached }),
    });
    return outputs;
  }

  /** Forgets the nodes of the graph that is continued, to add them anew in part or changed; names and values stay. */
  dropNodes(): void {
    this.nodes.length = 0;
  }

  /** Adds a node whose outputs are values of the graph that is continued; its inputs may be others than before. */
  addKnown(node: Node): void {
    this.nodes.push(node);
  }

  /** Says that a run replaces the content of `buffer` by `next`. */
  updateBuffer(buffer: ValueName, next: ValueName): void {
    this.bufferUpdates.set(buffer, next);
  }

  addModule(module: Module): void {
    this.modules.set(module.path, module);
  }

  /** Opens a module call; its outputs are added by {@link finishCall}. @returns its index. */
  addCall(call: Omit<ModuleCall, 'index' | 'outputs'>): number {
    const index = this.calls.length;
    this.calls.push({ ...call, index, outputs: [] });
    return index;
  }

  finishCall(index: number, outputs: readonly ValueName[]): void {
    this.calls[index] = { ...this.calls[index], outputs };
  }

  /** @throws Error where there is no such value. */
  value(name: ValueName): Value {
    const value = this.values.get(name);
    if (value === undefined) {
      throw new Error(`The graph has no value named '${name}'.`);
    }
    return value;
  }

  /** The content of a value that is constant; undefined otherwise. */
  constantOf(name: ValueName): Tensor | undefined {
    const { role } = this.value(name);
    return role.kind === 'constant' ? role.tensor : undefined;
  }

  /** The graph so far; building may go on afterwards. */
  finish(outputs: readonly ValueName[]): Graph {
    return {
      inputs: [...this.inputs],
      outputs: [...outputs],
      values: new Map(this.values),
      nodes: [...this.nodes],
      modules: new Map(this.modules),
      calls: [...this.calls],
      bufferUpdates: new Map(this.bufferUpdates),
    };
  }

  private scope(): string {
    const call = this.calls.at(this.origin.call);
    return call?.module ?? '';
  }

  private declare(name: string, { type, shape }: ValueType, role: ValueRole): ValueName {
    const unique = this.unique(name, this.values);
    this.values.set(unique, { name: unique, type, shape, role });
    return unique;
  }

  private unique(name: string, taken: { has(name: string): boolean }): string {
    if (!taken.has(name)) {
      return name;
    }
    let count = this.nameCounts.get(name) ?? 1;
    let candidate: string;
    do {
      count += 1;
      candidate = `${name}_${count}`;
    } while (taken.has(candidate));
    this.nameCounts.set(name, count);
    return candidate;
  }
}

function named(aliases: readonly string[]): { readonly aliases?: readonly string[] } {
  return aliases.length === 0 ? {} : { aliases };
}

function isShared(tensor: Tensor): boolean {
  return tensor.data.length <= 64;
}

function contentKey({ type, shape, data }: Tensor): string {
  const elements = Array.from(data, (element) => (Object.is(element, -0) ? '-0' : String(element)));
  return `${type}[${shape.join()}]${elements.join()}`;
}

export interface NodeRequest {
  readonly operator: string;
  /** The empty string for ONNX's own operators. */
  readonly domain?: string;
  readonly inputs: readonly ValueName[];
  readonly attributes?: Attributes;
  /** How many outputs the node has; 1 where left out. */
  readonly outputCount?: number;
  /** No gradient flows back through it. */
  readonly isDetached?: boolean;
}
