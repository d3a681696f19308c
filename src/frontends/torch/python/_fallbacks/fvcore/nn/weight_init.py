"""fvcore.nn.weight_init: the initializers of Caffe2, for layers with a weight and perhaps a bias."""

from torch import nn


def c2_xavier_fill(module) -> None:
    """Caffe2's XavierFill is PyTorch's kaiming_uniform_ with a=1."""
    nn.init.kaiming_uniform_(module.weight, a=1)
    if module.bias is not None:
        nn.init.constant_(module.bias, 0)


def c2_msra_fill(module) -> None:
    nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
    if module.bias is not None:
        nn.init.constant_(module.bias, 0)
