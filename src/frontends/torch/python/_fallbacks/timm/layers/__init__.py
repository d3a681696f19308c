"""timm.layers: helpers, stochastic depth, initializers and the parts of a vision transformer."""

from torch import nn

from timm.layers.conv_bn_act import ConvBnAct, ConvNormAct
from timm.layers.create_act import create_act_layer
from timm.layers.drop import DropPath, drop_path
from timm.layers.helpers import make_divisible, to_1tuple, to_2tuple, to_3tuple, to_4tuple, to_ntuple
from timm.layers.mlp import Mlp
from timm.layers.norm import LayerNorm2d
from timm.layers.norm_act import BatchNormAct2d
from timm.layers.patch_embed import PatchEmbed
from timm.layers.squeeze_excite import SEModule, SqueezeExcite
from timm.layers.weight_init import lecun_normal_, trunc_normal_, trunc_normal_tf_


class Swish(nn.SiLU):
    pass
