import type { Analysis } from '../analysis/analysis';
import { macsOf } from '../analysis/cost';
import { subscript } from '../analysis/equation';
import { displayName } from '../analysis/operatorClasses';
import { type Graph, valueOf } from '../graph/graph';
import type { Node } from '../graph/node';
import type { Shape } from '../graph/shape';
import {
  describeBranch,
  describeModule,
  describeNodes,
  mergeSign,
  resizeLabel,
  shortPath,
  trainableElementsRead,
} from './describe';
import {
  type BlockGroup,
  type CallGroup,
  type Group,
  isFoldable,
  isGroup,
  isInFlow,
  isLibraryLayer,
  type Outline,
  outlineOf,
  type SideGroup,
} from './outline';
import { visibleEdges } from './visibleEdges';
import type { VisibleFrame, VisibleGraph, VisibleNode } from './visibleGraph';

/**
 * What is drawn of a network when these ids are unfolded (see {@link VisibleNode.unfolds}). Unknown ids do no harm, so
 * that a set survives an edit of the network. Every path by which values flow between two drawn nodes is drawn.
 */
export function buildVisibleGraph(
  graph: Graph,
  analysis: Analysis,
  unfolded: ReadonlySet<string>,
): VisibleGraph {
  const outline = outlineOf(graph, analysis);
  const drawing = new Drawing(graph, outline, unfolded);
  graph.inputs.forEach((name) => drawing.addInput(name));
  drawing.addChildren(outline.root);
  graph.outputs.forEach((name, index) => drawing.addOutput(name, index));
  const { nodes, frames, shownBy } = drawing;
  return { nodes, frames, edges: visibleEdges(graph, analysis, outline.flow, shownBy) };
}

/** Walks the outline down to what is folded. */
class Drawing {
  readonly nodes: VisibleNode[] = [];
  readonly frames: VisibleFrame[] = [];
  /** Visible node that stands for each node of the graph. */
  readonly shownBy = new Map<string, string>();

  constructor(
    private readonly graph: Graph,
    private readonly outline: Outline,
    private readonly unfolded: ReadonlySet<string>,
  ) {}

  addInput(name: string): void {
    this.nodes.push(this.terminal(inputId(name), 'input', name, valueOf(this.graph, name).shape));
  }

  addOutput(name: string, index: number): void {
    const { graph } = this;
    const label = graph.outputs.length === 1 ? 'output' : `output ${index + 1}`;
    this.nodes.push(this.terminal(outputId(index), 'output', label, valueOf(graph, name).shape));
  }

  addChildren(group: Group): void {
    for (const item of group.children) {
      if (!isGroup(item)) {
        this.addOperator(item);
      } else if (item.kind === 'call') {
        this.addCall(item);
      } else if (item.kind === 'block') {
        this.addBlock(item);
      } else {
        this.addChildren(item);
      }
    }
  }

  private addOperator(node: Node): void {
    if (isInFlow(this.outline.flow, node)) {
      this.show([node], {
        id: `node:${node.name}`,
        kind: 'operator',
        label: displayName(node.operator),
        detail: '',
        ...spanOf(node),
      });
    }
  }

  private addCall(group: CallGroup): void {
    const { module } = group;
    if (!isInFlow(this.outline.flow, group) && !isLibraryLayer(group)) {
      return;
    }
    const detail = describeModule(this.graph, module, group.nodes);
    const canUnfold = isFoldable(group);
    if (canUnfold && this.unfolded.has(group.id)) {
      this.frame(
        group,
        {
          label: shortPath(module.path),
          detail,
          module: module.path,
          ...(module.source && { source: module.source }),
        },
        () => this.addChildren(group),
      );
      return;
    }
    this.show(group.nodes, {
      id: group.id,
      kind: 'module',
      label: shortPath(module.path),
      detail,
      module: module.path,
      ...(canUnfold && { unfolds: group.id }),
      ...(module.source ? { source: module.source } : spanOf(group.nodes[0])),
    });
  }

  private addBlock(group: BlockGroup): void {
    const { block } = group.placed;
    const { module } = group;
    const addSides = () => {
      for (const side of group.children) {
        if (isGroup(side) && side.kind === 'side') {
          this.addSide(group, side);
        }
      }
    };
    if (isFoldable(group) && this.unfolded.has(group.id)) {
      const source = module?.source ?? block.source;
      const about =
        module === undefined
          ? { label: `z${subscript(block.index + 1)}`, detail: block.equation }
          : { label: shortPath(module.path), detail: module.type, module: module.path };
      this.frame(group, { ...about, block: block.path, ...(source && { source }) }, addSides);
    } else {
      addSides();
    }
  }

