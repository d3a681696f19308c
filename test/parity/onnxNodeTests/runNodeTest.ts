import { OnnxError } from '../../../src/frontends/onnx/onnxError';
import { parseModel, parseTensor } from '../../../src/frontends/onnx/onnxSchema';
import { readModel } from '../../../src/frontends/onnx/readModel';
import { readTensor } from '../../../src/frontends/onnx/readTensor';
import type { DataType } from '../../../src/graph/dataType';
import { sameShape } from '../../../src/graph/shape';
import type { Tensor } from '../../../src/graph/tensor';
import type { ValueName } from '../../../src/graph/value';
import { evaluateGraph } from '../../../src/ops/evaluateGraph';
import { findOperator } from '../../../src/ops/registry';
import type { NodeTest } from './nodeTests';

export type Outcome =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly reason: string }
  /** It draws random numbers, so that its expected values are one draw of many: types and shapes are compared alone. */
  | { readonly kind: 'random' }
  /** Not to be run: the model holds something that Skipline does not know. */
  | { readonly kind: 'unsupported'; readonly reason: string };

/** Operators that the reader turns into others. */
const rewritten: ReadonlySet<string> = new Set(['Constant', 'Scatter', 'Upsample']);

/**
 * Relative and absolute tolerance of ONNX's own runner for float32; its expected values were computed in float32. Types of
 * 16 bits are rounded in the expected values and not in the reference engine: two units in the last place.
 */
const tolerances: Readonly<Record<DataType, { readonly relative: number; readonly absolute: number }>> = {
  float32: { relative: 1e-3, absolute: 1e-6 },
  float64: { relative: 1e-3, absolute: 1e-6 },
  float16: { relative: 2 ** -9, absolute: 1e-3 },
  bfloat16: { relative: 2 ** -6, absolute: 1e-2 },
  int64: { relative: 0, absolute: 0 },
  int32: { relative: 0, absolute: 0 },
  int16: { relative: 0, absolute: 0 },
  uint8: { relative: 0, absolute: 0 },
  int8: { relative: 0, absolute: 0 },
  bool: { relative: 0, absolute: 0 },
};

/** The operators of a test, each once. */
export function operatorsOf(test: NodeTest): string[] {
  const nodes = parseModel(test.model).graph?.node ?? [];
  return [
    ...new Set(nodes.map(({ opType = '', domain = '' }) => (domain === '' ? opType : `${domain}:${opType}`))),
  ];
}

/** Builds the test's graph, so that every shape is inferred, and computes its outputs by the reference engine. */
export function runNodeTest(test: NodeTest): Outcome {
  const unknown = operatorsOf(test).filter((name) => !rewritten.has(name) && !isKnown(name));
  if (unknown.length > 0) {
    return { kind: 'unsupported', reason: `operator ${unknown.join(', ')}` };
  }
  if (hasSequences(test)) {
    return { kind: 'unsupported', reason: 'inputs or outputs that are no tensors' };
  }
  const isRandom = drawsNumbers(test);
  for (const { inputs, outputs } of test.dataSets) {
    try {
      const expected = outputs.map((bytes) => readTensor(parseTensor(bytes)));
      const fed = inputs.map((bytes) => readTensor(parseTensor(bytes)));
      const actual = compute(test.model, fed);
      const reason = disagreement(actual, expected, !isRandom);
      if (reason !== undefined) {
        return { kind: 'failed', reason };
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const isUnsupported = /element type number|of a kind that is not supported/.test(reason);
      return { kind: isUnsupported ? 'unsupported' : 'failed', reason };
    }
  }
  return { kind: isRandom ? 'random' : 'passed' };
}

function hasSequences(test: NodeTest): boolean {
  const { input = [], output = [] } = parseModel(test.model).graph ?? {};
  return [...input, ...output].some(({ type }) => type?.tensorType === undefined);
}

function drawsNumbers(test: NodeTest): boolean {
  const operators = operatorsOf(test);
  return operators.some(
    (name) =>
      findOperator(name)?.draw !== undefined && (name !== 'Dropout' || test.name.startsWith('test_training')),
  );
}

function isKnown(name: string): boolean {
  const [operator, domain] = name.split(':').reverse();
  return findOperator(operator, domain) !== undefined;
}

/** A node needs axes, shapes and the like to be constants: as few inputs as possible are taken for such, the last ones first. */
function compute(model: Uint8Array, fed: readonly Tensor[]): readonly Tensor[] {
  const names = (parseModel(model).graph?.input ?? []).map(({ name = '' }) => name);
  for (let variables = fed.length; ; variables--) {
    try {
      const constants = new Map(
        fed.slice(variables).map((content, index) => [names[variables + index], content]),
      );
      const types = new Map(fed.slice(0, variables).map((content, index) => [names[index], content]));
      const { graph, names: values } = readModel(model, { constants, inputs: types });
      const feeds = new Map<ValueName, Tensor>(
        fed.slice(0, variables).map((content, index) => [values.get(names[index])!, content]),
      );
      const results = evaluateGraph(graph, feeds, graph.outputs, () => 0.5);
      return graph.outputs.map((output) => {
        const { type, shape } = graph.values.get(output)!;
        const result = results.get(output)!;
        if (result.type !== type || !sameShape(result.shape, shape)) {
          throw new Error(
            `${output} is ${result.type} [${result.shape.join()}], inferred ${type} [${shape.join()}]`,
          );
        }
        return result;
      });
    } catch (error) {
      if (!(error instanceof OnnxError && / to be a constant\.$/.test(error.message)) || variables === 0) {
        throw error;
      }
    }
  }
}

function disagreement(
  actual: readonly Tensor[],
  expected: readonly Tensor[],
  comparesElements: boolean,
): string | undefined {
  if (actual.length !== expected.length) {
    return `${actual.length} outputs, not ${expected.length}`;
  }
  for (const [index, wanted] of expected.entries()) {
    const { type, shape, data } = actual[index];
    if (type !== wanted.type || !sameShape(shape, wanted.shape)) {
      return `output ${index} is ${type} [${shape.join()}], not ${wanted.type} [${wanted.shape.join()}]`;
    }
    const { relative, absolute } = tolerances[type];
    const at = !comparesElements
      ? -1
      : data.findIndex((x, element) => {
          const y = wanted.data[element];
          return !(Object.is(x, y) || x === y || Math.abs(x - y) <= absolute + relative * Math.abs(y));
        });
    if (at >= 0) {
      return `output ${index}[${at}] is ${data[at]}, not ${wanted.data[at]}`;
    }
  }
  return undefined;
}
