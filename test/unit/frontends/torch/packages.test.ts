import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { torchvisionPath } from '../../../support/torchvision';
import { header, operatorsOf, outputShape, useTracer } from '../../../support/tracing';

const { trace, traced } = useTracer();

const net = (body: string, before = '', construct = '') => `${header}${before}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(4, 4)
        ${construct}
    def forward(self, x):
        ${body}
`;

/** Every line of Python has to hold. */
async function holds(code: string): Promise<void> {
  const { diagnostics } = await trace(net('return self.l(x)', code));
  expect(diagnostics).toEqual([]);
}

describe('torch.autograd', () => {
  it('runs the forward of a function and says that its backward is not used', async () => {
    const before = `
class Swish(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, scale=1.0):
        ctx.save_for_backward(x); ctx.mark_dirty(x); ctx.scale = scale
        assert ctx.saved_tensors == (x,) and ctx.needs_input_grad == (True, False)
        return x * torch.sigmoid(x * scale)
    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx, grad):
        raise AssertionError('not used')
swish = Swish.apply`;
    const { graph, diagnostics } = await traced(net('return swish(self.l(x), 2.0)', before));
    expect(operatorsOf(graph)).toEqual(['Gemm', 'Mul', 'Sigmoid', 'Mul']);
    expect(diagnostics).toMatchObject([
      {
        severity: 'warning',
        code: 'customBackward',
        message:
          'The backward that Swish defines is not used: gradients here are those of the operations of its forward.',
        span: { line: 20 },
      },
    ]);
  });

  it('takes a context that is set up apart', async () => {
    const before = `
class Double(torch.autograd.Function):
    @staticmethod
    def forward(x, factor=2):
        return x * factor
    @staticmethod
    def setup_context(ctx, inputs, output):
        x, ctx.factor = inputs
        ctx.save_for_backward(output)
        assert ctx.factor == 3`;
    const { graph } = await traced(net('return Double.apply(self.l(x), 3)', before));
    expect(operatorsOf(graph)).toEqual(['Gemm', 'Mul']);
  });

  it('refuses gradients while the model runs', async () => {
    const { diagnostics } = await trace(net('return torch.autograd.grad(self.l(x).sum(), x)[0]'));
    expect(diagnostics[0]).toMatchObject({ code: 'unsupportedOperation', span: { line: 9 } });
    expect(diagnostics[0].message).toContain(
      'Skipline cannot trace torch.autograd.grad: it asks for gradients while the model runs',
    );
  });
});

