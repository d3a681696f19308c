import { describe, expect, it } from 'vitest';
import { header, useTracer } from '../../../support/tracing';

const { traceAll } = useTracer();

const net = (layers: string, parameters: string, body: string, signature = '') => `${header}
from einops import rearrange
from einops.layers.torch import Rearrange
class Net(nn.Module):
    def __init__(self${signature}):
        super().__init__()
        ${layers.replaceAll('\n', '\n        ')}
    def forward(self, ${parameters}):
        ${body.replaceAll('\n', '\n        ')}
`;

describe('the axes of an input nobody described follow from', () => {
  it.each([
    [
      'a pattern that cuts a picture into patches',
      'self.embed = nn.Linear(3 * 8 * 8, 16)',
      'x',
      'x = rearrange(x, "b c (h p) (w q) -> b (h w) (p q c)", p=8, q=8)\nreturn self.embed(x)',
      ', image_size=64',
      ['1x3x64x64'],
    ],
    [
      'a layer with such a pattern',
      'self.embed = nn.Sequential(Rearrange("b c (h p) (w q) -> b (h w) (p q c)", p=8, q=8), nn.Linear(192, 16))',
      'x',
      'return self.embed(x)',
      ', image_size=32',
      ['1x3x32x32'],
    ],
    [
      'an einsum',
      'self.weight = nn.Parameter(torch.ones(6, 5))',
      'x',
      'return torch.einsum("b n d, e d -> b n e", x, self.weight)',
      '',
      ['1x128x5'],
    ],
    [
      'a permutation',
      'self.conv = nn.Linear(5, 5)',
      'x',
      'return self.conv(x.permute(0, 2, 3, 1))',
      '',
      ['1x5x32x32'],
    ],
    [
      'a demand',
      'self.linear = nn.Linear(5, 2)',
      'x',
      'assert x.dim() == 3, "batch first"\nreturn self.linear(x)',
      '',
      ['1x128x5'],
    ],
    [
      'a function inside of forward',
      'self.conv = nn.Conv2d(4, 8, 3)',
      'x',
      'def stem(y):\n    return self.conv(y)\nreturn stem(x)',
      ', image_size=16',
      ['1x4x16x16'],
    ],
    [
      'layers in a comprehension',
      'self.convs = nn.ModuleList([nn.Conv2d(4, 8, 3), nn.Conv2d(4, 8, 3)])',
      'x',
      'return torch.cat([conv(x) for conv in self.convs], 1)',
      ', image_size=16',
      ['1x4x16x16'],
    ],
    [
      'layers that map calls',
      'self.convs = nn.ModuleList([nn.Conv2d(4, 8, 3)])',
      'x',
      'return torch.cat(tuple(map(lambda conv: conv(x), self.convs)), 1)',
      ', image_size=16',
      ['1x4x16x16'],
    ],
    [
      'pairs of layers',
      'self.layers = nn.ModuleList([nn.ModuleList([nn.Conv2d(4, 8, 3), nn.Conv2d(8, 8, 3)])])',
      'x',
      'for first, second in self.layers:\n    x = second(first(x))\nreturn x',
      ', image_size=16',
      ['1x4x16x16'],
    ],
    [
      'names of queries, keys and values',
      'self.scale = 8',
      'q, k, v',
      'return torch.matmul((torch.matmul(q / self.scale, k.transpose(2, 3))).softmax(-1), v)',
      '',
      ['1x8x128x64', '1x8x128x64', '1x8x128x64'],
    ],
    [
      'the matrix of a graph',
      'self.weight = nn.Parameter(torch.ones(12, 4))',
      'x, adj',
      'return torch.mm(adj, torch.mm(x, self.weight))',
      '',
      ['128x12', '128x128'],
    ],
  ])('%s', async (_, layers, parameters, body, signature, expected) => {
    const { trace, inputs, diagnostics } = await traceAll(net(layers, parameters, body, signature));
    expect(trace?.complete).toBe(true);
    expect(inputs.map(({ shape }) => shape.join('x'))).toEqual(expected);
    expect(diagnostics.map(({ severity, code }) => `${severity} ${code}`)).toContain('information input');
  });
});
