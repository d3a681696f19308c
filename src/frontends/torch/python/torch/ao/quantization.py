"""`torch.ao.quantization`: what stands in the source of a network that can be quantized. The conversion itself is
refused, since integer kernels are not what is trained."""

import copy

from _skipline.inert import refused

from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval, fuse_linear_bn_eval


class _Stub(nn.Module):
    """Passes its input on until a conversion puts another module in its place."""

    def __init__(self, qconfig=None):
        super().__init__()
        if qconfig:
            self.qconfig = qconfig

    def forward(self, x):
        return x


class QuantStub(_Stub):
    pass


class DeQuantStub(_Stub):
    pass


class QuantWrapper(nn.Module):
    def __init__(self, module):
        super().__init__()
        qconfig = getattr(module, "qconfig", None)
        self.add_module("quant", QuantStub(qconfig))
        self.add_module("dequant", DeQuantStub(qconfig))
        self.add_module("module", module)
        self.train(module.training)

    def forward(self, X):
        return self.dequant(self.module(self.quant(X)))


class FusedLayers(nn.Sequential):
    """Layers that a conversion makes one kernel of."""


def _fuse(layers: list[nn.Module]) -> nn.Module:
    first, *rest = layers
    if rest and isinstance(rest[0], nn.modules.batchnorm._BatchNorm) and not first.training:
        join = fuse_linear_bn_eval if isinstance(first, nn.Linear) else fuse_conv_bn_eval
        first, rest = join(first, rest[0]), rest[1:]
    return FusedLayers(first, *rest) if rest else first


def fuse_modules(model, modules_to_fuse, inplace=False, fuser_func=None, fuse_custom_config_dict=None):
    """Joins each list of layers in the place of its first; identities stand in the places of the others."""
    if not inplace:
        model = copy.deepcopy(model)
    if all(isinstance(name, str) for name in modules_to_fuse):
        modules_to_fuse = [modules_to_fuse]
    for names in modules_to_fuse:
        fused = _fuse([model.get_submodule(name) for name in names])
        for name in names:
            parent, _, child = name.rpartition(".")
            setattr(model.get_submodule(parent), child, fused if name == names[0] else nn.Identity())
    return model


fuse_modules_qat = fuse_modules


def prepare(model, inplace=False, *args, **kwargs):
    """Observers would only watch what passes."""
    return model if inplace else copy.deepcopy(model)


prepare_qat, quantize, quantize_dynamic, quantize_qat, convert = (
    refused(
        f"a model that torch.ao.quantization.{name} has changed: trace the network as it is before it is quantized"
    )
    for name in "prepare_qat quantize quantize_dynamic quantize_qat convert".split()
)


def __getattr__(name: str):
    from _skipline.missing import missing_attribute

    return missing_attribute(f"torch.ao.quantization.{name}")