describe('what compiles, exports and records', () => {
  it('leaves decorated functions and modules as they are', () =>
    holds(`
import typing
from torch.jit import Final, ScriptModule, script_method
from torch.cuda.amp import autocast, custom_fwd, custom_bwd
from torch.cuda.amp.autocast_mode import autocast as other
def f(x): return x
for mark in (torch.jit.script, torch.jit.ignore, torch.jit.export, torch.jit.unused, torch.jit.interface, torch.compile, torch._dynamo.disable, torch._dynamo.allow_in_graph, torch.compiler.disable, torch.fx.wrap, custom_fwd, custom_bwd):
    assert mark(f) is f, mark
assert torch.jit.ignore(drop=True)(f) is f and torch.compile(mode='max-autotune')(f) is f
assert torch._dynamo.disable(recursive=False)(f) is f and custom_fwd(cast_inputs=torch.float16)(f) is f
model = nn.Linear(2, 2)
assert torch.jit.script(model) is model is torch.jit.trace(model, None) is torch.fx.symbolic_trace(model) is torch.compile(model)
assert not isinstance(model, (torch.jit.ScriptModule, torch.fx.GraphModule)) and torch.jit.annotate(int, 3) == 3
assert torch.jit.wait(torch.jit.fork(f, 5)) == 5 and Final is typing.Final
for make in (torch.no_grad, torch.enable_grad, torch.inference_mode, torch.autograd.set_detect_anomaly.__class__ and (lambda: torch.autograd.set_detect_anomaly(True)), autocast, other, lambda: torch.autocast('cuda', dtype=torch.float16), lambda: torch.amp.autocast(device_type='cuda', enabled=False), lambda: torch.profiler.record_function('name'), lambda: torch.autograd.profiler.record_function('name')):
    with make():
        pass
    assert make()(f)(7) == 7
assert torch.utils.checkpoint.checkpoint(f, 3, use_reentrant=False) == 3
assert not torch.compiler.is_compiling() and not torch.onnx.is_in_onnx_export() and torch._C._get_tracing_state() is None`));

  it('answers for a machine without an accelerator and with one process', () =>
    holds(`
import torch.distributed as dist
from torch.backends import cudnn
cudnn.benchmark = True
torch.backends.cuda.matmul.allow_tf32 = True
torch.manual_seed_everything = None
assert not torch.cuda.is_available() and torch.cuda.device_count() == 0 and not torch.backends.mps.is_available()
assert not dist.is_available() and not dist.is_initialized() and dist.get_world_size() == 1 and dist.get_rank() == 0
assert not torch.xpu.is_available() and not torch.mps.is_available() and torch.version.cuda is None
with torch.backends.cudnn.flags(enabled=False), torch.cuda.stream(torch.cuda.Stream()), torch.cuda.device(0):
    torch.cuda.synchronize(), torch.cuda.empty_cache(), torch.cuda.manual_seed_all(0)
assert not torch.is_autocast_enabled() and torch.get_autocast_gpu_dtype() is torch.float32
torch.set_float32_matmul_precision('high'); torch.use_deterministic_algorithms(True); torch.set_num_threads(4)`));

  it('makes optimizers, schedules, data sets and loaders', () =>
    holds(`
from torch.optim.lr_scheduler import CosineAnnealingLR
from torch.optim.sgd import SGD
from torch.utils.data import DataLoader, Dataset, TensorDataset, random_split, ConcatDataset
from torch.utils.data.dataset import Subset
optimizer = torch.optim.AdamW(nn.Linear(2, 2).parameters(), lr=0.1, weight_decay=0.05)
assert optimizer.param_groups[0]['lr'] == 0.1 and len(optimizer.param_groups[0]['params']) == 2 and SGD is torch.optim.SGD
grouped = torch.optim.SGD([{'params': [nn.Parameter(torch.ones(1))], 'lr': 1.0}, {'params': nn.Parameter(torch.ones(1))}], lr=0.5)
assert [group['lr'] for group in grouped.param_groups] == [1.0, 0.5] and isinstance(grouped, torch.optim.Optimizer)
schedule = CosineAnnealingLR(optimizer, T_max=10); optimizer.step(); schedule.step()
assert schedule.get_last_lr() == [0.1] and schedule.last_epoch == 0
data = TensorDataset(torch.arange(10), torch.arange(10))
parts = random_split(data, [0.8, 0.2]); assert [len(part) for part in parts] == [8, 2]
assert sorted(int(part[i][0]) for part in parts for i in range(len(part))) == list(range(10)) and isinstance(parts[0], Subset)
assert len(ConcatDataset([data, data])) == 20 and int(ConcatDataset([data, data])[13][0]) == 3
assert list(DataLoader(data, batch_size=2, shuffle=True)) == []
class Pairs(Dataset[int]):
    pass`));

  it.each([
    'torch.fx.passes.graph_drawer',
    'torch.nn.parallel.distributed',
    'torch.distributed.fsdp',
    'torch.utils.tensorboard',
    'torch.ao.quantization',
    'torch.onnx.symbolic_helper',
    'torch._inductor.config',
    'torch.distributions.normal',
    'torch.optim.adamw',
    'torch.multiprocessing',
    'torch.package',
    'torch.library',
    'torch.export',
    'torch.testing',
    'torch.sparse',
    'torch.storage',
    'torch.types',
    'torch.return_types',
    'torch.torch_version',
    'torch.autograd.function',
    'torch.utils.model_zoo',
    'torch.functional',
    'torch.masked',
    'torch.nested',
    'torch.monitor',
    'torch.contrib',
    'torch.quantization',
    'torch._C._onnx',
  ])('can be asked for %s', (name) =>
    holds(`import ${name}\nimportlib = __import__('importlib')\nimportlib.import_module('${name}')`),
  );

  it('says that weights are not read, and goes on with those of the construction', async () => {
    const source = net(
      'return self.l(x)',
      '',
      "self.load_state_dict(torch.load('weights.pth', map_location='cpu')['state_dict'], strict=False)",
    );
    const { diagnostics, initialization } = await traced(source);
    expect(diagnostics).toMatchObject([{ severity: 'warning', code: 'weightsIgnored', span: { line: 7 } }]);
    expect(initialization.find(({ target }) => target === 'l.weight')!.fill.kind).toBe('uniform');
  });

  it.each([
    [
      "torch.hub.load('facebookresearch/dino', 'vits16')",
      "Skipline cannot trace torch.hub.load: nothing is downloaded while a model is traced, so open the source of 'vits16' of facebookresearch/dino",
    ],
    ["torch.jit.load('model.pt')", 'Skipline cannot trace torch.jit.load: it reads a compiled model'],
    [
      'torch.func.jacrev(self.l)(x)',
      'Skipline cannot trace torch.func.jacrev, which transforms a function instead of running it',
    ],
  ])('refuses %s in one sentence', async (call, message) => {
    const { diagnostics } = await trace(net(`return ${call}`));
    expect(diagnostics[0]).toMatchObject({ code: 'unsupportedOperation', span: { line: 9 } });
    expect(diagnostics[0].message.startsWith(message)).toBe(true);
  });
});

