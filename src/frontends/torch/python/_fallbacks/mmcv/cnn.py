"""mmcv.cnn: convolution modules, the non-local block, and their builders."""

import torch
from mmengine import *
from torch import nn
from torch.nn import *
from torch.nn.utils import spectral_norm

CONV_LAYERS = NORM_LAYERS = ACTIVATION_LAYERS = PADDING_LAYERS = UPSAMPLE_LAYERS = PLUGIN_LAYERS = MODELS

#: Activations that have no `inplace`.
_WITHOUT_INPLACE = ("Tanh", "PReLU", "Sigmoid", "HSigmoid", "Swish", "GELU")

_PADDINGS = {"zero": nn.ZeroPad2d, "reflect": nn.ReflectionPad2d, "replicate": nn.ReplicationPad2d}


def build_padding_layer(cfg: dict, *args, **kwargs):
    settings = dict(cfg)
    return _PADDINGS[settings.pop("type")](*args, **kwargs, **settings)


def build_upsample_layer(cfg: dict, *args, **kwargs):
    settings = dict(cfg)
    kind = settings.pop("type")
    if kind in ("nearest", "bilinear"):
        return nn.Upsample(*args, mode=kind, **kwargs, **settings)
    layer = nn.ConvTranspose2d if kind == "deconv" else MODELS.get(kind)
    return layer(*args, **kwargs, **settings)


class ConvModule(nn.Module):
    """Convolution, norm and activation in the given order; without a bias where a norm follows."""

    def __init__(
        self,
        in_channels,
        out_channels,
        kernel_size,
        stride=1,
        padding=0,
        dilation=1,
        groups=1,
        bias="auto",
        conv_cfg=None,
        norm_cfg=None,
        act_cfg=dict(type="ReLU"),
        inplace=True,
        with_spectral_norm=False,
        padding_mode="zeros",
        order=("conv", "norm", "act"),
    ):
        super().__init__()
        self.conv_cfg, self.norm_cfg, self.act_cfg = conv_cfg, norm_cfg, act_cfg
        self.inplace, self.order = inplace, order
        self.with_norm, self.with_activation = norm_cfg is not None, act_cfg is not None
        self.with_bias = not self.with_norm if bias == "auto" else bias
        self.with_explicit_padding = padding_mode not in ("zeros", "circular")
        if self.with_explicit_padding:
            self.padding_layer = build_padding_layer({"type": padding_mode}, padding)
        self.conv = build_conv_layer(
            conv_cfg,
            in_channels,
            out_channels,
            kernel_size,
            stride=stride,
            padding=0 if self.with_explicit_padding else padding,
            dilation=dilation,
            groups=groups,
            bias=self.with_bias,
        )
        for name in ("in_channels", "out_channels", "kernel_size", "stride", "dilation", "groups"):
            setattr(self, name, getattr(self.conv, name))
        self.padding = padding
        if with_spectral_norm:
            self.conv = spectral_norm(self.conv)
        self.norm_name = None
        if self.with_norm:
            channels = out_channels if order.index("norm") > order.index("conv") else in_channels
            self.norm_name, norm = build_norm_layer(norm_cfg, channels)
            self.add_module(self.norm_name, norm)
        if self.with_activation:
            settings = dict(act_cfg)
            if settings["type"] not in _WITHOUT_INPLACE:
                settings.setdefault("inplace", inplace)
            self.activate = build_activation_layer(settings)
        self.init_weights()

    @property
    def norm(self):
        return getattr(self, self.norm_name) if self.norm_name else None

    def init_weights(self) -> None:
        if not hasattr(self.conv, "init_weights"):
            kind = self.act_cfg["type"] if self.with_activation else "ReLU"
            slope = self.act_cfg.get("negative_slope", 0.01) if kind == "LeakyReLU" else 0
            kaiming_init(self.conv, a=slope, nonlinearity="leaky_relu" if kind == "LeakyReLU" else "relu")
        if self.with_norm:
            constant_init(self.norm, 1, bias=0)

    def forward(self, x, activate=True, norm=True):
        for layer in self.order:
            if layer == "conv":
                x = self.conv(self.padding_layer(x) if self.with_explicit_padding else x)
            elif layer == "norm" and norm and self.with_norm:
                x = self.norm(x)
            elif layer == "act" and activate and self.with_activation:
                x = self.activate(x)
        return x


