import { isFloatingPoint, type DataType } from '../../../src/graph/dataType';
import type { Attributes } from '../../../src/graph/node';
import { elementCount, type Shape } from '../../../src/graph/shape';
import { type Tensor, tensor } from '../../../src/graph/tensor';
import type { Graph } from '../../../src/graph/graph';
import type { ValueName } from '../../../src/graph/value';
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
  readonly content: Tensor;
  /** Constants are known while the graph is built; variables are differentiated where they are of a float type. */
  readonly isConstant: boolean;
}

let seed = 0;

/** Distinct numbers, evenly spread over ]low, high[ in a random order: no two are close, so no maximum is a near tie. */
export function spread(shape: Shape, low = -2, high = 2): CaseInput {
  const random = generator((seed += 1));
  const count = elementCount(shape);
  const values = Float64Array.from(
    { length: count },
    (_, index) => low + ((high - low) * (index + 0.3 + 0.4 * random())) / count,
  );
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [values[last], values[other]] = [values[other], values[last]];
  }
  return { content: tensor('float32', shape, values), isConstant: false };
}

export function values(shape: Shape, elements: readonly number[], type: DataType = 'float32'): CaseInput {
  return { content: tensor(type, shape, elements), isConstant: false };
}

export function integers(...elements: number[]): CaseInput {
  return { content: tensor('int64', [elements.length], elements), isConstant: true };
}

export function constant(type: DataType, shape: Shape, elements: readonly number[]): CaseInput {
  return { content: tensor(type, shape, elements), isConstant: true };
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
  { operator, inputs, attributes = {}, outputCount = 1 }: OperatorCase,
  differentiated: readonly number[] = manyDifferentiated.has(operator) ? [...Array(outputCount).keys()] : [0],
): CaseGraph {
  const builder = createBuilder();
  const feeds = new Map<ValueName, Tensor>();
  const names = inputs.map((input, index) => {
    if (input === undefined) {
      return '';
    }
    if (input.isConstant) {
      return builder.constant(input.content);
    }
    const name = builder.addInput(`x${index}`, input.content);
    feeds.set(name, input.content);
    return name;
  });
  const outputs = builder.addNode({ operator, inputs: names, attributes, outputCount });
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
      feeds.set(name, { ...spread(shape, -1, 1.5).content, type });
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
      if (input !== undefined && !input.isConstant && isFloatingPoint(input.content.type)) {
        const value = thunks[index]?.();
        if (value !== undefined) {
          gradients.set(name, value);
        }
      }
    });
  }
  return { graph: builder.finish(outputs), feeds, outputs, cotangents, rules, gradients };
}
