import { beforeAll, describe, expect, it } from 'vitest';
import type { Backend, Frequency } from '../../../../src/engine/backends/backend';
import { openNative } from '../../../../src/engine/backends/native';
import { openReference } from '../../../../src/engine/backends/reference';
import { openWasm } from '../../../../src/engine/backends/wasm';
import { allocate, copyInto, type TensorData } from '../../../../src/engine/tensorData';
import type { DataType } from '../../../../src/graph/dataType';
import { elementCount } from '../../../../src/graph/shape';
import type { ValueName } from '../../../../src/graph/value';
import { evaluateGraph } from '../../../../src/ops/evaluateGraph';
import { cases } from '../../ops/cases/all';
import { buildCase, type CaseGraph } from '../../ops/operatorCase';

/** float32 has 24 bits; a few roundings of numbers of the tensor's size are allowed. */
const backends: readonly {
  readonly name: string;
  readonly open: () => Promise<Backend>;
  readonly frequency?: Frequency;
  readonly tolerance: number;
}[] = [
  { name: 'native', open: openNative, tolerance: 5e-6 },
  { name: 'native, thoroughly compiled', open: openNative, frequency: 'often', tolerance: 1e-5 },
  { name: 'wasm', open: openWasm, tolerance: 5e-6 },
  { name: 'reference', open: openReference, tolerance: 0 },
];

/** Cases, by what they are about, that onnxruntime's WebAssembly build refuses. */
const notInWasm: Readonly<Record<string, string>> = {
  'ceil mode with a last window in the padding only': 'its shape inference counts that window',
};

const shared = cases
  .filter(({ notInRuntime }) => notInRuntime === undefined)
  .map((each) => ({ name: `${each.operator}: ${each.about}`, each }));

describe.each(backends)('the $name backend', ({ name: backendName, open, frequency = 'once', tolerance }) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await open();
  });

  const own = shared.filter(
    ({ each }) =>
      backendName !== 'wasm' || !Object.keys(notInWasm).some((about) => each.about.startsWith(about)),
  );
  it.each(own)('computes $name with its gradients', async ({ each }) => {
    const built = buildCase(each);
    const wanted = [...new Set([...built.outputs, ...built.gradients.values()])];
    const expected = evaluateGraph(built.graph, built.feeds, wanted);
    const actual = await compute(backend, frequency, built, wanted);
    for (const name of wanted) {
      expect(difference(actual.get(name)!, expected.get(name)!.data), name).toBeLessThanOrEqual(tolerance);
    }
  });
});

async function compute(
  backend: Backend,
  frequency: Frequency,
  { graph, feeds }: CaseGraph,
  wanted: readonly ValueName[],
): Promise<Map<ValueName, Float64Array>> {
  const arrayOf = (type: DataType, length: number) => allocate(backend.storageType(type), length);
  const session = await backend.create(graph, wanted, frequency);
  const fed = new Map<ValueName, TensorData>();
  for (const name of session.inputs) {
    const { type, data } = feeds.get(name)!;
    const array = arrayOf(type, data.length);
    copyInto(array, data);
    fed.set(name, array);
  }
  const fetches = new Map(
    wanted.map((name) => {
      const { type, shape } = graph.values.get(name)!;
      return [name, arrayOf(type, elementCount(shape))];
    }),
  );
  await session.run(fed, fetches);
  await session.release();
  return new Map(
    [...fetches].map(([name, array]) => {
      const copy = new Float64Array(array.length);
      copyInto(copy, array);
      return [name, copy];
    }),
  );
}

/** Largest difference, relative to the largest element (or to one, where all are smaller). */
function difference(actual: Float64Array, expected: Float64Array): number {
  let scale = 1;
  let largest = 0;
  actual.forEach((x, element) => {
    const y = expected[element];
    scale = Number.isFinite(y) ? Math.max(scale, Math.abs(y)) : scale;
    const error = Object.is(x, y) ? 0 : Math.abs(x - y);
    largest = Math.max(largest, Number.isNaN(error) ? Infinity : error);
  });
  return largest / scale;
}
