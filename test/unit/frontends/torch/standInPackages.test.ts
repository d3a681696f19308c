import { describe, expect, it } from 'vitest';
import { header, operatorsOf, outputShape, useTracer } from '../../../support/tracing';

const { trace, traced } = useTracer();

const wrapped = (imports: string, layer: string, input: string) => `${header}${imports}
# skipline: Net() input=${input}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = ${layer}
    def forward(self, x):
        return self.layer(x)
`;

/** Parameters as the definitions of the packages give them. */
describe('a layer of a package that is not installed', () => {
  it.each<[imports: string, layer: string, input: string, parameters: number]>([
    [
      'from timm.models.vision_transformer import VisionTransformer',
      'VisionTransformer()',
      '1x3x224x224',
      86567656,
    ],
    ['import timm', 'timm.create_model("vit_tiny_patch16_224", pretrained=True)', '1x3x224x224', 5717416],
    ['from timm.models.vision_transformer import Block', 'Block(64, 4, qkv_bias=True)', '1x9x64', 49984],
    ['from timm.layers import PatchEmbed', 'PatchEmbed(32, 8, 3, 16)', '1x3x32x32', 3088],
    ['from timm.models.layers import DropPath', 'DropPath(0.1)', '1x8', 0],
    ['from timm.layers import SqueezeExcite', 'SqueezeExcite(64)', '1x64x4x4', 1096],
    ['from mmcv.cnn import ConvModule', 'ConvModule(3, 8, 3, norm_cfg=dict(type="BN"))', '1x3x8x8', 232],
    ['from mmcv.cnn import ConvModule', 'ConvModule(3, 8, 3, act_cfg=None)', '1x3x8x8', 224],
    ['from mmcv.cnn import DepthwiseSeparableConvModule as D', 'D(4, 8, 3, padding=1)', '1x4x8x8', 80],
    ['from torchvision import models', 'models.resnet50(pretrained=False)', '1x3x64x64', 25557032],
    ['from torchvision.models import vgg16', 'vgg16()', '1x3x64x64', 138357544],
    ['from torchvision.models import alexnet', 'alexnet()', '1x3x224x224', 61100840],
    ['from torchvision.models import wide_resnet50_2 as wide', 'wide()', '1x3x64x64', 68883240],
    [
      'from fairscale.nn.model_parallel.layers import ColumnParallelLinear as C',
      'C(4, 8, bias=False)',
      '1x4',
      32,
    ],
    ['from torch_einops_utils.nn import Sequential as S', 'S(nn.Linear(4, 4), None)', '1x4', 20],
    ['from mmcv.cnn import NonLocal2d', 'NonLocal2d(8, norm_cfg=dict(type="BN"))', '1x8x6x6', 156],
  ])('%s: %s', async (imports, layer, input, parameters) => {
    const result = await trace(wrapped(imports, layer, input));
    expect(result.trace?.complete).toBe(true);
    expect(result.analysis!.parameters).toBe(parameters);
  });

  it.each<[transform: string, input: string, output: number[], operators: string[]]>([
    ['T.Normalize((0.5, 0.4, 0.3), (0.2, 0.2, 0.2))', '1x3x8x8', [1, 3, 8, 8], ['Sub', 'Div']],
    ['T.Compose([T.CenterCrop(4), T.Lambda(lambda x: x * 2)])', '1x3x8x6', [1, 3, 4, 4], ['Slice', 'Mul']],
    ['T.CenterCrop((10, 4))', '3x8x7', [3, 10, 4], ['Pad', 'Slice']],
    ['T.Resize(16)', '1x3x8x12', [1, 3, 16, 24], ['Opaque']],
    ['T.Resize((8, 12))', '1x3x8x12', [1, 3, 8, 12], []],
    ['T.RandomResizedCrop(20)', '2x3x8x8', [2, 3, 20, 20], ['Opaque']],
    ['T.Grayscale()', '2x3x8x8', [2, 1, 8, 8], expect.not.arrayContaining(['Opaque']) as string[]],
    ['nn.Sequential(T.ColorJitter(0.8), T.RandomHorizontalFlip())', '3x8x8', [3, 8, 8], ['Opaque', 'Opaque']],
  ])('%s of torchvision.transforms, of %s', async (transform, input, output, operators) => {
    const { graph } = await traced(wrapped('from torchvision import transforms as T', transform, input));
    expect(outputShape(graph)).toEqual(output);
    expect(operatorsOf(graph)).toEqual(operators);
  });

  it('may hold kernels for a GPU, which are refused where they start', async () => {
    const kernel = `${header}
import triton
import triton.language as tl
@triton.autotune(configs=[triton.Config({"B": 64}, num_warps=4)], key=["n"])
@triton.heuristics({"E": lambda args: True})
@triton.jit
def scale(x, n, B: tl.constexpr):
    pass
scale.configs.append(triton.Config({"B": triton.next_power_of_2(65)}))
class Net(nn.Module):
    def forward(self, x):
        y = x * triton.cdiv(7, 2)
        scale[(1,)](y, 4)
        return y
`;
    const result = await trace(kernel, { inputs: [{ type: 'float32', shape: [1, 4] }] });
    expect(operatorsOf(result.trace!.graph)).toEqual(['Mul']);
    expect(result.diagnostics[0]).toMatchObject({ code: 'unsupportedOperation', span: { line: 14 } });
    expect(result.diagnostics[0].message).toContain('cannot trace the Triton kernel scale');
  });

  it('is said to be replaced', async () => {
    const { diagnostics } = await trace(wrapped('from timm.layers import Mlp', 'Mlp(4, 8)', '1x4'));
    expect(diagnostics.map(({ message }) => message)).toEqual([
      "timm is not installed here: the parts of it that models use are replaced by Skipline's own.",
    ]);
  });

  it('is named where what it does not have takes the place of a layer', async () => {
    const { diagnostics } = await trace(
      wrapped('from torchvision import models', 'nn.Sequential(models.inception_v3().Mixed_5b)', '1x3x8x8'),
    );
    expect(diagnostics[0]).toMatchObject({ code: 'unsupportedOperation', span: { line: 7 } });
    expect(diagnostics[0].message).toContain(
      'Skipline cannot trace torchvision.models.inception_v3().Mixed_5b: torchvision is not installed here',
    );
  });

  it('is named where the stand-in does not have it', async () => {
    const { diagnostics } = await trace(
      wrapped('from timm.models.resnet import ResNet', 'ResNet(layers=[2, 2])', '1x3x8x8'),
    );
    expect(diagnostics[0].message).toMatch(/^Skipline cannot trace timm\.models\.resnet\.ResNet/);
  });
});

