import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { header, operatorsOf, outputShape, useTracer } from '../../../support/tracing';

const { trace, traced } = useTracer();

interface Entry {
  readonly expression: string;
  readonly value: unknown;
}

/** Written by test/parity/numpyArrays.py from real NumPy. */
const golden = JSON.parse(
  fs.readFileSync(path.resolve(import.meta.dirname, '../../../parity/golden/numpy.json'), 'utf8'),
) as Record<'exact' | 'close', Entry[]>;

const net = (body: string, before = '', construct = '') => `${header}import numpy as np
${before}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(4, 4)
        ${construct}
    def forward(self, x):
        ${body}
`;

/** Compares in Python, where every bit is to be seen, and raises what differs. */
const comparison = (entries: readonly Entry[], tolerance: string) => `
import json, math
def written(element):
    if isinstance(element, complex):
        return [element.real, element.imag]
    return str(element) if isinstance(element, float) and not math.isfinite(element) else element
def plain(value):
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (np.ndarray, np.generic)):
        array = np.asarray(value)
        elements = [written(element) for element in array.ravel().tolist()]
        return {'dtype': array.dtype.name, 'shape': list(array.shape), 'elements': elements}
    return written(value)
def agree(a, b, within):
    if isinstance(a, dict):
        if not isinstance(b, dict) or (a['dtype'], a['shape']) != (b['dtype'], b['shape']):
            return False
        return agree(a['elements'], b['elements'], within * 2**29 if a['dtype'] == 'float32' else within)
    if isinstance(a, list):
        return isinstance(b, list) and len(a) == len(b) and all(agree(x, y, within) for x, y in zip(a, b))
    if isinstance(a, float):
        return abs(a - b) <= within * max(1, abs(b))
    return type(a) is type(b) and a == b
for entry in json.loads(${JSON.stringify(JSON.stringify(entries))}):
    value = plain(eval(entry['expression']))
    assert agree(value, entry['value'], ${tolerance}), f"{entry['expression']} gives {value}, not {entry['value']}"
`;