describe('initialization written out', () => {
  it('is a truncated normal', async () => {
    const construct = `p = self.l.weight.data; p.uniform_(2 * 0.0227501319 - 1, 2 * 0.9772498681 - 1); p.erfinv_(); p.mul_(0.02 * 2 ** 0.5); p.add_(0.0); p.clamp_(min=-0.04, max=0.04)`;
    const { initialization } = await traced(net('return self.l(x)', '', construct));
    const fills = initialization.filter(({ target }) => target === 'l.weight').map(({ fill }) => fill);
    const fill = fills.at(-1)!;
    expect(fill).toMatchObject({ kind: 'truncatedNormal', mean: 0, low: -0.04, high: 0.04 });
    expect(fill.kind === 'truncatedNormal' && fill.std).toBeCloseTo(0.02, 12);
  });
});

describe('torch.distributions', () => {
  it('are operations on tensors', async () => {
    const before =
      'from torch.distributions import Normal, Categorical, Bernoulli, Independent, kl_divergence';
    const { graph } = await traced(
      net('return kl_divergence(Normal(self.l(x), x.exp()), Normal(0.0, 1.0)).sum(-1)', before),
    );
    expect(outputShape(graph)).toEqual([1]);
    const body = `h = self.l(x); p = Independent(Normal(h, h.exp()), 1); c = Categorical(logits=h); b = Bernoulli(logits=h)
        return p.log_prob(p.rsample()), p.entropy(), c.log_prob(c.sample()), c.entropy(), b.log_prob(b.sample()), b.entropy()`;
    const shapes = (await traced(net(body, before))).graph;
    expect(shapes.outputs.map((name) => shapes.values.get(name)!.shape)).toEqual([
      [1],
      [1],
      [1],
      [1],
      [1, 4],
      [1, 4],
    ]);
  });

  it('agree with their densities', () =>
    holds(`
import math
from torch.distributions import Normal, Laplace, Uniform, Exponential, Categorical, Bernoulli, kl_divergence
def near(a, b): return abs(float(a) - b) < 1e-6
assert near(Normal(1.0, 2.0).log_prob(torch.tensor(2.0)), -0.125 - math.log(2 * math.sqrt(2 * math.pi)))
assert near(Normal(1.0, 2.0).entropy(), 0.5 * math.log(2 * math.pi * math.e * 4)) and near(Normal(0.0, 1.0).cdf(torch.tensor(0.0)), 0.5)
assert near(kl_divergence(Normal(1.0, 2.0), Normal(0.0, 1.0)), math.log(0.5) + 2.5 - 0.5)
assert near(Laplace(0.0, 2.0).log_prob(torch.tensor(3.0)), -math.log(4) - 1.5) and near(Exponential(2.0).entropy(), 1 - math.log(2))
assert near(Uniform(1.0, 3.0).log_prob(torch.tensor(2.0)), -math.log(2)) and near(Bernoulli(probs=0.25).entropy(), 0.5623351446)
assert near(Categorical(probs=torch.tensor([1.0, 3.0])).log_prob(torch.tensor(1)), math.log(0.75))`));
});

describe('torch.linalg', () => {
  it('computes norms and knows the shapes of decompositions', async () => {
    await holds(`
a = torch.tensor([[3.0, -4.0], [0.0, 12.0]])
assert float(torch.linalg.norm(a)) == 13 and float(torch.linalg.vector_norm(a, ord=float('inf'))) == 12
assert torch.linalg.norm(a, dim=1).tolist() == [5, 12] and float(torch.linalg.matrix_norm(a, ord=1)) == 16
assert float(torch.linalg.matrix_norm(a, ord=float('-inf'))) == 7 and torch.linalg.vector_norm(a, ord=0).item() == 3`);
    const body = `m = self.l(x).reshape(1, 2, 2).expand(3, 2, 2)
        u, s, vh = torch.linalg.svd(m[:, :1], full_matrices=False)
        return u, s, vh, torch.linalg.det(m), torch.linalg.inv(m), torch.linalg.eigh(m).eigenvalues, torch.linalg.qr(m).R, torch.linalg.solve(m, m)`;
    const { graph, diagnostics } = await traced(net(body));
    expect(graph.outputs.map((name) => graph.values.get(name)!.shape)).toEqual([
      [3, 1, 1],
      [3, 1],
      [3, 1, 2],
      [3],
      [3, 2, 2],
      [3, 2],
      [3, 2, 2],
      [3, 2, 2],
    ]);
    expect(new Set(diagnostics.map(({ code }) => code))).toEqual(new Set(['opaque']));
    const { diagnostics: errors } = await trace(net('return torch.linalg.inv(self.l(x))'));
    expect(errors.find(({ severity }) => severity === 'error')!.message).toBe(
      'RuntimeError while running Net.forward: linalg.inv: A must be batches of square matrices, but they are 1 by 4 matrices.',
    );
  });
});

