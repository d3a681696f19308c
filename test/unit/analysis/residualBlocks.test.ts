import { describe, expect, it } from 'vitest';
import { analyze } from '../../../src/analysis/analyze';
import type { Graph } from '../../../src/graph/graph';
import * as networks from '../../support/networks';
import type { NetworkWriter } from '../../support/networkWriter';

const blocksOf = (graph: Graph) => analyze(graph).residualBlocks;
const kindsOf = (graph: Graph) => blocksOf(graph).map(({ kind }) => kind);
const equationsOf = (graph: Graph) => blocksOf(graph).map(({ equation }) => equation);
const count = (kinds: readonly string[], kind: string) => kinds.filter((each) => each === kind).length;

describe('ResNets', () => {
  it.each([
    ['18', 'basic', [2, 2, 2, 2], 8, 3],
    ['34', 'basic', [3, 4, 6, 3], 16, 3],
    ['50', 'bottleneck', [3, 4, 6, 3], 16, 4],
    ['101', 'bottleneck', [3, 4, 23, 3], 33, 4],
    ['152', 'bottleneck', [3, 8, 36, 3], 50, 4],
  ] as const)('of depth %s have their blocks and projections', (_, kind, depths, blocks, projections) => {
    const kinds = kindsOf(networks.resNet(depths, kind));
    expect(kinds).toHaveLength(blocks);
    expect(count(kinds, 'projection')).toBe(projections);
    expect(count(kinds, 'identity')).toBe(blocks - projections);
  });

  it('say which modules are branch and shortcut', () => {
    const [first, , third] = blocksOf(networks.resNet([2, 2]));
    expect(first).toMatchObject({
      path: 'layer1.0',
      module: 'layer1.0',
      kind: 'identity',
      stream: 0,
      index: 0,
    });
    expect(first.shortcut).toMatchObject({ nodes: [], modules: [], value: first.fork, mergeInput: 1 });
    expect(third.branch.modules).toEqual(
      ['conv1', 'bn1', 'relu', 'conv2', 'bn2'].map((name) => `layer2.0.${name}`),
    );
    expect(third.branch).toMatchObject({ mergeInput: 0, value: 'layer2.0.bn2/BatchNormalization' });
    expect(third.shortcut.modules).toEqual(['layer2.0.downsample']);
    expect(third.source?.line).toBeGreaterThan(0);
  });

  it('are one stream with an equation for each block', () => {
    const { streams, residualBlocks } = analyze(networks.resNet([2, 2]));
    expect(streams).toEqual([{ blocks: ['layer1.0', 'layer1.1', 'layer2.0', 'layer2.1'], paths: '16' }]);
    expect(residualBlocks.map(({ equation }) => equation)).toEqual([
      'z₁ = ReLU(F₁(z₀) + z₀)',
      'z₂ = ReLU(F₂(z₁) + z₁)',
      'z₃ = ReLU(F₃(z₂) + W₃z₂)',
      'z₄ = ReLU(F₄(z₃) + z₃)',
    ]);
  });

  it('with option A pad their shortcut', () => {
    expect(equationsOf(networks.chain('A', [networks.padBlock(16)]))).toEqual([
      'z₁ = ReLU(F₁(z₀) + pad(z₀))',
    ]);
    expect(kindsOf(networks.chain('A', [networks.padBlock(16)]))).toEqual(['pad']);
  });

  it('with a pooled shortcut say so', () => {
    expect(equationsOf(networks.chain('P', [networks.poolBlock]))).toEqual(['z₁ = F₁(z₀) + pool(z₀)']);
  });

  it('with pre-activation project what batch normalisation and ReLU made', () => {
    const blocks = blocksOf(networks.chain('Pre', [8, 16, 16].map(networks.preActivationBlock)));
    expect(blocks.map(({ kind }) => kind)).toEqual(['identity', 'projection', 'identity']);
    expect(blocks[1].equation).toBe('z₂ = F₂(ẑ₁) + W₂ẑ₁, ẑ₁ = ReLU(BN(z₁))');
    expect(blocks[1].fork).toBe('blocks.1.relu1/Relu');
    expect(new Set(blocks.map(({ stream }) => stream)).size).toBe(1);
  });

  it('with a global shortcut hold a stream inside another block', () => {
    const { streams, residualBlocks } = analyze(networks.nestedResiduals(3));
    expect(streams.map(({ blocks }) => blocks)).toEqual([['body.0', 'body.1', 'body.2'], ['']]);
    expect(residualBlocks.at(-1)!.branch.modules).toEqual(['body.0', 'body.1', 'body.2', 'fuse']);
  });

  it('count paths beyond what a double holds', () => {
    const graph = networks.chain('Deep', new Array(64).fill(networks.preActivationBlock(8)));
    expect(analyze(graph).streams[0].paths).toBe('18446744073709551616');
  });
});