describe('the stand-in of NumPy', () => {
  it.each(['exact', 'close'] as const)('agrees with NumPy: %s values', async (kind) => {
    expect(golden[kind].length).toBeGreaterThan(6);
    const { diagnostics } = await trace(
      net('return self.l(x)', comparison(golden[kind], kind === 'exact' ? '0' : '2.0**-50')),
    );
    expect(diagnostics).toEqual([]);
  });

  it('is no inert import and says nothing where nothing differs', async () => {
    const { inertImports, diagnostics, graph } = await traced(
      net('return self.l(x) * np.sqrt(np.pi).item()', 'import numpy.linalg\nfrom numpy.random import rand'),
    );
    expect([inertImports, diagnostics, operatorsOf(graph)]).toEqual([[], [], ['Gemm', 'Mul']]);
  });

  it('shares memory where NumPy does', async () => {
    const before = `
a = np.zeros((3, 4)); row = a[1]; row[:] = 2; a.T[0] = 7; a.reshape(-1)[11] = 5
assert a.tolist() == [[7, 0, 0, 0], [7, 2, 2, 2], [7, 0, 0, 5]], a
b = a[[0, 1]]; b[:] = 9
assert a[0, 0] == 7 and row.base is a
a[a > 6] = -1; a[:, ::2] += 1; a[0, [1, 3]] = [3, 4]
assert a.tolist() == [[0, 3, 1, 4], [0, 2, 3, 2], [0, 0, 1, 5]], a`;
    expect((await trace(net('return self.l(x)', before))).diagnostics).toEqual([]);
  });

  it('raises what NumPy raises', async () => {
    const before = `
def raised(call):
    try:
        call()
    except Exception as error:
        return f'{type(error).__name__}: {error}'
assert raised(lambda: np.ones((2, 3)) + np.ones((4,))) == 'ValueError: operands could not be broadcast together with shapes (2,3) (4,)'
assert raised(lambda: np.arange(6).reshape(4, 2)) == 'ValueError: cannot reshape array of size 6 into shape (4, 2)'
assert raised(lambda: np.arange(3)[5]) == 'IndexError: index 5 is out of bounds for axis 0 with size 3'
assert raised(lambda: bool(np.ones(2))).startswith('ValueError: The truth value of an array')
assert raised(lambda: np.array([1]).__iadd__(0.5)).startswith("TypeError: Cannot cast ufunc 'add' output from dtype('float64')")
assert raised(lambda: np.array([[1], [2, 3]])).startswith('ValueError: setting an array element with a sequence')
assert raised(lambda: np.load('weights.npy')).startswith('FileNotFoundError: numpy.load')`;
    expect((await trace(net('return self.l(x)', before))).diagnostics).toEqual([]);
  });

  it('gives tensors of its element types, and takes tensors whose content is known', async () => {
    const before = `
assert torch.tensor(np.ones(2)).dtype is torch.float64 and torch.from_numpy(np.ones(2, np.float32)).dtype is torch.float32
assert torch.tensor(np.float64(3)).dtype is torch.float64 and torch.tensor([np.int32(3)]).dtype is torch.int32
assert torch.tensor([np.zeros(2), np.ones(2)]).tolist() == [[0, 0], [1, 1]] and torch.as_tensor(np.arange(2)).dtype is torch.int64
assert torch.linspace(0, 1, 3).numpy().tolist() == [0, 0.5, 1] and np.mean(torch.ones(3)) == 1
assert torch.zeros(np.int64(2), np.int32(3)).shape == (2, 3) and nn.Linear(np.int64(2), int(np.prod((2, 3)))).out_features == 6
assert np.asarray(torch.arange(3)).dtype == np.int64 and isinstance(np.float32(1), (float, np.floating))`;
    const { graph } = await traced(
      net('return self.l(x) * torch.from_numpy(np.full((4,), 2.0)).float()', before),
    );
    expect(operatorsOf(graph)).toEqual(['Gemm', 'Mul']);
  });

  it.each([
    ['np.tanh(self.l(x))', "NumPy's tanh"],
    ['np.mean(self.l(x))', 'NumPy'],
    ['self.l(x).detach().cpu().numpy()', 'Tensor.numpy()'],
  ])('refuses a tensor that depends on the data: %s', async (call, name) => {
    const { diagnostics } = await trace(net(`return ${call}`));
    expect(diagnostics[0]).toMatchObject({
      severity: 'error',
      code: 'dataDependent',
      message: `${name} needs the content of a tensor of shape (1, 4), which depends on the data and is not known while the model is traced: compute with torch instead of NumPy here.`,
      span: { line: 10 },
    });
  });

  it('draws the same numbers at every trace and says so where they are not those of NumPy', async () => {
    const source = net(
      'return self.l(x) * self.w',
      '',
      'self.register_buffer("w", torch.from_numpy(np.random.rand(4)))',
    );
    const first = await traced(source);
    const second = await traced(source);
    const drawn = ({ initialization }: typeof first) =>
      JSON.stringify(initialization.find(({ target }) => target === 'w'));
    expect(drawn(first)).toBe(drawn(second));
    expect(first.diagnostics).toMatchObject([
      { severity: 'warning', code: 'numpyRandom', span: { line: 8 } },
    ]);
    expect(
      (await traced(source.replace('np.random.rand', 'np.random.RandomState(1).rand'))).diagnostics,
    ).toEqual([]);
  });

  it('computes the position embedding of MAE', async () => {
    const before = `
def sincos(dim, pos):
    omega = np.arange(dim // 2, dtype=float)
    omega /= dim / 2.
    omega = 1. / 10000**omega
    out = np.einsum('m,d->md', pos.reshape(-1), omega)
    return np.concatenate([np.sin(out), np.cos(out)], axis=1)
def grid_embedding(dim, size):
    grid = np.meshgrid(np.arange(size, dtype=np.float32), np.arange(size, dtype=np.float32))
    grid = np.stack(grid, axis=0).reshape([2, 1, size, size])
    table = np.concatenate([sincos(dim // 2, grid[0]), sincos(dim // 2, grid[1])], axis=1)
    return np.concatenate([np.zeros([1, dim]), table], axis=0)`;
    const { graph, initialization } = await traced(
      net(
        'return self.l(x) + self.pos',
        before,
        'self.pos = nn.Parameter(torch.zeros(1, 10, 4), requires_grad=False); self.pos.data.copy_(torch.from_numpy(grid_embedding(4, 3)).float().unsqueeze(0))',
      ),
    );
    expect(outputShape(graph)).toEqual([1, 10, 4]);
    const fill = initialization.find(({ target, fill }) => target === 'pos' && fill.kind === 'values')!.fill;
    const values = fill.kind === 'values' ? Array.from(fill.values) : [];
    // The token of the class, then (sin x, cos x, sin y, cos y) for each place.
    expect(values.slice(0, 8)).toEqual([0, 0, 0, 0, 0, 1, 0, 1]);
    expect(values[8]).toBeCloseTo(Math.sin(1), 6);
    expect(values.at(-1)).toBeCloseTo(Math.cos(2), 6);
  });
});