describe('a configuration of a package that is not installed', () => {
  const built = (before: string) => `${header}${before}
class Net(nn.Module):
    def __init__(self, width=CONFIG.MODEL.WIDTH):
        super().__init__()
        self.layer = nn.Linear(width, 2)
    def forward(self, x):
        return self.layer(x)
`;

  it.each([
    [
      'from yacs.config import CfgNode as CN\nC = CN(); C.MODEL = CN(); C.MODEL.WIDTH = 4\nCONFIG = C.clone(); CONFIG.freeze()',
    ],
    [
      'from yacs.config import CfgNode as CN\nCONFIG = CN({"MODEL": {"WIDTH": 3}}); CONFIG.merge_from_list(["MODEL.WIDTH", "4"])',
    ],
    ['from easydict import EasyDict\nCONFIG = EasyDict(MODEL={"WIDTH": 3}); CONFIG.MODEL.WIDTH += 1'],
    [
      'from omegaconf import OmegaConf\nCONFIG = OmegaConf.merge(OmegaConf.create({"MODEL": {"WIDTH": 3}}), {"MODEL": {"WIDTH": 4}})',
    ],
  ])('%s', async (before) => {
    const { graph } = await traced(built(before));
    expect(outputShape(graph)).toEqual([1, 2]);
    expect([...graph.values.values()].some(({ shape }) => shape.join() === '2,4')).toBe(true);
  });

  it.each([
    [
      'from yacs.config import CfgNode as CN\nCN({"MODEL": {}}).merge_from_other_cfg({"OTHER": 1})',
      "KeyError while importing model.py: 'Non-existent config key: OTHER'.",
    ],
    [
      'from omegaconf import OmegaConf\nOmegaConf.create({"width": 3}).depth',
      'AttributeError while importing model.py: Missing key depth.',
    ],
    [
      'from fvcore.common.registry import Registry\nRegistry("HEADS").get("Head")',
      "KeyError while importing model.py: \"No object named 'Head' found in 'HEADS' registry!\".",
    ],
  ])('is refused as the package refuses it: %s', async (before, message) => {
    const { diagnostics } = await trace(`${before}\n`);
    expect(diagnostics[0]).toMatchObject({ severity: 'error', message });
  });
});

describe('initial parameters of a stand-in', () => {
  it.each<[imports: string, layer: string, parameter: string, fill: object]>([
    [
      'import fvcore.nn.weight_init as weight_init\ndef filled(layer):\n    weight_init.c2_msra_fill(layer)\n    return layer',
      'filled(nn.Conv2d(3, 8, 3))',
      'layer.weight',
      { kind: 'normal', mean: 0 },
    ],
    [
      'from mmcv.cnn import NonLocal2d',
      'NonLocal2d(8)',
      'layer.conv_out.conv.weight',
      { kind: 'constant', value: 0 },
    ],
    [
      'from mmcv.cnn import NonLocal2d',
      'NonLocal2d(8)',
      'layer.theta.conv.weight',
      { kind: 'normal', mean: 0, std: 0.01 },
    ],
  ])('are those of the package: %s', async (imports, layer, parameter, fill) => {
    const channels = layer.startsWith('filled') ? 3 : 8;
    const { initialization } = await traced(wrapped(imports, layer, `1x${channels}x6x6`));
    expect(initialization.filter(({ target }) => target === parameter).at(-1)!.fill).toMatchObject(fill);
  });
});

describe('a registry of mmengine', () => {
  it('runs the package around it for a class that another module of it enters', async () => {
    const inner = {
      '__init__.py': 'from .builder import LOSSES\nfrom .losses import Quiet\nfrom .head import Head\n',
      'builder.py': 'from mmcv.utils import Registry\nLOSSES = Registry("loss")\n',
      'losses.py': `${header}from .builder import LOSSES
@LOSSES.register_module()
class Quiet(nn.Module):
    pass
`,
      'head.py': `${header}from .builder import LOSSES
class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.loss = LOSSES.build(dict(type="Quiet"))
        self.linear = nn.Linear(4, 2)
    def forward(self, x):
        return self.linear(x)
`,
    };
    const overlays = Object.fromEntries(
      Object.entries(inner).map(([name, text]) => [`/workspace/parts/${name}`, text]),
    );
    const done = await traced('', {
      file: '/workspace/parts/head.py',
      workspaceFolders: ['/workspace'],
      overlays,
    });
    expect(done.complete).toBe(true);
    expect(done.graph.modules.get('loss')!.type).toBe('Quiet');
  });
});
