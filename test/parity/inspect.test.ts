import { describe, expect, it } from 'vitest';
import type { ResidualBlock } from '../../src/analysis/analysis';
import { sampleFile, skiplineJson } from '../support/commandLine';
import { torchvisionFile } from '../support/torchvision';

interface Inspection {
  readonly model: string;
  readonly parameters: number;
  readonly macs: number;
  readonly outputs: readonly { readonly shape: readonly number[] }[];
  readonly residualBlocks: readonly Pick<ResidualBlock, 'path' | 'kind' | 'equation'>[];
}

/** Parameters, GMACs (torchvision's own metadata), residual blocks and how many of them are projections. */
const torchvisionNetworks = [
  ['resnet18', 11_689_512, 1.814, 8, 3],
  ['resnet34', 21_797_672, 3.664, 16, 3],
  ['resnet50', 25_557_032, 4.089, 16, 4],
  ['resnet101', 44_549_160, 7.801, 33, 4],
  ['resnet152', 60_192_808, 11.514, 50, 4],
] as const;

describe('skipline inspect', () => {
  const resnet = torchvisionFile('models/resnet.py');

  it.skipIf(resnet === undefined).each(torchvisionNetworks)(
    "torchvision's %s: %d parameters, %d GMACs, %d blocks of which %d projections",
    async (name, parameters, gigaMacs, blocks, projections) => {
      const network = await skiplineJson<Inspection>(
        'inspect',
        `${resnet!}:${name}`,
        '--input',
        '1x3x224x224',
      );
      expect(network.parameters).toBe(parameters);
      expect(network.macs / 1e9 / gigaMacs).toBeGreaterThan(0.99);
      expect(network.macs / 1e9 / gigaMacs).toBeLessThan(1.01);
      expect(network.outputs.map(({ shape }) => shape)).toEqual([[1, 1000]]);
      expect(network.residualBlocks).toHaveLength(blocks);
      expect(network.residualBlocks.filter(({ kind }) => kind === 'projection')).toHaveLength(projections);
      expect(network.residualBlocks.filter(({ kind }) => kind === 'identity')).toHaveLength(
        blocks - projections,
      );
    },
  );

  // He et al. 2016, table 6: exact counts of the networks for CIFAR-10 with option A.
  it.each([
    [20, 269_722],
    [32, 464_154],
    [44, 658_586],
    [56, 853_018],
    [110, 1_727_962],
  ])('the sample at depth %d with option A: %d parameters', async (depth, parameters) => {
    const network = await skiplineJson<Inspection>(
      'inspect',
      sampleFile,
      '--kwargs',
      JSON.stringify({ depth }),
    );
    expect(network.parameters).toBe(parameters);
    expect(network.outputs[0].shape).toEqual([1, 10]);
    expect(network.residualBlocks).toHaveLength((depth - 2) / 2);
    expect(network.residualBlocks.filter(({ kind }) => kind === 'pad')).toHaveLength(2);
  });

  it('the sample with option B has two projections', async () => {
    const network = await skiplineJson<Inspection>('inspect', sampleFile, '--kwargs', '{"option": "B"}');
    expect(
      network.residualBlocks.map(({ kind }) => kind).filter((kind) => kind === 'projection'),
    ).toHaveLength(2);
    expect(network.residualBlocks[0].equation).toBe('z₁ = ReLU(F₁(z₀) + z₀)');
  });
});
