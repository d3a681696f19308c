import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { pythonPaths } from '../../../support/torchvision';
import { header, operatorsOf, outputShape, useTracer } from '../../../support/tracing';

const { trace, traced } = useTracer();

/** Written by test/parity/einopsPatterns.py with einops itself. */
const golden = fs.readFileSync(
  path.resolve(import.meta.dirname, '../../../parity/golden/einops.json'),
  'utf8',
);

const net = (body: string, before = '', construct = '') => `${header}import einops
from einops import rearrange, reduce, repeat, einsum, pack, unpack
from einops.layers.torch import Rearrange, Reduce, EinMix
${before}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(4, 4)
        ${construct}
    def forward(self, x):
        ${body}
`;

const comparison = (make: string) => `
import json, math
import numpy as np
def counted(shape):
    return ${make}
def plain(value):
    if hasattr(value, 'shape'):
        return {'shape': list(value.shape), 'elements': value.reshape(-1).tolist()}
    return value if isinstance(value, dict) else [plain(item) for item in value]
def answer(name, shape, pattern, settings):
    if name == 'pack':
        packed, shapes = pack([counted(item) for item in shape], pattern)
        return [plain(packed), [list(item) for item in shapes]]
    if name == 'unpack':
        return plain(unpack(counted(shape), settings['shapes'], pattern))
    if name in ('rearrange', 'repeat', 'parse_shape'):
        return plain(getattr(einops, name)(counted(shape), pattern, **settings))
    return plain(reduce(counted(shape), pattern, name, **settings))
for case in json.loads(${JSON.stringify(JSON.stringify(JSON.parse(golden)))}):
    wanted = case.pop('value')
    try:
        found = answer(**case)
    except (einops.EinopsError, RuntimeError) as error:
        found = 'refused'
    assert found == wanted, f'{case} gives {found}, not {wanted}'
`;

const arrays = 'np.arange(math.prod(shape), dtype=np.float64).reshape(shape)';
const tensors = 'torch.arange(math.prod(shape), dtype=torch.float64).reshape(shape)';
const installed = pythonPaths().find((folder) => fs.existsSync(path.join(folder, 'einops/__init__.py')));

describe('the stand-in of einops', () => {
  it.each([
    ['arrays', arrays],
    ['tensors', tensors],
  ])('agrees with einops on %s', async (_, make) => {
    expect((await trace(net('return self.l(x)', comparison(make)))).diagnostics).toEqual([]);
  });

  it('is no inert import, and writes reshapes and transposes', async () => {
    const { graph, inertImports } = await traced(net("return rearrange(self.l(x), 'b (h d) -> h b d', h=2)"));
    expect(inertImports).toEqual([]);
    expect(operatorsOf(graph)).toEqual(['Gemm', 'Reshape', 'Transpose']);
    expect(outputShape(graph)).toEqual([2, 1, 2]);
  });

  it('has layers', async () => {
    const construct = `self.m = nn.Sequential(Rearrange('b (h w) -> b h w', h=2), Reduce('b h w -> b w', 'mean'), EinMix('b w -> b (g d)', weight_shape='w g d', bias_shape='g d', w=2, g=3, d=5))`;
    const before = `assert repr(Rearrange('a b -> (a b)')) == "Rearrange('a b -> (a b)')" and repr(Reduce('a b -> a', 'max')) == "Reduce('a b -> a', 'max')"`;
    const { graph } = await traced(net('return self.m(self.l(x))', before, construct));
    expect(outputShape(graph)).toEqual([1, 15]);
    expect(graph.values.get('m.2.weight')!.shape).toEqual([2, 3, 5]);
    expect(graph.values.get('m.2.bias')!.shape).toEqual([1, 3, 5]);
  });

  it('multiplies along named axes', async () => {
    const body = "return einsum(self.l(x), self.l.weight, 'batch channel, out channel -> batch out')";
    expect(outputShape((await traced(net(body))).graph)).toEqual([1, 4]);
  });

  it('says which pattern does not fit, at its place', async () => {
    const { diagnostics } = await trace(net("return rearrange(self.l(x), 'b (h d) -> b h d', h=3)"));
    expect(diagnostics[0]).toMatchObject({
      code: 'exception',
      message:
        "EinopsError while running Net.forward: Error while processing rearrange pattern \"b (h d) -> b h d\". Input tensor shape: (1, 4). Additional info: {'h': 3}. Shape mismatch, can't divide axis of length 4 in chunks of 3.",
      span: { line: 12 },
    });
  });
});

describe.runIf(installed !== undefined)('einops itself', () => {
  it('runs as it is installed', async () => {
    const order = { pythonPath: [installed!] };
    const { diagnostics } = await trace(net('return self.l(x)', comparison(tensors)), order);
    expect(diagnostics).toEqual([]);
    const construct = "self.m = Rearrange('b (h w) -> b w h', h=2)";
    const { graph } = await traced(net('return self.m(self.l(x))', '', construct), order);
    expect(outputShape(graph)).toEqual([1, 2, 2]);
  });
});
