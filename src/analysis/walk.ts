import type { Dataflow, NodeIndex, ValueIndex } from './dataflow';

/**
 * Finds what lies between two values. Marks are kept between walks as numbered stamps, so that a walk costs what it
 * visits and not the size of the graph.
 */
export class PathFinder {
  private readonly valueStamps: Int32Array;
  private readonly nodeStamps: Int32Array;
  private stamp = 0;
  private visited: NodeIndex[] = [];

  constructor(private readonly flow: Dataflow) {
    this.valueStamps = new Int32Array(flow.values.length);
    this.nodeStamps = new Int32Array(flow.nodes.length);
  }

  /** Walks back from `value`, through nodes later than `limit` only. Ask {@link reached} afterwards. */
  walkBack(value: ValueIndex, limit: NodeIndex): void {
    const { producers, inputs } = this.flow;
    const stamp = ++this.stamp;
    this.visited = [];
    const stack = [value];
    this.valueStamps[value] = stamp;
    while (stack.length > 0) {
      const producer = producers[stack.pop()!];
      if (producer <= limit || this.nodeStamps[producer] === stamp) {
        continue;
      }
      this.nodeStamps[producer] = stamp;
      this.visited.push(producer);
      for (const input of inputs[producer]) {
        if (this.valueStamps[input] !== stamp) {
          this.valueStamps[input] = stamp;
          stack.push(input);
        }
      }
    }
  }

  /** True where the last walk came by `value`. */
  reached(value: ValueIndex): boolean {
    return this.valueStamps[value] === this.stamp;
  }

  /** Nodes on the paths from `fork` to `value`, in execution order; none where the two are the same. */
  between(fork: ValueIndex, value: ValueIndex): NodeIndex[] {
    if (fork === value) {
      return [];
    }
    this.walkBack(value, this.flow.producers[fork]);
    return this.dependents(fork);
  }

  /** Those of the nodes just walked that depend on `fork`, in execution order. */
  private dependents(fork: ValueIndex): NodeIndex[] {
    const { inputs, producers } = this.flow;
    const stamp = ++this.stamp;
    this.valueStamps[fork] = stamp;
    const result: NodeIndex[] = [];
    for (const node of this.visited.sort((a, b) => a - b)) {
      if (
        inputs[node].some(
          (input) =>
            this.valueStamps[input] === stamp ||
            (producers[input] >= 0 && this.nodeStamps[producers[input]] === stamp),
        )
      ) {
        this.nodeStamps[node] = stamp;
        result.push(node);
      }
    }
    return result;
  }
}
