import { describe, expect, it } from 'vitest';
import type { Graph } from '../../../../src/graph/graph';
import { tensor, type Tensor } from '../../../../src/graph/tensor';
import { evaluateGraph } from '../../../../src/ops/evaluateGraph';
import { header, operatorsOf, useTracer } from '../../../support/tracing';

const { trace, traced } = useTracer();

const net = (layer: string) => `${header}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = ${layer}
    def forward(self, x):
        return self.layer(x)
`;
const inputs = [{ type: 'float32' as const, shape: [2, 1, 2, 2] }];

/** Contents that the buffers have after a run. */
function nextBuffers(graph: Graph, content: Record<string, number[]>): Record<string, number[]> {
  const feeds = new Map<string, Tensor>(
    Object.entries(content).map(([name, data]) => {
      const { type, shape } = graph.values.get(name)!;
      return [name, tensor(type, shape, data)];
    }),
  );
  const next = evaluateGraph(graph, feeds, [...graph.bufferUpdates.values()]);
  return Object.fromEntries(
    [...graph.bufferUpdates].map(([name, value]) => [name, [...next.get(value)!.data]]),
  );
}

const data = {
  x: [1, 2, 3, 4, 5, 6, 7, 12],
  'layer.weight': [1],
  'layer.bias': [0],
  'layer.running_mean': [1],
  'layer.running_var': [2],
  'layer.num_batches_tracked': [3],
};
// Of x: mean 5, biased variance 10.5, unbiased 12.
const mean = 5;
const unbiased = 12;

describe('training mode', () => {
  it('moves the running statistics as PyTorch does, with the unbiased variance', async () => {
    const { graph } = await traced(net('nn.BatchNorm2d(1, momentum=0.25)'), { mode: 'training', inputs });
    const next = nextBuffers(graph, data);
    expect(next['layer.running_mean'][0]).toBeCloseTo(0.75 * 1 + 0.25 * mean, 6);
    expect(next['layer.running_var'][0]).toBeCloseTo(0.75 * 2 + 0.25 * unbiased, 6);
    expect(next['layer.num_batches_tracked']).toEqual([4]);
    expect(
      graph.nodes.filter(({ origin }) => origin.stage === 'forward').map(({ operator }) => operator),
    ).toEqual(['BatchNormalization']);
  });

  it.each(['BatchNorm2d(1)', 'InstanceNorm2d(1, track_running_stats=True)'])(
    'moves them in double precision too: %s',
    async (layer) => {
      const { graph } = await traced(net(`nn.${layer}.double()`), {
        mode: 'training',
        inputs: [{ type: 'float64', shape: [2, 1, 2, 2] }],
      });
      expect(graph.values.get(graph.bufferUpdates.get('layer.running_var')!)!.type).toBe('float64');
    },
  );

  it('averages all batches without momentum', async () => {
    const { graph } = await traced(net('nn.BatchNorm2d(1, momentum=None)'), { mode: 'training', inputs });
    const next = nextBuffers(graph, data);
    expect(next['layer.running_mean'][0]).toBeCloseTo(1 + (mean - 1) / 4, 6);
    expect(next['layer.running_var'][0]).toBeCloseTo(2 + (unbiased - 2) / 4, 6);
  });

  it('moves the statistics twice where a layer is called twice', async () => {
    const source = net('nn.BatchNorm2d(1, momentum=0.25)').replace(
      'self.layer(x)',
      'self.layer(x) + self.layer(x)',
    );
    const { graph } = await traced(source, { mode: 'training', inputs });
    const next = nextBuffers(graph, data);
    expect(next['layer.running_mean'][0]).toBeCloseTo(0.75 * (0.75 + 0.25 * mean) + 0.25 * mean, 6);
    expect(next['layer.num_batches_tracked']).toEqual([5]);
  });

  it('uses the running statistics in evaluation, and the batch where there are none', async () => {
    const evaluation = await traced(net('nn.BatchNorm2d(1)'), { inputs });
    expect(evaluation.graph.bufferUpdates.size).toBe(0);
    expect(evaluation.graph.nodes[0].attributes.training_mode).toBeUndefined();
    const untracked = await traced(net('nn.BatchNorm2d(1, track_running_stats=False)'), { inputs });
    expect(untracked.graph.nodes[0].attributes.training_mode).toEqual({ kind: 'int', value: 1 });
    expect(untracked.graph.bufferUpdates.size).toBe(0);
  });

  it('refuses a batch of one value per channel, as PyTorch does', async () => {
    const { diagnostics } = await trace(net('nn.BatchNorm2d(1)'), {
      mode: 'training',
      inputs: [{ type: 'float32', shape: [1, 1, 1, 1] }],
    });
    expect(diagnostics[0].message).toContain('Expected more than 1 value per channel when training');
  });

  it('has dropout and the indices of max pooling in training only', async () => {
    const source = net('nn.Sequential(nn.Dropout(0.25), nn.MaxPool2d(2), nn.Dropout2d(0.5))');
    const evaluation = await traced(source, { inputs });
    expect(operatorsOf(evaluation.graph)).toEqual(['MaxPool']);
    expect(evaluation.graph.nodes[0].outputs).toHaveLength(1);
    const training = await traced(source, { inputs, mode: 'training' });
    expect(training.graph.nodes.map(({ operator, outputs }) => [operator, outputs.length])).toEqual([
      ['Dropout', 2],
      ['MaxPool', 2],
      ['Dropout', 2],
      ['Mul', 1],
    ]);
  });

  it('keeps what the model sets for itself', async () => {
    const source = net('nn.Dropout(0.5)').replace('return', 'self.layer.eval(); return');
    expect(operatorsOf((await traced(source, { inputs, mode: 'training' })).graph)).toEqual([]);
  });
});
