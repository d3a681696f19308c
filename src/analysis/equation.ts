import { afterMerge } from './afterMerge';
import type { Dataflow, NodeIndex } from './dataflow';
import type { FoundBlock } from './foundBlock';
import { activationOperators, displayName, normalizationOperators, resizeNames } from './operatorClasses';
import type { StreamPlace } from './streams';

const subscriptDigits = '₀₁₂₃₄₅₆₇₈₉';

/** `12` → `₁₂`. */
export function subscript(number: number): string {
  return Array.from(String(number), (digit) => subscriptDigits[Number(digit)]).join('');
}

/**
 * A block as an equation in the notation of Bishop & Bishop 2024, (9.35)–(9.41): `z₂ = F₂(z₁) + z₁`, and with what its
 * module does afterwards `z₃ = ReLU(F₃(z₂) + W₃z₂)`.
 *
 * Blocks count from 1 in their stream; z₀ is what enters the first one. Where the trunk changes the value between two
 * blocks, the changed value is ẑ, and a second equation says what it is.
 */
export function equationOf(flow: Dataflow, block: FoundBlock, place: StreamPlace): string {
  const { index, branchIndex, trunk } = place;
  const l = subscript(index + 1);
  const before = `z${subscript(branchIndex)}`;
  const change = branchIndex === 0 ? undefined : changeOf(flow, trunk, before);
  const x = change === undefined ? before : `ẑ${subscript(branchIndex)}`;
  const carried = branchIndex === index ? x : `z${subscript(index)}`;
  const sum = rightHandSide(flow, block, l, x, carried);
  const { names } = afterMerge(flow, block.merge);
  const whole = names.reduce((inner, name) => `${name}(${inner})`, sum);
  return `z${l} = ${whole}` + (change === undefined ? '' : `, ${x} = ${change}`);
}

/** @param x what enters the branch. @param carried what the shortcut carries. */
function rightHandSide(flow: Dataflow, block: FoundBlock, l: string, x: string, carried: string): string {
  const branch = `F${l}(${x})`;
  const isSubtraction = flow.nodes[block.merge].operator === 'Sub';
  switch (block.kind) {
    case 'identity':
      if (isSubtraction) {
        return flow.inputs[block.merge][0] === block.fork ? `${x} − ${branch}` : `${branch} − ${x}`;
      }
      return `${branch} + ${carried}`;
    case 'projection':
      return `${branch} + W${l}${x}`;
    case 'pad':
      return `${branch} + ${resized(flow, block.shortcut.nodes, l, x)}`;
    case 'gate':
      return gated(flow, block, l, x);
    case 'concat':
      return block.shortcut.value === block.fork ? `[${x}; ${branch}]` : `[S${l}(${x}); ${branch}]`;
    case 'dense':
      return `[${x}; ${branch}]`;
  }
}

/** Parameter-free shortcuts by the operators that say most about them. */
function resized(flow: Dataflow, nodes: readonly NodeIndex[], l: string, x: string): string {
  const names = resizeNames(nodes.map((node) => flow.nodes[node].operator));
  return names.length === 0 ? `S${l}(${x})` : names.reduce((inner, name) => `${name}(${inner})`, x);
}

function gated(flow: Dataflow, { merge, shortcut, branch }: FoundBlock, l: string, x: string): string {
  const gate = `T${l}(${x})`;
  switch (flow.nodes[merge].operator) {
    case 'Mul':
      return `${gate} ⊙ ${x}`;
    case 'Where':
      return flow.nodes[merge].inputs[1] === flow.values[branch.value]
        ? `where(${gate}, F${l}(${x}), ${x})`
        : `where(${gate}, ${x}, F${l}(${x}))`;
    default: {
      // Highway layers (Srivastava et al. 2015) couple the two gates: carry = 1 − transform.
      const isCoupled = shortcut.nodes.some((node) => flow.nodes[node].operator === 'Sub');
      return isCoupled ? `${gate} ⊙ F${l}(${x}) + (1 − ${gate}) ⊙ ${x}` : `F${l}(${x}) + ${gate} ⊙ ${x}`;
    }
  }
}

/** What the trunk makes of z; undefined where it hands z on. Only short runs of known functions are spelt out. */
function changeOf(flow: Dataflow, trunk: readonly NodeIndex[], z: string): string | undefined {
  if (trunk.length === 0) {
    return undefined;
  }
  const operators = trunk.map((node) => flow.nodes[node].operator);
  const isShort =
    operators.length <= 3 &&
    operators.every((operator) => activationOperators.has(operator) || normalizationOperators.has(operator));
  return isShort ? operators.reduce((inner, operator) => `${displayName(operator)}(${inner})`, z) : `G(${z})`;
}
