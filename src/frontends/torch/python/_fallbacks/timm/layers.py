"""timm.layers: helpers, stochastic depth, initializers and the parts of a vision transformer."""

import collections.abc
import math
from functools import partial
from itertools import repeat

import torch
from torch import nn
from torch.nn import functional as F


def _ntuple(n: int):
    def parse(x):
        return (
            tuple(x)
            if isinstance(x, collections.abc.Iterable) and not isinstance(x, str)
            else tuple(repeat(x, n))
        )

    return parse


to_1tuple, to_2tuple, to_3tuple, to_4tuple, to_ntuple = *map(_ntuple, (1, 2, 3, 4)), _ntuple


def make_divisible(v, divisor=8, min_value=None, round_limit=0.9):
    min_value = min_value or divisor
    new = max(min_value, int(v + divisor / 2) // divisor * divisor)
    return new + divisor if new < round_limit * v else new


def trunc_normal_(tensor, mean=0.0, std=1.0, a=-2.0, b=2.0):
    with torch.no_grad():
        return nn.init.trunc_normal_(tensor, mean=mean, std=std, a=a, b=b)


def trunc_normal_tf_(tensor, mean=0.0, std=1.0, a=-2.0, b=2.0):
    with torch.no_grad():
        nn.init.trunc_normal_(tensor, mean=0.0, std=1.0, a=a, b=b)
        return tensor.mul_(std).add_(mean)


def lecun_normal_(tensor):
    fan_in, _ = nn.init._calculate_fan_in_and_fan_out(tensor)
    return trunc_normal_tf_(tensor, std=math.sqrt(1.0 / fan_in) / 0.87962566103423978)


def drop_path(x, drop_prob: float = 0.0, training: bool = False, scale_by_keep: bool = True):
    """Stochastic depth per sample (Huang et al. 2016)."""
    if drop_prob == 0.0 or not training:
        return x
    keep_prob = 1 - drop_prob
    mask = x.new_empty((x.shape[0],) + (1,) * (x.ndim - 1)).bernoulli_(keep_prob)
    if keep_prob > 0.0 and scale_by_keep:
        mask.div_(keep_prob)
    return x * mask


class DropPath(nn.Module):
    def __init__(self, drop_prob: float = 0.0, scale_by_keep: bool = True):
        super().__init__()
        self.drop_prob = drop_prob
        self.scale_by_keep = scale_by_keep

    def forward(self, x):
        return drop_path(x, self.drop_prob or 0.0, self.training, self.scale_by_keep)

    def extra_repr(self):
        return f"drop_prob={round(self.drop_prob or 0.0, 3):0.3f}"


class LayerNorm2d(nn.LayerNorm):
    """Over the channels of N×C×H×W."""

    def __init__(self, num_channels, eps=1e-6, affine=True):
        super().__init__(num_channels, eps=eps, elementwise_affine=affine)

    def forward(self, x):
        x = x.permute(0, 2, 3, 1)
        return F.layer_norm(x, self.normalized_shape, self.weight, self.bias, self.eps).permute(0, 3, 1, 2)


class Mlp(nn.Module):
    def __init__(
        self,
        in_features,
        hidden_features=None,
        out_features=None,
        act_layer=nn.GELU,
        norm_layer=None,
        bias=True,
        drop=0.0,
        use_conv=False,
    ):
        super().__init__()
        hidden_features = hidden_features or in_features
        bias, drops = to_2tuple(bias), to_2tuple(drop)
        linear = partial(nn.Conv2d, kernel_size=1) if use_conv else nn.Linear
        self.fc1 = linear(in_features, hidden_features, bias=bias[0])
        self.act = act_layer()
        self.drop1 = nn.Dropout(drops[0])
        self.norm = norm_layer(hidden_features) if norm_layer is not None else nn.Identity()
        self.fc2 = linear(hidden_features, out_features or in_features, bias=bias[1])
        self.drop2 = nn.Dropout(drops[1])

    def forward(self, x):
        return self.drop2(self.fc2(self.norm(self.drop1(self.act(self.fc1(x))))))


class PatchEmbed(nn.Module):
    """N×C×H×W to N×patches×width, or in the order of axes that `output_fmt` names."""

    def __init__(
        self,
        img_size=224,
        patch_size=16,
        in_chans=3,
        embed_dim=768,
        norm_layer=None,
        flatten=True,
        output_fmt=None,
        bias=True,
        strict_img_size=True,
        dynamic_img_pad=False,
        device=None,
        dtype=None,
    ):
        super().__init__()
        self.patch_size = to_2tuple(patch_size)
        self.img_size = self.grid_size = self.num_patches = None
        if img_size is not None:
            self.img_size = to_2tuple(img_size)
            self.grid_size = tuple(size // patch for size, patch in zip(self.img_size, self.patch_size))
            self.num_patches = self.grid_size[0] * self.grid_size[1]
        self.flatten = flatten and output_fmt is None
        self.output_fmt = output_fmt or "NCHW"
        self.strict_img_size, self.dynamic_img_pad = strict_img_size, dynamic_img_pad
        self.proj = nn.Conv2d(in_chans, embed_dim, self.patch_size, self.patch_size, bias=bias)
        self.norm = norm_layer(embed_dim) if norm_layer else nn.Identity()

    def feat_ratio(self, as_scalar=True):
        return max(self.patch_size) if as_scalar else self.patch_size

    def forward(self, x):
        height, width = x.shape[-2:]
        if self.img_size is not None and self.strict_img_size:
            assert height == self.img_size[0], f"Input height ({height}) doesn't match model ({self.img_size[0]})."
            assert width == self.img_size[1], f"Input width ({width}) doesn't match model ({self.img_size[1]})."
        missing = [-extent % patch for extent, patch in zip((height, width), self.patch_size)]
        if self.dynamic_img_pad:
            x = F.pad(x, (0, missing[1], 0, missing[0]))
        elif self.img_size is not None and not self.strict_img_size:
            assert not any(missing), (
                f"Input size ({height}, {width}) should be divisible by patch size {self.patch_size}."
            )
        x = self.proj(x)
        if self.flatten:
            x = x.flatten(2).transpose(1, 2)
        elif self.output_fmt != "NCHW":
            x = _from_nchw(x, self.output_fmt)
        return self.norm(x)


def _from_nchw(x, format: str):
    if format == "NHWC":
        return x.permute(0, 2, 3, 1)
    x = x.flatten(2)
    return x.transpose(1, 2) if format == "NLC" else x


def _activation(layer, **settings):
    """A layer from its class or from its name in timm (`relu`, `hard_sigmoid`)."""
    if isinstance(layer, str):
        layer = _ACTIVATIONS[layer]
    try:
        return layer(**settings)
    except TypeError:
        # It has no `inplace`.
        return layer()


_ACTIVATIONS = {
    "relu": nn.ReLU, "relu6": nn.ReLU6, "leaky_relu": nn.LeakyReLU, "elu": nn.ELU, "selu": nn.SELU, "gelu": nn.GELU,
    "silu": nn.SiLU, "swish": nn.SiLU, "mish": nn.Mish, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid, "prelu": nn.PReLU,
    "hard_sigmoid": nn.Hardsigmoid, "hard_swish": nn.Hardswish, "identity": nn.Identity,
}  # fmt: skip


class SqueezeExcite(nn.Module):
    """Hu et al. 2018, as timm.layers has it (`SEModule`)."""

    def __init__(
        self,
        channels,
        rd_ratio=1.0 / 16,
        rd_channels=None,
        rd_divisor=8,
        add_maxpool=False,
        bias=True,
        act_layer=nn.ReLU,
        norm_layer=None,
        gate_layer="sigmoid",
        device=None,
        dtype=None,
    ):
        super().__init__()
        rd_channels = rd_channels or make_divisible(channels * rd_ratio, rd_divisor, round_limit=0.0)
        self.add_maxpool = add_maxpool
        self.fc1 = nn.Conv2d(channels, rd_channels, 1, bias=bias)
        self.bn = norm_layer(rd_channels) if norm_layer else nn.Identity()
        self.act = _activation(act_layer, inplace=True)
        self.fc2 = nn.Conv2d(rd_channels, channels, 1, bias=bias)
        self.gate = _activation(gate_layer)

    def forward(self, x):
        squeezed = x.mean((2, 3), keepdim=True)
        if self.add_maxpool:
            squeezed = 0.5 * squeezed + 0.5 * x.amax((2, 3), keepdim=True)
        return x * self.gate(self.fc2(self.act(self.bn(self.fc1(squeezed)))))


SEModule = SqueezeExcite


class Swish(nn.SiLU):
    pass


class BatchNormAct2d(nn.BatchNorm2d):
    """Batch normalisation, then its activation."""

    def __init__(
        self,
        num_features,
        eps=1e-5,
        momentum=0.1,
        affine=True,
        track_running_stats=True,
        apply_act=True,
        act_layer=nn.ReLU,
        act_kwargs=None,
        inplace=True,
        drop_layer=None,
        device=None,
        dtype=None,
    ):
        super().__init__(num_features, eps, momentum, affine, track_running_stats)
        self.drop = drop_layer() if drop_layer is not None else nn.Identity()
        has_act = apply_act and act_layer is not None
        self.act = _activation(act_layer, inplace=inplace, **(act_kwargs or {})) if has_act else nn.Identity()

    def forward(self, x):
        return self.act(self.drop(super().forward(x)))


class ConvNormAct(nn.Module):
    """Of normalisations, that over the batch."""

    def __init__(
        self,
        in_channels,
        out_channels,
        kernel_size=1,
        stride=1,
        padding="",
        dilation=1,
        groups=1,
        bias=False,
        apply_norm=True,
        apply_act=True,
        norm_layer=nn.BatchNorm2d,
        act_layer=nn.ReLU,
        aa_layer=None,
        drop_layer=None,
        conv_kwargs=None,
        norm_kwargs=None,
        act_kwargs=None,
        device=None,
        dtype=None,
    ):
        super().__init__()
        is_batch_norm = isinstance(norm_layer, type) and issubclass(norm_layer, nn.BatchNorm2d)
        if not is_batch_norm or aa_layer is not None or isinstance(padding, str) and padding:
            raise NotImplementedError(
                "timm is not installed here, and its stand-in has of ConvNormAct only that with BatchNorm2d, without "
                "anti-aliasing and with padding that is given as a number: name the folder of site-packages that holds "
                "timm in the setting skipline.pythonPath (--python-path on the command line)"
            )
        if padding is None or padding == "":
            padding = ((stride - 1) + dilation * (kernel_size - 1)) // 2
        self.conv = nn.Conv2d(
            in_channels,
            out_channels,
            kernel_size,
            stride,
            padding,
            dilation,
            groups,
            bias=bias,
            **(conv_kwargs or {}),
        )
        settings = norm_kwargs or {}
        if apply_norm:
            self.bn = BatchNormAct2d(
                out_channels,
                apply_act=apply_act,
                act_layer=act_layer,
                act_kwargs=act_kwargs,
                drop_layer=drop_layer,
                **settings,
            )
        else:
            self.bn = nn.Sequential()
            if drop_layer:
                self.bn.add_module("drop", drop_layer())

    def forward(self, x):
        return self.bn(self.conv(x))


ConvBnAct = ConvNormAct
