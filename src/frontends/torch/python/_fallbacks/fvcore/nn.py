"""fvcore.nn: `weight_init`."""

from torch import nn


def c2_xavier_fill(module) -> None:
    nn.init.kaiming_uniform_(module.weight, a=1)
    if module.bias is not None:
        nn.init.constant_(module.bias, 0)


def c2_msra_fill(module) -> None:
    nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
    if module.bias is not None:
        nn.init.constant_(module.bias, 0)


class weight_init:
    c2_xavier_fill = staticmethod(c2_xavier_fill)
    c2_msra_fill = staticmethod(c2_msra_fill)