describe('torch.fft', () => {
  /** Written by test/parity/fourier.py with PyTorch itself. */
  const golden = JSON.stringify(
    JSON.parse(
      fs.readFileSync(path.resolve(import.meta.dirname, '../../../parity/golden/fourier.json'), 'utf8'),
    ),
  );

  it('agrees with PyTorch', () =>
    holds(`
import json
from torch import fft as f
x = torch.sin(0.7 * torch.arange(180, dtype=torch.float64)).reshape(2, 3, 6, 5)
c = torch.complex(x, x.flip(-1))
for entry in json.loads(${JSON.stringify(golden)}):
    value = eval(entry['expression'])
    assert [list(value.shape), str(value.dtype)] == [entry['shape'], entry['dtype']], entry
    flat = (torch.view_as_real(value) if value.is_complex() else value).flatten()
    weights = torch.cos(torch.arange(flat.numel(), dtype=torch.float64))
    numbers = [*flat[:7].tolist(), (flat * weights).sum().item()]
    assert all(abs(a - b) < 1e-12 * (1 + abs(b)) for a, b in zip(numbers, entry['numbers'])), entry`));

  it('mixes the tokens of a model, and is opaque where a matrix would be too large', async () => {
    const small = await traced(net('return torch.fft.fft2(self.l(x)).real'), {
      inputs: [{ type: 'float32', shape: [2, 6, 4] }],
    });
    expect(outputShape(small.graph)).toEqual([2, 6, 4]);
    expect(small.diagnostics).toEqual([]);
    const large = await traced(net('return torch.fft.rfft(self.l(x), dim=1).abs()'), {
      inputs: [{ type: 'float32', shape: [1, 3000, 4] }],
    });
    expect(outputShape(large.graph)).toEqual([1, 1501, 4]);
    expect(large.diagnostics).toMatchObject([{ severity: 'warning', code: 'opaque' }]);
  });
});

describe('packages that are not installed', () => {
  it.each([
    [
      'self.b = torchvision.models.efficientnet_b0(pretrained=True)',
      'return self.b(x)',
      10,
      'models.efficientnet_b0()',
    ],
    [
      'self.b = nn.Sequential(*list(swin_t().children())[:-2])',
      'return self.b(x)',
      8,
      'models.swin_t().children()',
    ],
  ])('are named with what to do: %s', async (construct, body, line, name) => {
    const before = 'import torchvision\nfrom torchvision.models import swin_t';
    const { diagnostics } = await trace(net(body, before, construct));
    expect(diagnostics[0]).toMatchObject({
      severity: 'error',
      message: `Skipline cannot trace torchvision.${name}: torchvision is not installed here: name the folder of site-packages that holds it in the setting skipline.pythonPath (--python-path on the command line).`,
      span: { line },
    });
  });

  it('have parts of their own where models rely on them, each told once', async () => {
    const source = `${header}
import pytorch_lightning as pl
from mmcv.cnn import build_norm_layer
from mmcv.runner import BaseModule
from mmdet.models.builder import BACKBONES

@BACKBONES.register_module()
class Backbone(BaseModule):
    def __init__(self, width, norm_cfg=dict(type='BN', requires_grad=True)):
        super().__init__(init_cfg=None)
        self.conv = nn.Conv2d(3, width, 1)
        self.norm_name, norm = build_norm_layer(norm_cfg, width, postfix=1)
        self.add_module(self.norm_name, norm)
    def forward(self, x):
        return getattr(self, self.norm_name)(self.conv(x))

class Net(pl.LightningModule):
    def __init__(self, width=8, rate=0.1):
        super().__init__()
        self.save_hyperparameters(ignore=['rate'])
        assert dict(self.hparams) == {'width': 8} and self.hparams.width == 8
        self.body = BACKBONES.build(dict(type='Backbone', width=width))
    def forward(self, x):
        self.log('size', 1)
        return self.body(x)
    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters())
`;
    const { graph, diagnostics, inertImports } = await traced(source, {
      inputs: [{ type: 'float32', shape: [1, 3, 4, 4] }],
    });
    expect([...graph.values.keys()]).toContain('body.bn1.weight');
    expect(inertImports).toEqual([]);
    expect(diagnostics.map(({ severity, message }) => `${severity}: ${message.split(' ')[0]}`)).toEqual([
      'information: pytorch_lightning',
      'information: mmcv',
      'information: mmdet',
    ]);
  });
});