describe('gates', () => {
  it('of squeeze-and-excitation are blocks inside the branch of a residual block', () => {
    const blocks = blocksOf(networks.chain('SE', [networks.squeezeExciteBlock]));
    expect(blocks.map(({ path, kind, equation }) => ({ path, kind, equation }))).toEqual([
      { path: 'blocks.0.se', kind: 'gate', equation: 'z₁ = T₁(z₀) ⊙ z₀' },
      { path: 'blocks.0', kind: 'identity', equation: 'z₁ = ReLU(F₁(z₀) + z₀)' },
    ]);
    expect(blocks[1].branch.nodes).toContain(blocks[0].merge);
  });

  it('between residual blocks leave their stream alone', () => {
    const gate = (n: NetworkWriter, x: string) => n.add('Mul', [x, n.add('Sigmoid', [n.conv('gate', x, 8)])]);
    const residual = networks.preActivationBlock(8);
    const { residualBlocks, streams } = analyze(networks.chain('Mixed', [residual, gate, residual]));
    expect(residualBlocks.map(({ equation }) => equation)).toEqual([
      'z₁ = F₁(z₀) + z₀',
      'z₁ = T₁(z₀) ⊙ z₀',
      'z₂ = F₂(ẑ₁) + ẑ₁, ẑ₁ = G(z₁)',
    ]);
    expect(streams.map(({ blocks }) => blocks)).toEqual([['blocks.0', 'blocks.2'], ['blocks.1']]);
  });

  it('of Highway layers make one block of both products', () => {
    expect(
      equationsOf(networks.chain('Highway', [networks.highwayLayer, networks.highwayLayer], [4, 8])),
    ).toEqual(['z₁ = T₁(z₀) ⊙ F₁(z₀) + (1 − T₁(z₀)) ⊙ z₀', 'z₂ = T₂(z₁) ⊙ F₂(z₁) + (1 − T₂(z₁)) ⊙ z₁']);
  });
});

describe('concatenations', () => {
  it.each(['list', 'pairs'] as const)('of DenseNet (%s) are dense', (form) => {
    const { residualBlocks, streams } = analyze(networks.denseNet([4, 3], form));
    expect(residualBlocks.map(({ kind }) => kind)).toEqual(new Array(7).fill('dense'));
    expect(streams).toHaveLength(1);
    expect(residualBlocks.slice(0, 2).map(({ equation }) => equation)).toEqual([
      'z₁ = [z₀; F₁(z₀)]',
      'z₂ = [z₁; F₂(z₁)]',
    ]);
    expect(residualBlocks[4].equation).toBe('z₅ = [ẑ₄; F₅(ẑ₄)], ẑ₄ = G(z₄)');
  });

  it('of a U-Net nest', () => {
    const blocks = blocksOf(networks.uNet(3));
    expect(blocks.map(({ kind }) => kind)).toEqual(['concat', 'concat', 'concat']);
    expect(blocks.map(({ path }) => path)).toEqual(['', '#2', '#3']);
    expect(blocks[2].branch.nodes).toEqual(
      expect.arrayContaining([...blocks[0].branch.nodes, blocks[1].merge]),
    );
    expect(blocks[0].branch.modules).toEqual(['pool2', 'bottom', 'upconv2']);
  });
});

