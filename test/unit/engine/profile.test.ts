import { describe, expect, it } from 'vitest';
import { openNative } from '../../../src/engine/backends/native';
import { openReference } from '../../../src/engine/backends/reference';
import { buildProfile, warmUpSteps } from '../../../src/engine/profile';
import { profileText } from '../../../src/cli/profileText';
import { createBuilder } from '../../../src/ops/registry';

function twoModules() {
  const builder = createBuilder();
  const x = builder.addInput('x', { type: 'float32', shape: [64, 64] });
  const outer = builder.addCall({ module: '', parent: undefined, spans: [], inputs: [] });
  const inner = builder.addCall({ module: 'layer', parent: outer, spans: [], inputs: [] });
  builder.origin = { stage: 'forward', call: inner, spans: [] };
  const y = builder.add('MatMul', [x, x]);
  builder.origin = { stage: 'backward', call: outer, spans: [] };
  const z = builder.add('Tanh', [y]);
  return { x, z, graph: builder.finish([z]) };
}

describe('the profile of a graph', () => {
  it('times every node at every run on the native engine', async () => {
    const { x, z, graph } = twoModules();
    const backend = await openNative({ threads: 1 });
    const session = await backend.profile!(graph, [z]);
    const feeds = new Map([[x, new Float32Array(4096).fill(0.01)]]);
    const result = new Float32Array(4096);
    for (let run = 0; run < 3 + warmUpSteps; run++) {
      await session.run(feeds, new Map([[z, result]]));
    }
    expect(result[0]).toBeCloseTo(Math.tanh(64 * 0.01 * 0.01), 6);
    const times = await session.finish();
    expect(times.map(({ operator, node }) => [operator, node?.origin.stage])).toEqual([
      ['MatMul', 'forward'],
      ['Tanh', 'backward'],
    ]);
    for (const { milliseconds } of times) {
      expect(milliseconds).toHaveLength(3 + warmUpSteps);
      expect(milliseconds.every((time) => time >= 0)).toBe(true);
    }
  });

  it('is kept by the native engine alone', async () => {
    expect((await openReference()).profile).toBeUndefined();
  });

  it('sums by module, stage and operator, without the runs that warm up', () => {
    const { graph } = twoModules();
    const [matmul, tanh] = graph.nodes;
    const warmUp = new Array<number>(warmUpSteps).fill(1000);
    const profile = buildProfile(
      [
        { node: tanh, operator: 'Tanh', milliseconds: [...warmUp, 1, 2, 9] },
        { node: matmul, operator: 'MatMul', milliseconds: [...warmUp, 3, 4, 5] },
        { node: matmul, operator: 'MatMul', milliseconds: [...warmUp, 1, 1, 1] },
        { node: undefined, operator: 'Fused', milliseconds: [...warmUp, 0.5, 0.5, 0.5] },
      ],
      graph,
      [...warmUp, 10, 11, 12],
    );
    expect(profile).toEqual({
      steps: 3,
      milliseconds: 11,
      entries: [
        { module: 'layer', stage: 'forward', operator: 'MatMul', count: 2, milliseconds: 5 },
        { module: '', stage: 'backward', operator: 'Tanh', count: 1, milliseconds: 2 },
        { module: undefined, stage: undefined, operator: 'Fused', count: 1, milliseconds: 0.5 },
      ],
    });
    const text = profileText(profile);
    expect(text).toContain('11.0 ms a step (median of 3), of which 7.5 ms in nodes');
    expect(text).toMatch(/^MatMul +2 +5\.00 +66\.7 %$/mu);
    expect(text).toMatch(/^\(runtime\) +1 +0\.50 +6\.7 %$/mu);
    expect(text).toMatch(/^layer +2 +5\.00/mu);
  });
});
