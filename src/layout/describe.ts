import { displayName, resizeNames } from '../analysis/operatorClasses';
import { intsAttribute } from '../graph/attributes';
import type { Graph } from '../graph/graph';
import { type Module, parentPath } from '../graph/module';
import type { Node } from '../graph/node';
import { elementCount, type Shape } from '../graph/shape';
import type { BlockGroup, SideGroup } from './outline';

/** `conv1`; a number needs the name before it to say anything: `layer1.0`. */
export function shortPath(path: string): string {
  const own = path.slice(path.lastIndexOf('.') + 1);
  const parent = parentPath(path);
  return /^\d+$/.test(own) && parent ? `${shortPath(parent)}.${own}` : own;
}

/** What a module is, in the words of its class and its main operator: `Conv2d 3×3, 64, stride 2`. */
export function describeModule(
  graph: Graph,
  { type, isUserDefined }: Module,
  nodes: readonly Node[],
): string {
  const main = isUserDefined ? undefined : nodes.find((node) => sizeText(graph, node) !== '');
  return main === undefined ? type : `${type} ${sizeText(graph, main)}`;
}

/** Several layers on one side of a block: those that hold weights, in order, or else all of them. */
export function describeNodes(graph: Graph, nodes: readonly Node[]): string {
  const weighted = nodes.filter(({ operator }) => /^(Conv|ConvTranspose|Gemm|MatMul)$/.test(operator));
  const named = weighted.length > 0 ? weighted : nodes;
  const texts = named.map((node) => `${displayName(node.operator)} ${sizeText(graph, node)}`.trim());
  return joinRuns(texts);
}

/** `Conv 3×3, 64 · Conv 3×3, 64` → `2 × Conv 3×3, 64`; more than three different ones are cut short. */
function joinRuns(texts: readonly string[]): string {
  const runs: { text: string; count: number }[] = [];
  for (const text of texts) {
    const last = runs.at(-1);
    if (last?.text === text) {
      last.count += 1;
    } else {
      runs.push({ text, count: 1 });
    }
  }
  const shown = runs.slice(0, 3).map(({ text, count }) => (count === 1 ? text : `${count} × ${text}`));
  return shown.join(' · ') + (runs.length > 3 ? ' …' : '');
}

function sizeText(graph: Graph, { operator, inputs, attributes }: Node): string {
  const weight = graph.values.get(inputs[1])?.shape;
  const strides = intsAttribute(attributes, 'strides', undefined);
  const stride = strides?.some((step) => step !== 1) ? `, stride ${strides[0]}` : '';
  switch (operator) {
    case 'Conv':
      return weight === undefined ? '' : `${weight.slice(2).join('×')}, ${weight[0]}${stride}`;
    case 'ConvTranspose':
      return weight === undefined ? '' : `${weight.slice(2).join('×')}, ${weight[1]}${stride}`;
    case 'Gemm':
    case 'MatMul':
      return weight?.length === 2 ? linearText(graph, inputs, weight) : '';
    case 'AveragePool':
    case 'MaxPool':
      return (intsAttribute(attributes, 'kernel_shape', undefined) ?? []).join('×') + stride;
    default:
      return '';
  }
}

/** `512 → 1000`: the weight is stored either way round, the input says which. */
function linearText(graph: Graph, inputs: readonly string[], weight: Shape): string {
  const features = graph.values.get(inputs[0])?.shape.at(-1);
  const [from, to] = features === weight[0] ? weight : [...weight].reverse();
  return `${from} → ${to}`;
}

const mergeSigns: Readonly<Record<string, string>> = {
  Add: '+',
  Concat: '∥',
  Mul: '⊙',
  Sub: '−',
  Sum: '+',
  Where: '?',
};

export function mergeSign(operator: string): string {
  return mergeSigns[operator] ?? displayName(operator);
}

/** What a parameter-free shortcut does, as in the block's equation: `pad`, `pool`, `pad(pool)`. */
export function resizeLabel(nodes: readonly Node[]): string {
  const names = resizeNames(nodes.map(({ operator }) => operator));
  return names.length === 0 ? 'S' : names.reduce((inner, name) => `${name}(${inner})`);
}

/** `layer1.0 · BasicBlock`, or what the branch consists of where no module stands for it. */
export function describeBranch(graph: Graph, block: BlockGroup, branch: SideGroup): string {
  const module = block.module ?? branch.module;
  return module === undefined || module.path === ''
    ? describeNodes(graph, branch.nodes)
    : `${shortPath(module.path)} · ${module.type}`;
}

/** Trainable elements that these nodes read, each parameter once. */
export function trainableElementsRead(graph: Graph, nodes: readonly Node[]): number {
  const counted = new Set<string>();
  let elements = 0;
  for (const node of nodes) {
    for (const name of node.inputs) {
      const value = graph.values.get(name);
      if (value?.role.kind === 'parameter' && value.role.trainable && !counted.has(name)) {
        counted.add(name);
        elements += elementCount(value.shape);
      }
    }
  }
  return elements;
}