describe('lazy packages', () => {
  let folder: string;
  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'skipline-lazy-'));
    const files: Record<string, string> = {
      'gathering/__init__.py': 'from .one import *\n',
      'big/__init__.py':
        'from .one import ONE\nfrom .two import (TWO as SECOND,\n  build_all)\nfrom . import three\nLATER = 4\n',
      'big/one.py': 'ONE = 1.0\n',
      'big/two.py': 'TWO = 2.0\nREGISTRY = {}\ndef build_all(): return sorted(REGISTRY)\n',
      'big/three.py': "from .two import REGISTRY\nREGISTRY['three'] = 3\nimport sys\nsys.three_ran = True\n",
      'classes/__init__.py': 'class Failure(Exception): pass\nfrom .part import VALUE\n',
      'classes/part.py': 'from . import Failure\nVALUE = 5.0\n',
    };
    for (const [name, text] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), text);
    }
  });
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  it.each([
    [
      'load only the module that a name comes from',
      "from big import ONE, SECOND\nimport sys\nassert ONE + SECOND == 3 and 'big.three' not in sys.modules",
    ],
    [
      'run whole where functions look up what was registered',
      "from big import build_all\nassert build_all() == ['three']",
    ],
    ['run whole for a name of their own', 'from big import LATER\nassert LATER == 4'],
    [
      'run first where they define classes',
      'import classes.part\nfrom classes import VALUE, Failure\nassert VALUE == 5 and issubclass(Failure, Exception)',
    ],
  ])('%s', async (_, code) => {
    const { diagnostics } = await trace(net('return self.l(x)', code), { pythonPath: [folder] });
    expect(diagnostics).toEqual([]);
  });
});

describe('a package that downloads weights', () => {
  it('goes on with the parameters of its construction, and the notice says so', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'skipline-timm-'));
    fs.mkdirSync(path.join(folder, 'timm/models'), { recursive: true });
    fs.writeFileSync(
      path.join(folder, 'timm/models/_builder.py'),
      'def load_pretrained(model): raise RuntimeError("no network")\ndef build(model):\n    load_pretrained(model)\n    return model\n',
    );
    const before = 'from timm.models._builder import build';
    const { diagnostics } = await trace(net('return self.b(x)', before, 'self.b = build(nn.Linear(4, 4))'), {
      pythonPath: [folder],
    });
    fs.rmSync(folder, { recursive: true });
    expect(diagnostics).toMatchObject([{ severity: 'warning', code: 'weightsIgnored' }]);
  });
});

describe.runIf(torchvisionPath() !== undefined)('torchvision.ops', () => {
  it('has native operators as opaque nodes of their shapes', async () => {
    const construct = `self.d = ops.DeformConv2d(3, 8, 3, padding=1, stride=2); self.r = ops.MultiScaleRoIAlign(['0'], 7, 2); self.f = ops.FeaturePyramidNetwork([8], 4)`;
    const body = `h = self.d(x, torch.zeros(1, 18, 16, 16)); p = self.f({'0': h})
        boxes = torch.tensor([[0., 0., 8., 8.], [1., 1., 4., 4.], [0., 0., 9., 9.]])
        return h, self.r(p, [boxes], [(32, 32)]), ops.nms(boxes, h.flatten()[:3], 0.5)`;
    const { graph, diagnostics } = await traced(net(body, 'from torchvision import ops', construct), {
      inputs: [{ type: 'float32', shape: [1, 3, 32, 32] }],
      pythonPath: [torchvisionPath()!],
    });
    expect(graph.outputs.map((name) => graph.values.get(name)!.shape)).toEqual([
      [1, 8, 16, 16],
      [3, 4, 7, 7],
      [3],
    ]);
    expect(diagnostics.filter(({ code }) => code === 'dataDependent')).toHaveLength(1);
  });
});
