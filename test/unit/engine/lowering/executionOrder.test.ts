import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { inExecutionOrder } from '../../../../src/engine/backends/lowering/executionOrder';
import { encodeModel } from '../../../../src/frontends/onnx/encode';
import type { Graph } from '../../../../src/graph/graph';
import { createBuilder } from '../../../../src/ops/registry';

/** A chain of three nodes, and a reader of each that was added after the chain. */
function chainWithReaders(): Graph {
  const builder = createBuilder();
  const x = builder.addInput('x', { type: 'float32', shape: [4] });
  const chain = [x];
  for (const operator of ['Exp', 'Tanh', 'Sin']) {
    chain.push(builder.add(operator, [chain.at(-1)!]));
  }
  builder.origin = { stage: 'probe', call: 0, spans: [] };
  const readers = chain.slice(1).map((value) => builder.add('ReduceMax', [builder.add('Abs', [value])]));
  return builder.finish([chain.at(-1)!, ...readers]);
}

const expected = ['Exp', 'Abs', 'ReduceMax', 'Tanh', 'Abs_2', 'ReduceMax_2', 'Sin', 'Abs_3', 'ReduceMax_3'];

it('lets what reads a value come right after what makes it', () => {
  expect(inExecutionOrder(chainWithReaders()).nodes.map(({ name }) => name)).toEqual(expected);
});

it('is how onnxruntime runs the nodes of a file that lists them in reverse', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'skipline-order-'));
  try {
    const model = encodeModel(inExecutionOrder(chainWithReaders()), { isReversed: true });
    const session = await InferenceSession.create(model, {
      enableProfiling: true,
      profileFilePrefix: path.join(folder, 'profile'),
      logSeverityLevel: 3,
    });
    await session.run({ x: new Tensor('float32', new Float32Array(4), [4]) });
    session.endProfiling();
    await session.release();
    const file = path.join(folder, readdirSync(folder)[0]);
    const events = JSON.parse(readFileSync(file, 'utf8')) as { cat: string; name: string }[];
    const run = events.filter(({ cat, name }) => cat === 'Node' && name.endsWith('_kernel_time'));
    expect(run.map(({ name }) => name.replace('_kernel_time', ''))).toEqual(expected);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
