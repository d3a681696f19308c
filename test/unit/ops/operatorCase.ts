import { isFloatingPoint, type DataType } from '../../../src/graph/dataType';
import type { Attributes } from '../../../src/graph/node';
import { elementCount, type Shape } from '../../../src/graph/shape';
import { type Tensor, tensor } from '../../../src/graph/tensor';
import type { Graph } from '../../../src/graph/graph';
import type { ValueName } from '../../../src/graph/value';
import { operators } from '../../../src/ops/operators';
import { createBuilder, operatorOf } from '../../../src/ops/registry';

/** One application of an operator to small tensors. */
export interface OperatorCase {
  readonly operator: string;
  /** What the case is about. */
  readonly about: string;
  readonly inputs: readonly (CaseInput | undefined)[];
  readonly attributes?: Attributes;
  readonly outputCount?: number;
  /** Why the case is not compared with onnxruntime. */
  readonly notInRuntime?: string;
}

export interface CaseInput {
  /** The same for the same seed. */
  readonly content: (seed: number) => Tensor;
  /** Constants are known while the graph is built; variables are differentiated where they are of a float type. */
  readonly isConstant: boolean;
}

/** No number is nearer than this to a kink of the function that the case is about. */
const clearance = 0.01;

/**
 * Distinct numbers, evenly spread over ]low, high[ in a random order: no two are close, so no maximum is a near tie. They
 * keep away from zero and from the `kinks` named.
 */
export function spread(shape: Shape, low = -2, high = 2, kinks: readonly number[] = []): CaseInput {
  return {
    content: (seed) =>
      tensor('float32', shape, spreadNumbers(seed, elementCount(shape), low, high, [0, ...kinks])),
    isConstant: false,
  };
}

function spreadNumbers(
  seed: number,
  count: number,
  low: number,
  high: number,
  kinks: readonly number[],
): Float64Array {
  const random = generator(seed);
  const numbers = Float64Array.from({ length: count }, (_, index) => {
    const even = low + ((high - low) * (index + 0.3 + 0.4 * random())) / count;
    const kink = kinks.find((place) => Math.abs(even - place) < clearance);
    return kink === undefined ? even : even + (even < kink ? -clearance : clearance);
  });
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [numbers[last], numbers[other]] = [numbers[other], numbers[last]];
  }
  return numbers;
}

export function values(shape: Shape, elements: readonly number[], type: DataType = 'float32'): CaseInput {
  return { content: () => tensor(type, shape, elements), isConstant: false };
}

export function integers(...elements: number[]): CaseInput {
  return { content: () => tensor('int64', [elements.length], elements), isConstant: true };
}

export function constant(type: DataType, shape: Shape, elements: readonly number[]): CaseInput {
  return { content: () => tensor(type, shape, elements), isConstant: true };
}

/** FNV-1a: each input of each case has numbers of its own, whatever other cases there are. */
function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) {
    hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  }
  return hash >>> 0;
}

/** ONNX's operators have no domain; names are not used twice. */
export function domainOf(operator: string): string | undefined {
  return operators.find(({ name }) => name === operator)?.domain;
}

/** mulberry32 */
export function generator(start: number): () => number {
  let state = start * 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** The graph of a case with the gradients of its variables, each output's cotangent being one more input. */
export interface CaseGraph {
  readonly graph: Graph;
  readonly feeds: Map<ValueName, Tensor>;
  readonly outputs: readonly ValueName[];
  /** For each differentiated output (by index), the input that holds ∂loss/∂output. */
  readonly cotangents: ReadonlyMap<number, ValueName>;
  /** The inputs that there are gradient rules for. */
  readonly rules: readonly number[];
  /** Variable → its gradient. */
  readonly gradients: ReadonlyMap<ValueName, ValueName>;
}

/** Operators all of whose outputs take part in the loss. */
const manyDifferentiated: ReadonlySet<string> = new Set([
  'Attention',
  'GRU',
  'LSTM',
  'RNN',
  'SoftmaxCrossEntropyLoss',
  'Split',
]);

/** Builds a case. `differentiated` names the outputs whose cotangents are given, by default the first alone. */
export function buildCase(
  { operator, about, inputs, attributes = {}, outputCount = 1 }: OperatorCase,
  differentiated: readonly number[] = manyDifferentiated.has(operator) ? [...Array(outputCount).keys()] : [0],
): CaseGraph {
  const builder = createBuilder();
  const feeds = new Map<ValueName, Tensor>();
  const names = inputs.map((input, index) => {
    if (input === undefined) {
      return '';
    }
    const content = input.content(seedOf(`${operator}, ${about}, ${index}`));
    if (input.isConstant) {
      return builder.constant(content);
    }
    const name = builder.addInput(`x${index}`, content);
    feeds.set(name, content);
    return name;
  });
  const outputs = builder.addNode({
    operator,
    domain: domainOf(operator),
    inputs: names,
    attributes,
    outputCount,
  });
  const node = builder.finish(outputs).nodes.at(-1)!;
  const { gradient } = operatorOf(node);
  const cotangents = new Map<number, ValueName>();
  const gradients = new Map<ValueName, ValueName>();
  let rules: number[] = [];
  if (typeof gradient === 'function') {
    for (const index of differentiated) {
      const { type, shape } = builder.value(outputs[index]);
      if (!isFloatingPoint(type)) {
        continue;
      }
      const name = builder.addInput(`cotangent${index}`, { type, shape });
      cotangents.set(index, name);
      const seed = seedOf(`${operator}, ${about}, cotangent ${index}`);
      feeds.set(name, { ...spread(shape, -1, 1.5).content(seed), type });
    }
    const thunks =
      cotangents.size === 0
        ? []
        : gradient({
            node,
            builder,
            outputGradients: outputs.map((_, index) => cotangents.get(index)),
            operatorOf,
          });
    rules = thunks.flatMap((thunk, index) => (thunk === undefined || !inputs[index] ? [] : [index]));
    names.forEach((name, index) => {
      const input = inputs[index];
      if (input !== undefined && !input.isConstant && isFloatingPoint(builder.value(name).type)) {
        const value = thunks[index]?.();
        if (value !== undefined) {
          gradients.set(name, value);
        }
      }
    });
  }
  return { graph: builder.finish(outputs), feeds, outputs, cotangents, rules, gradients };
}
