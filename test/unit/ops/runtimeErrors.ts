import { InferenceSession, Tensor as RuntimeTensor } from 'onnxruntime-node';
import { allocate, copyInto } from '../../../src/engine/tensorData';
import { encodeModel } from '../../../src/frontends/onnx/encode';
import type { Graph } from '../../../src/graph/graph';
import type { Tensor } from '../../../src/graph/tensor';
import type { ValueName } from '../../../src/graph/value';
import { evaluateGraph } from '../../../src/ops/evaluateGraph';
import type { CaseGraph } from './operatorCase';

/**
 * How far onnxruntime in float32 is from the reference engine in float64, for each output and gradient of a case: the
 * largest difference relative to the largest element (or to one, where all are smaller); infinite where shapes differ, or one is not
 * finite where the other is.
 */
export async function runtimeErrors(built: CaseGraph): Promise<Map<ValueName, number>> {
  const wanted = [...new Set([...built.outputs, ...built.gradients.values()])];
  const expected = evaluateGraph(built.graph, built.feeds, wanted);
  const model = encodeModel(built.graph, { outputs: wanted });
  const actual = await runModel(model, built.graph, built.feeds, wanted);
  return new Map(wanted.map((name) => [name, difference(actual.get(name)!, expected.get(name)!)]));
}

/** What onnxruntime computes of a graph that was encoded as `model`. */
export async function runModel(
  model: Uint8Array,
  { values }: Pick<Graph, 'values'>,
  feeds: ReadonlyMap<ValueName, Tensor>,
  wanted: readonly ValueName[],
): Promise<Map<ValueName, Tensor>> {
  const session = await InferenceSession.create(model, { logSeverityLevel: 3 });
  const inputs = session.inputNames.map((name) => [name, toRuntime(feeds.get(name)!)] as const);
  const results = await session.run(Object.fromEntries(inputs));
  await session.release();
  return new Map(wanted.map((name) => [name, fromRuntime(values.get(name)!.type, results[name])]));
}

function toRuntime({ type, shape, data }: Tensor): RuntimeTensor {
  const copy = allocate(type, data.length);
  copyInto(copy, data);
  return new RuntimeTensor(type as 'float32', copy as Float32Array, shape);
}

function fromRuntime(type: Tensor['type'], { dims, data }: RuntimeTensor): Tensor {
  const copy = new Float64Array(data.length);
  copyInto(copy, data as Float32Array);
  return { type, shape: dims, data: copy };
}

function difference(actual: Tensor, expected: Tensor): number {
  if (actual.shape.join() !== expected.shape.join()) {
    return Infinity;
  }
  let scale = 1;
  let largest = 0;
  actual.data.forEach((x, element) => {
    const y = expected.data[element];
    scale = Number.isFinite(y) ? Math.max(scale, Math.abs(y)) : scale;
    const error = Object.is(x, y) ? 0 : Math.abs(x - y);
    largest = Math.max(largest, Number.isNaN(error) ? Infinity : error);
  });
  return largest / scale;
}