describe('Transformers', () => {
  it('have two identity blocks a layer, and none at the attention scores', () => {
    const graph = networks.chain('T', [networks.transformerLayer, networks.transformerLayer], [2, 4, 8]);
    expect(blocksOf(graph).map(({ path, kind }) => `${path} ${kind}`)).toEqual([
      'blocks.0 identity',
      'blocks.0#2 identity',
      'blocks.1 identity',
      'blocks.1#2 identity',
    ]);
    expect(analyze(graph).streams).toHaveLength(1);
  });

  it('with parallel branches add both to one shortcut', () => {
    expect(equationsOf(networks.chain('P', [networks.parallelLayer], [2, 4, 8]))).toEqual([
      'z₁ = F₁(z₀) + z₀',
      'z₂ = F₂(z₀) + z₁',
    ]);
  });
});

describe('what is no residual block', () => {
  it.each([
    ['VGG', networks.vgg()],
    ['Inception', networks.chain('I', [networks.inceptionLayer])],
    ['a sum of two projections', chainOf((n, x) => n.add('Add', [n.conv('a', x, 8), n.conv('b', x, 8)]))],
    ['a bias', chainOf((n, x) => n.add('Add', [x, n.parameter('blocks.0.bias', 1, 8, 1, 1)]))],
    [
      'GELU written out',
      chainOf((n, x) => {
        const cubed = n.add('Mul', [
          n.add('Mul', [n.add('Mul', [x, x]), x]),
          n.builder.scalar('float32', 0.044715),
        ]);
        return n.add('Mul', [x, n.add('Tanh', [n.add('Add', [x, cubed])])]);
      }),
    ],
    ['SiLU', chainOf((n, x) => n.add('Mul', [n.add('Sigmoid', [x]), x]))],
    ['a normalisation written out', chainOf((n, x) => n.add('Sub', [x, n.add('ReduceMean', [x])]))],
    ['twice the same', chainOf((n, x) => n.add('Add', [x, x]))],
  ])('%s', (_, graph) => {
    expect(blocksOf(graph)).toEqual([]);
  });
});

describe('conditioned blocks', () => {
  it('are found though their branch depends on another input', () => {
    const [block, ...others] = blocksOf(networks.conditioned());
    expect(others).toEqual([]);
    expect(block).toMatchObject({ path: 'block', kind: 'identity', fork: 'relu/Relu' });
    expect(block.branch.modules).toEqual(['block.conv1', 'block.relu', 'block.conv2']);
  });
});

describe('other forms', () => {
  it('a branch that is subtracted', () => {
    expect(equationsOf(chainOf((n, x) => n.add('Sub', [x, n.conv('noise', x, 8)])))).toEqual([
      'z₁ = z₀ − F₁(z₀)',
    ]);
  });

  it('a linear branch around a normalised shortcut, as RepVGG trains it', () => {
    expect(
      kindsOf(chainOf((n, x) => n.add('Add', [n.conv('dense', x, 8), n.batchNorm('identity', x)]))),
    ).toEqual(['projection']);
  });

  it('an identity module on the shortcut', () => {
    const [block] = blocksOf(
      chainOf((n, x) =>
        n.add('Add', [n.conv('conv', x, 8), n.operator('shortcut', 'Identity', 'Identity', x)]),
      ),
    );
    expect(block).toMatchObject({ kind: 'identity', equation: 'z₁ = F₁(z₀) + z₀' });
  });

  it('half of the channels passed on, as in ShuffleNet', () => {
    const graph = chainOf((n, x) => {
      const [left, right] = n.builder.addNode({
        operator: 'Split',
        inputs: [x],
        attributes: { axis: { kind: 'int', value: 1 }, num_outputs: { kind: 'int', value: 2 } },
        outputCount: 2,
      });
      return n.concat([left, n.relu('relu', n.conv('conv', right, 4))]);
    });
    expect(equationsOf(graph)).toEqual(['z₁ = [S₁(z₀); F₁(z₀)]']);
  });
});

function chainOf(layer: (n: NetworkWriter, x: string) => string): Graph {
  return networks.chain('Block', [layer]);
}
