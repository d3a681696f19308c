import { int, ints } from '../../../graph/attributes';
import { GraphBuilder } from '../../../graph/builder';
import { type Graph, valueOf } from '../../../graph/graph';
import type { Attributes, Node } from '../../../graph/node';
import { elementCount, sameShape, type Shape } from '../../../graph/shape';
import type { ValueName, ValueType } from '../../../graph/value';
import { inferTypes } from '../../../ops/registry';

/**
 * onnxruntime's operators on the blocked layout NCHWc, which its optimizer uses for constant weights alone. A tensor
 * [N, C, H, W] lies in memory as [N, C/B, H, W, B], its channels filled up with zeros to a multiple of the block B; its
 * shape is written [N, C, H, W] all the same.
 */
export const nchwcDomain = 'com.microsoft.nchwc';

/**
 * Writes a graph anew, in which a value may lie in memory as it did (plain), in blocks, or both. Values are asked for by
 * their names in the original graph; the form that is missing is made from the other when it is first asked for.
 */
export class BlockedGraph {
  private readonly builder: GraphBuilder;
  private readonly blockedNames = new Map<ValueName, ValueName>();
  private readonly plain = new Set<ValueName>();
  /** Nodes whose outputs exist in blocks alone. */
  private readonly postponed = new Map<ValueName, Node>();
  private declared: ValueType | undefined;

  constructor(
    private readonly graph: Graph,
    /** Channels in a block. */
    readonly block: number,
  ) {
    this.builder = GraphBuilder.from(graph, (request) =>
      this.declared === undefined ? inferTypes(request) : [this.declared],
    );
    this.builder.dropNodes();
    for (const { name, role } of graph.values.values()) {
      if (role.kind !== 'intermediate') {
        this.plain.add(name);
      }
    }
  }

  /** Nodes that are added from now on have the origin of `node`. */
  startWith(node: Node): void {
    this.builder.origin = node.origin;
  }

  typeOf(name: ValueName): ValueType {
    const { type, shape } = valueOf(this.graph, name);
    return { type, shape };
  }

  shapeOf(name: ValueName): Shape {
    return valueOf(this.graph, name).shape;
  }

  /** Channels of a value, filled up to whole blocks. */
  paddedChannels(channels: number): number {
    return Math.ceil(channels / this.block) * this.block;
  }

  isPlain(name: ValueName): boolean {
    return this.plain.has(name);
  }

  isBlocked(name: ValueName): boolean {
    return this.blockedNames.has(name);
  }

  /** Adds a node of the original graph as it is. */
  keep(node: Node): void {
    node.inputs.forEach((input) => {
      if (input !== '') {
        this.plainOf(input);
      }
    });
    this.builder.addKnown(node);
    node.outputs.forEach((output) => this.plain.add(output));
  }

  /** The value as it lies in the original graph. */
  plainOf(name: ValueName): ValueName {
    if (this.plain.has(name)) {
      return name;
    }
    const node = this.postponed.get(name)!;
    if (valueOf(this.graph, name).type === 'float32') {
      this.builder.addKnown({
        ...node,
        name: `${node.name}/ReorderOutput`,
        operator: 'ReorderOutput',
        domain: nchwcDomain,
        inputs: [this.blockedNames.get(name)!],
        outputs: [name],
        attributes: { channels: int(this.shapeOf(name)[1]) },
      });
      this.plain.add(name);
    } else {
      // Nothing reorders truth values, so they are computed once more.
      this.keep(node);
    }
    return name;
  }

  /** The value in blocks. */
  blockedOf(name: ValueName): ValueName {
    const known = this.blockedNames.get(name);
    if (known !== undefined) {
      return known;
    }
    const [images, channels, ...spatial] = this.shapeOf(name);
    const made = this.reorderInput(name, [images, this.paddedChannels(channels), ...spatial]);
    this.blockedNames.set(name, made);
    return made;
  }

  /** Says that `blocked` holds the only output of `node`, in blocks. */
  setBlocked(node: Node, blocked: ValueName): void {
    this.blockedNames.set(node.outputs[0], blocked);
    this.postponed.set(node.outputs[0], node);
  }

  /** Gives the only output of `node`, which is not postponed, from a value of the new graph. */
  setPlain(node: Node, made: ValueName): void {
    this.builder.addKnown({
      ...node,
      operator: 'Reshape',
      domain: '',
      inputs: [made, this.builder.int64s(this.shapeOf(node.outputs[0]))],
      attributes: {},
    });
    this.plain.add(node.outputs[0]);
  }

  /** The kernel takes channels in fours, so that zeros fill up what is left over. */
  reorderInput(value: ValueName, shape: Shape): ValueName {
    const given = this.builder.value(value).shape;
    const missing = given.map((extent, axis) => (axis === 1 ? -extent & 3 : 0));
    const whole = missing.every((amount) => amount === 0)
      ? value
      : this.infer('Pad', [value, this.int64s([...missing.map(() => 0), ...missing])]);
    return this.add('ReorderInput', [whole], { type: 'float32', shape }, {}, nchwcDomain);
  }

  reorderOutput(value: ValueName, channels: number): ValueName {
    const [images, , ...spatial] = this.builder.value(value).shape;
    const type: ValueType = { type: 'float32', shape: [images, channels, ...spatial] };
    return this.add('ReorderOutput', [value], type, { channels: int(channels) }, nchwcDomain);
  }

  /** A node whose output has the given type, which nobody checks. */
  add(
    operator: string,
    inputs: readonly ValueName[],
    type: ValueType,
    attributes: Attributes = {},
    domain = '',
  ): ValueName {
    this.declared = type;
    try {
      return this.builder.addNode({ operator, inputs, attributes, domain })[0];
    } finally {
      this.declared = undefined;
    }
  }

  /** A node of ONNX's own whose output follows from its inputs. */
  infer(operator: string, inputs: readonly ValueName[], attributes: Attributes = {}): ValueName {
    return this.builder.add(operator, inputs, attributes);
  }

  int64s(values: readonly number[]): ValueName {
    return this.builder.int64s(values);
  }

  reshape(value: ValueName, shape: Shape): ValueName {
    return sameShape(this.builder.value(value).shape, shape)
      ? value
      : this.infer('Reshape', [value, this.int64s(shape)]);
  }

  /** Elements of a value of the new graph. */
  sizeOf(value: ValueName): number {
    return elementCount(this.builder.value(value).shape);
  }

  /** Views the value as `shape`, exchanges axes, and views the result as `result`. */
  transpose(value: ValueName, shape: Shape, permutation: readonly number[], result: Shape): ValueName {
    const turned = this.infer('Transpose', [this.reshape(value, shape)], { perm: ints(permutation) });
    return this.reshape(turned, result);
  }

  finish(): Graph {
    this.graph.outputs.forEach((output) => this.plainOf(output));
    return this.builder.finish(this.graph.outputs);
  }
}
