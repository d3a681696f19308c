import type { ShortcutKind } from './analysis';
import type { Dataflow, NodeIndex, ValueIndex } from './dataflow';
import {
  gateOperators,
  normalizationOperators,
  resizeOperators,
  routingOperators,
  weightOperators,
} from './operatorClasses';

/** What a shortcut may be made of: `routing` moves values only, `linear` may also weigh, normalise and pool them. */
export type ShortcutMaterial = 'routing' | 'linear';

/** A place that a shortcut may come from: `value` reaches the merge through `nodes`. */
export interface ShortcutOrigin {
  readonly value: ValueIndex;
  /** From the merge backwards. */
  readonly nodes: readonly NodeIndex[];
  /** One of the nodes multiplies by a gate, as the carry gate 1 − T of a Highway layer does. */
  readonly isGated: boolean;
}

/**
 * Walks back from a value through nodes that a shortcut may consist of; each has a single input that depends on the
 * network's input. @returns every value on the way, the one given first.
 */
export function shortcutOrigins(
  flow: Dataflow,
  value: ValueIndex,
  material: ShortcutMaterial,
): ShortcutOrigin[] {
  const origins: ShortcutOrigin[] = [{ value, nodes: [], isGated: false }];
  const nodes: NodeIndex[] = [];
  let isGated = false;
  for (let node = flow.producers[value]; node >= 0;) {
    const gated = material === 'linear' ? gatedOperand(flow, node) : undefined;
    const next = gated ?? linearOperand(flow, node, material);
    if (next === undefined) {
      break;
    }
    isGated ||= gated !== undefined;
    nodes.push(node);
    origins.push({ value: next, nodes: [...nodes], isGated });
    node = flow.producers[next];
  }
  return origins;
}

/** Kind of an additive shortcut by what lies on it. */
export function additiveKind(flow: Dataflow, origin: ShortcutOrigin): ShortcutKind {
  if (origin.isGated) {
    return 'gate';
  }
  if (origin.nodes.every((node) => flow.nodes[node].operator === 'Identity')) {
    return 'identity';
  }
  return origin.nodes.some((node) => flow.isLearnable[node]) ? 'projection' : 'pad';
}

/** The one operand in which a node is linear; undefined where there is none or several. */
function linearOperand(flow: Dataflow, node: NodeIndex, material: ShortcutMaterial): ValueIndex | undefined {
  const { operator, inputs } = flow.nodes[node];
  // Repeated channels, [x; x; x], are linear in x as x + x is.
  const repeats = operator === 'Concat' || operator === 'Add' || operator === 'Sum';
  const read = repeats ? [...new Set(flow.inputs[node])] : flow.inputs[node];
  if (read.length !== 1) {
    return undefined;
  }
  const isFirst = inputs[0] === flow.values[read[0]];
  if (routingOperators.has(operator)) {
    return isFirst ? read[0] : undefined;
  }
  if (material === 'routing') {
    return undefined;
  }
  switch (operator) {
    case 'Add':
    case 'Concat':
    case 'Dropout':
    case 'Mul':
    case 'Neg':
    case 'Sub':
    case 'Sum':
      return read[0];
    case 'Div':
      return isFirst ? read[0] : undefined;
    default:
      return (isFirst &&
        (weightOperators.has(operator) ||
          normalizationOperators.has(operator) ||
          resizeOperators.has(operator))) ||
        operator === 'MatMul' ||
        operator === 'Einsum'
        ? read[0]
        : undefined;
  }
}

/** Where a node multiplies a value by a gate: that value. */
function gatedOperand(flow: Dataflow, node: NodeIndex): ValueIndex | undefined {
  const [a, b, ...others] = flow.inputs[node];
  if (flow.nodes[node].operator !== 'Mul' || b === undefined || others.length > 0 || a === b) {
    return undefined;
  }
  if (isGateValue(flow, b)) {
    return isGateValue(flow, a) ? undefined : a;
  }
  return isGateValue(flow, a) ? b : undefined;
}

/** True for what a sigmoid-like operator makes, also after 1 − T, scaling and reshaping. */
export function isGateValue(flow: Dataflow, value: ValueIndex): boolean {
  for (let node = flow.producers[value]; node >= 0;) {
    const { operator } = flow.nodes[node];
    if (gateOperators.has(operator)) {
      return true;
    }
    const passes = routingOperators.has(operator) || ['Add', 'Div', 'Mul', 'Neg', 'Sub'].includes(operator);
    if (!passes || flow.inputs[node].length !== 1 || flow.isLearnable[node]) {
      return false;
    }
    node = flow.producers[flow.inputs[node][0]];
  }
  return false;
}

/** True where the nodes hold something that maps its input linearly at most: no activation, no product of two values. */
export function isLinear(flow: Dataflow, nodes: readonly NodeIndex[]): boolean {
  return nodes.every(
    (node) =>
      linearOperand(flow, node, 'linear') !== undefined ||
      (['Add', 'Sub', 'Sum', 'Concat'].includes(flow.nodes[node].operator) && flow.inputs[node].length > 1),
  );
}
