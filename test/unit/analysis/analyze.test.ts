import { describe, expect, it } from 'vitest';
import { analyze } from '../../../src/analysis/analyze';
import { createBuilder } from '../../../src/ops/registry';
import * as networks from '../../support/networks';
import { NetworkWriter } from '../../support/networkWriter';

/** One convolution of 3 → `channels` channels on 8×8; `names` sets every name that does not matter. */
function oneConvolution(names: string, channels = 4, activation = 'Relu') {
  const n = new NetworkWriter();
  const x = n.builder.addInput(names, { type: 'float32', shape: [1, 3, 8, 8] });
  return n.finish(`${names}Net`, x, () =>
    n.add(activation, [n.conv(`${names}Conv`, x, channels, { bias: true })]),
  );
}

describe('analyze', () => {
  it('counts parameters, buffers and multiply-accumulates', () => {
    const analysis = analyze(oneConvolution('a'));
    expect(analysis.parameters).toBe(4 * 3 * 9 + 4);
    expect(analysis.macs).toBe(4 * 3 * 9 * 64);
    expect(analysis.buffers).toBe(0);
    expect(analyze(networks.chain('P', [networks.preActivationBlock(8)])).buffers).toBe(4 * 8);
  });

  it('sums them up for every module', () => {
    const { modules, parameters, macs } = analyze(networks.resNet([2, 2]));
    const summary = (path: string) => modules.find((module) => module.path === path)!;
    expect(summary('')).toMatchObject({ parameters, macs, outputShapes: [[1, 10]] });
    expect(summary('layer2.0.downsample')).toMatchObject({ parameters: 8 * 16 + 32, macs: 8 * 16 * 64 });
    expect(summary('layer2.0.downsample').inputShapes).toEqual([[1, 8, 16, 16]]);
    const inside = ['layer1.0', 'layer1.1'].map(summary);
    expect(summary('layer1').parameters).toBe(inside[0].parameters + inside[1].parameters);
    expect(summary('layer1').macs).toBe(inside[0].macs + inside[1].macs);
    expect(summary('layer1.0.relu').calls).toHaveLength(2);
  });

  it('counts a shared parameter once', () => {
    const builder = createBuilder();
    const x = builder.addInput('x', { type: 'float32', shape: [2, 4] });
    const weight = builder.addParameter('a.weight', { type: 'float32', shape: [4, 4] }, true);
    const frozen = builder.addParameter('scale', { type: 'float32', shape: [4] }, false);
    for (const path of ['', 'a', 'b']) {
      const parameters = path === '' ? [frozen] : [weight];
      builder.addModule({
        path,
        type: 'Linear',
        isUserDefined: false,
        description: '',
        parameters,
        buffers: [],
      });
    }
    const output = builder.add('MatMul', [builder.add('MatMul', [x, weight]), weight]);
    const { parameters, modules } = analyze(builder.finish([output]));
    expect(parameters).toBe(16);
    expect(modules.map((module) => module.parameters)).toEqual([16, 16, 16]);
  });

  it('leaves out what is not part of the network', () => {
    const builder = createBuilder();
    const x = builder.addInput('x', { type: 'float32', shape: [2, 4] });
    const weight = builder.addParameter('weight', { type: 'float32', shape: [4, 4] }, true);
    const output = builder.add('MatMul', [x, weight]);
    const forward = analyze(builder.finish([output]));
    builder.origin = { stage: 'backward', call: 0, spans: [] };
    builder.add('Add', [builder.add('MatMul', [output, weight]), output]);
    expect(analyze(builder.finish([output]))).toEqual(forward);
  });

  it('hashes structure, not names', () => {
    const hash = analyze(oneConvolution('a')).hash;
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(analyze(oneConvolution('other')).hash).toBe(hash);
    expect(analyze(oneConvolution('a', 5)).hash).not.toBe(hash);
    expect(analyze(oneConvolution('a', 4, 'Sigmoid')).hash).not.toBe(hash);
  });

  it('hashes wiring', () => {
    const hashes = [0, 1].map((choice) => {
      const builder = createBuilder();
      const x = builder.addInput('x', { type: 'float32', shape: [4] });
      const a = builder.add('Relu', [x]);
      const b = builder.add('Relu', [a]);
      return analyze(builder.finish([builder.add('Sub', choice === 0 ? [a, b] : [b, a])])).hash;
    });
    expect(hashes[0]).not.toBe(hashes[1]);
  });

  it('finds runs of equal modules', () => {
    expect(analyze(networks.resNet([3, 3])).repeats).toEqual([
      { modules: ['layer1.0', 'layer1.1', 'layer1.2'], type: 'BasicBlock' },
      { modules: ['layer2.1', 'layer2.2'], type: 'BasicBlock' },
    ]);
  });

  it('is plain data', () => {
    const analysis = analyze(networks.resNet([1, 1]));
    expect(JSON.parse(JSON.stringify(analysis))).toEqual(analysis);
  });
});
