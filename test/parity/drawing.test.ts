import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { withRandomInputs } from '../../src/autodiff/randomInputs';
import { openNative } from '../../src/engine/backends/native';
import { initializeState } from '../../src/engine/initialize';
import { fillIntegers } from '../../src/engine/random/integers';
import { fillNormal } from '../../src/engine/random/normal';
import { Generator } from '../../src/engine/random/generator';
import { RandomInputs } from '../../src/engine/randomInputs';
import { allocate } from '../../src/engine/tensorData';
import { elementCount } from '../../src/graph/shape';
import { valueOf } from '../../src/graph/graph';
import { useTracer } from '../support/tracing';

/** What `drawing.py` writes. */
const golden = JSON.parse(fs.readFileSync(path.join(import.meta.dirname, 'golden/drawing.json'), 'utf8')) as {
  readonly torch: string;
  readonly models: Record<
    string,
    {
      readonly shape: readonly number[];
      readonly runs: readonly (readonly (readonly number[])[])[];
      /** Whole numbers that show where the generator stands in the end. */
      readonly after: readonly number[];
    }
  >;
};

const file = path.join(import.meta.dirname, 'models/drawing.py');
const source = fs.readFileSync(file, 'utf8');
const { traced } = useTracer();

describe(`models that draw while they run, against PyTorch ${golden.torch}`, () => {
  it.each(Object.entries(golden.models))('%s', async (name, { shape, runs, after }) => {
    const trace = await traced(source, {
      name,
      mode: 'training',
      inputs: [{ type: 'float32', shape: [...shape] }],
    });
    const backend = await openNative();
    const generator = new Generator(0);
    const state = initializeState(trace.graph, trace.initialization, generator);
    const { graph, randomInputs } = withRandomInputs(trace.graph);
    const random = new RandomInputs(generator, randomInputs, (type) => backend.storageType(type));
    const input = new Float32Array(elementCount(shape));
    fillNormal(new Generator(1), input);
    const session = await backend.create(graph, graph.outputs, 'once');
    const outputs = graph.outputs.map((output) => {
      const value = valueOf(graph, output);
      return [output, allocate(value.type, elementCount(value.shape))] as const;
    });
    for (const expected of runs) {
      random.advance();
      await session.run(new Map([...state, ...random.feeds, [graph.inputs[0], input]]), new Map(outputs));
      expect(outputs).toHaveLength(expected.length);
      outputs.forEach(([, data], index) => {
        const actual = Array.from(data, Number);
        expect(actual).toHaveLength(expected[index].length);
        const worst = Math.max(...actual.map((element, place) => Math.abs(element - expected[index][place])));
        expect(worst, `output ${index}`).toBeLessThan(1e-5);
      });
    }
    await session.release();
    const integers = new Array<number>(4).fill(0);
    fillIntegers(generator, integers, 0, 1000);
    expect(integers).toEqual(after);
  });
});