  private addSide(group: BlockGroup, side: SideGroup): void {
    const { block, after } = group.placed;
    const { graph } = this;
    const isOpen = isFoldable(group) && this.unfolded.has(group.id);
    if (side.role === 'merge') {
      const merge = side.nodes[0];
      const handsOn = block.module === '' ? undefined : moduleHandingOn(graph, block.module, side.nodes);
      this.show(side.nodes, {
        id: side.id,
        kind: 'merge',
        label: mergeSign(merge.operator),
        detail: after.join(' '),
        block: block.path,
        ...(handsOn !== undefined && { module: handsOn }),
        ...spanOf(merge),
      });
      return;
    }
    if (isOpen) {
      this.addChildren(side);
      return;
    }
    const l = subscript(block.index + 1);
    const unfolds = isFoldable(group) && { unfolds: group.id };
    if (side.role === 'branch') {
      const last = side.module?.path ?? block.branch.modules.at(-1);
      const source = group.module?.source ?? side.module?.source;
      const { flow } = this.outline;
      const isGate = flow.nodes[flow.nodeIndex.get(block.merge)!].operator === 'Mul';
      this.show(side.nodes, {
        id: side.id,
        kind: 'branch',
        label: `${isGate ? 'T' : 'F'}${l}`,
        detail: describeBranch(graph, group, side),
        block: block.path,
        ...(last !== undefined && { module: last }),
        ...unfolds,
        ...(source ? { source } : spanOf(side.nodes[0])),
      });
      return;
    }
    const last = side.module?.path ?? block.shortcut.modules.at(-1);
    this.show(side.nodes, {
      id: side.id,
      kind: 'shortcut',
      label: shortcutLabel(block.kind, side, l),
      detail: describeNodes(graph, side.nodes),
      block: block.path,
      ...(last !== undefined && { module: last }),
      ...unfolds,
      ...(side.module?.source ? { source: side.module.source } : spanOf(side.nodes[0])),
    });
  }

  private frame(
    group: Group,
    about: Omit<VisibleFrame, 'id' | 'nodes' | 'parameters' | 'macs'>,
    addContent: () => void,
  ): void {
    const place = this.frames.length;
    const first = this.nodes.length;
    addContent();
    const nodes = this.nodes.slice(first).map((node) => node.id);
    this.frames.splice(place, 0, { ...about, id: group.id, nodes, ...this.cost(group.nodes) });
  }

  private show(
    nodes: readonly Node[],
    visible: Omit<VisibleNode, 'outputShape' | 'nodes' | 'parameters' | 'macs'>,
  ): void {
    for (const node of nodes) {
      this.shownBy.set(node.name, visible.id);
    }
    this.nodes.push({
      ...visible,
      outputShape: this.outputShape(nodes),
      nodes: nodes.map(({ name }) => name),
      ...this.cost(nodes),
    });
  }

  private cost(nodes: readonly Node[]): { parameters: number; macs: number } {
    const { graph } = this;
    return {
      parameters: trainableElementsRead(graph, nodes),
      macs: nodes.reduce((sum, node) => sum + macsOf(graph, node), 0),
    };
  }

  /** Shape of the last value that leaves these nodes. */
  private outputShape(nodes: readonly Node[]): Shape {
    const last = nodes.filter((node) => isInFlow(this.outline.flow, node)).at(-1) ?? nodes.at(-1);
    const output = last?.outputs[0];
    return output === undefined ? [] : valueOf(this.graph, output).shape;
  }

  private terminal(id: string, kind: 'input' | 'output', label: string, outputShape: Shape): VisibleNode {
    return { id, kind, label, detail: '', outputShape, nodes: [], parameters: 0, macs: 0 };
  }
}

export function inputId(name: string): string {
  return `input:${name}`;
}

export function outputId(index: number): string {
  return `output:${index}`;
}

function shortcutLabel(kind: string, side: SideGroup, l: string): string {
  switch (kind) {
    case 'projection':
      return `W${l}`;
    case 'gate':
      return `T${l}`;
    default:
      return resizeLabel(side.nodes);
  }
}

/** The module, where what these nodes make is what its last call gives back. */
function moduleHandingOn(graph: Graph, path: string, nodes: readonly Node[]): string | undefined {
  const made = new Set(nodes.flatMap(({ outputs }) => outputs));
  const call = graph.calls.filter(({ module }) => module === path).at(-1);
  return call?.outputs.some((output) => made.has(output)) ? path : undefined;
}

function spanOf(node: Node | undefined): Pick<VisibleNode, 'source'> {
  const source = node?.origin.spans.at(0);
  return source === undefined ? {} : { source };
}
