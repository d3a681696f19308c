import type { Side } from './analysis';
import type { Dataflow, NodeIndex } from './dataflow';
import type { FoundBlock, FoundSide } from './foundBlock';
import type { ModulePath } from '../graph/module';

/** Turns a side's indices into names, and finds the modules that make it up. */
export class SideWriter {
  /** Nodes that each call holds, those of inner calls included. */
  private readonly callSizes = new Map<number, number>();

  constructor(private readonly flow: Dataflow) {
    for (let node = 0; node < flow.nodes.length; node++) {
      this.countCalls(node, this.callSizes);
    }
  }

  write(block: FoundBlock, { nodes, value }: FoundSide): Side {
    const name = this.flow.values[value];
    return {
      nodes: nodes.map((node) => this.flow.nodes[node].name),
      modules: this.modules(nodes),
      mergeInput: this.flow.nodes[block.merge].inputs.indexOf(name),
      value: name,
    };
  }

  private modules(nodes: readonly NodeIndex[]): ModulePath[] {
    const sizes = new Map<number, number>();
    nodes.forEach((node) => this.countCalls(node, sizes));
    const { calls } = this.flow.graph;
    const isWhole = (call: number) => sizes.get(call) === this.callSizes.get(call);
    return [...sizes.keys()]
      .filter((call) => isWhole(call) && !(calls[call].parent !== undefined && isWhole(calls[call].parent)))
      .sort((a, b) => a - b)
      .map((call) => calls[call].module);
  }

  private countCalls(node: NodeIndex, sizes: Map<number, number>): void {
    const { calls } = this.flow.graph;
    for (
      let call: number | undefined = this.flow.nodes[node].origin.call;
      call !== undefined && call in calls;
      call = calls[call].parent
    ) {
      sizes.set(call, (sizes.get(call) ?? 0) + 1);
    }
  }
}
