import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { withFullRankScalars } from '../../../../src/engine/backends/lowering/fullRankScalars';
import { encodeModel } from '../../../../src/frontends/onnx/encode';
import type { Graph } from '../../../../src/graph/graph';
import type { Shape } from '../../../../src/graph/shape';
import { createBuilder } from '../../../../src/ops/registry';

/** (x − s)·s with s an input without axes. */
function scaled(shape: Shape): Graph {
  const builder = createBuilder();
  const x = builder.addInput('x', { type: 'float32', shape });
  const scalar = builder.addInput('s', { type: 'float32', shape: [] });
  const difference = builder.add('Sub', [x, scalar]);
  return builder.finish([builder.add('Mul', [scalar, difference])]);
}

describe('scalars that meet a tensor whose last axis is 1 long', () => {
  it('have as many axes as it, and are reshaped once', async () => {
    const graph = withFullRankScalars(scaled([3, 2, 1, 1]));
    expect(graph.nodes.map(({ operator }) => operator)).toEqual(['Reshape', 'Sub', 'Mul', 'Identity']);
    expect(graph.nodes.map(({ inputs }) => graph.values.get(inputs[0])?.shape.length)).toEqual([0, 4, 4, 4]);
    const session = await InferenceSession.create(encodeModel(graph), { logSeverityLevel: 3 });
    const results = await session.run({
      x: new Tensor('float32', [1, 2, 3, 4, 5, 6], [3, 2, 1, 1]),
      s: new Tensor('float32', [3], []),
    });
    await session.release();
    const result = results[graph.outputs[0]];
    expect([result.dims, Array.from(result.data as Float32Array)]).toEqual([
      [3, 2, 1, 1],
      [-6, -3, 0, 3, 6, 9],
    ]);
  });

  it('stay as they are beside other tensors', () => {
    expect(withFullRankScalars(scaled([3, 2])).nodes).toHaveLength(2);
  });
});
