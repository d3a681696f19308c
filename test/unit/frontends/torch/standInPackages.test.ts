import { describe, expect, it } from 'vitest';
import { header, outputShape, useTracer } from '../../../support/tracing';

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

  it('is said to be replaced', async () => {
    const { diagnostics } = await trace(wrapped('from timm.layers import Mlp', 'Mlp(4, 8)', '1x4'));
    expect(diagnostics.map(({ message }) => message)).toEqual([
      "timm is not installed here: the parts of it that models use are replaced by Skipline's own.",
    ]);
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
      'from yacs.config import CfgNode as CN\nCONFIG = CN({"MODEL": {"WIDTH": 3}}); CONFIG.merge_from_list(["MODEL.WIDTH", 4])',
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