class DepthwiseSeparableConvModule(nn.Module):
    def __init__(
        self,
        in_channels,
        out_channels,
        kernel_size,
        stride=1,
        padding=0,
        dilation=1,
        norm_cfg=None,
        act_cfg=dict(type="ReLU"),
        dw_norm_cfg="default",
        dw_act_cfg="default",
        pw_norm_cfg="default",
        pw_act_cfg="default",
        **kwargs,
    ):
        super().__init__()
        self.depthwise_conv = ConvModule(
            in_channels,
            in_channels,
            kernel_size,
            stride=stride,
            padding=padding,
            dilation=dilation,
            groups=in_channels,
            norm_cfg=norm_cfg if dw_norm_cfg == "default" else dw_norm_cfg,
            act_cfg=act_cfg if dw_act_cfg == "default" else dw_act_cfg,
            **kwargs,
        )
        self.pointwise_conv = ConvModule(
            in_channels,
            out_channels,
            1,
            norm_cfg=norm_cfg if pw_norm_cfg == "default" else pw_norm_cfg,
            act_cfg=act_cfg if pw_act_cfg == "default" else pw_act_cfg,
            **kwargs,
        )

    def forward(self, x):
        return self.pointwise_conv(self.depthwise_conv(x))


class NonLocal2d(nn.Module):
    """Wang et al. 2018."""

    def __init__(
        self,
        in_channels,
        sub_sample=False,
        conv_cfg=dict(type="Conv2d"),
        reduction=2,
        use_scale=True,
        norm_cfg=None,
        mode="embedded_gaussian",
        zeros_init=True,
        **kwargs,
    ):
        super().__init__()
        self.in_channels, self.reduction, self.use_scale, self.mode = in_channels, reduction, use_scale, mode
        self.inter_channels = max(in_channels // reduction, 1)
        inner = {"kernel_size": 1, "conv_cfg": conv_cfg, "act_cfg": None}
        self.g = ConvModule(in_channels, self.inter_channels, **inner)
        self.conv_out = ConvModule(self.inter_channels, in_channels, norm_cfg=norm_cfg, **inner)
        if mode != "gaussian":
            self.theta = ConvModule(in_channels, self.inter_channels, **inner)
            self.phi = ConvModule(in_channels, self.inter_channels, **inner)
        if mode == "concatenation":
            self.concat_project = ConvModule(self.inter_channels * 2, 1, 1, bias=False)
        self.init_weights(zeros_init=zeros_init, **kwargs)
        if sub_sample:
            pool = nn.MaxPool2d(kernel_size=(2, 2))
            self.g = nn.Sequential(self.g, pool)
            if mode == "gaussian":
                self.phi = pool
            else:
                self.phi = nn.Sequential(self.phi, pool)

    def init_weights(self, std=0.01, zeros_init=True) -> None:
        """Of the last layer with zeros, so that the block begins as the identity."""
        parts = [self.g] if self.mode == "gaussian" else [self.g, self.theta, self.phi]
        for part in parts:
            normal_init(part.conv, std=std)
        last = self.conv_out.conv if self.conv_out.norm_cfg is None else self.conv_out.norm
        constant_init(last, 0) if zeros_init else normal_init(last, std=std)

    def gaussian(self, theta_x, phi_x):
        return torch.matmul(theta_x, phi_x).softmax(dim=-1)

    def embedded_gaussian(self, theta_x, phi_x):
        weight = torch.matmul(theta_x, phi_x)
        return (weight / theta_x.shape[-1] ** 0.5 if self.use_scale else weight).softmax(dim=-1)

    def dot_product(self, theta_x, phi_x):
        weight = torch.matmul(theta_x, phi_x)
        return weight / weight.shape[-1]

    def concatenation(self, theta_x, phi_x):
        height, width = theta_x.size(1), phi_x.size(2)
        theta_x = theta_x.permute(0, 2, 1).unsqueeze(3).repeat(1, 1, 1, width)
        phi_x = phi_x.unsqueeze(2).repeat(1, 1, height, 1)
        weight = self.concat_project(torch.cat([theta_x, phi_x], dim=1)).view(-1, height, width)
        return weight / weight.shape[-1]

    def forward(self, x):
        count = x.size(0)
        g_x = self.g(x).view(count, self.inter_channels, -1).permute(0, 2, 1)
        theta_x = x if self.mode == "gaussian" else self.theta(x)
        phi_x = self.phi(x) if hasattr(self, "phi") else x
        theta_x = theta_x.view(count, theta_x.size(1), -1).permute(0, 2, 1)
        weight = getattr(self, self.mode)(theta_x, phi_x.view(count, phi_x.size(1), -1))
        y = torch.matmul(weight, g_x).permute(0, 2, 1).reshape(count, self.inter_channels, *x.size()[2:])
        return x + self.conv_out(y)


class Scale(nn.Module):
    def __init__(self, scale=1.0):
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(scale, dtype=torch.float))

    def forward(self, x):
        return x * self.scale


def bias_init_with_prob(prior_prob: float) -> float:
    import math

    return float(-math.log((1 - prior_prob) / prior_prob))
