"""timm.layers.create_act: activations by their names."""

from torch import nn


def create_act_layer(name, **settings):
    """A layer from its class or from its name in timm (`relu`, `hard_sigmoid`)."""
    if isinstance(name, str):
        name = _ACTIVATIONS[name]
    try:
        return name(**settings)
    except TypeError:
        # It has no `inplace`.
        return name()


_ACTIVATIONS = {
    "relu": nn.ReLU, "relu6": nn.ReLU6, "leaky_relu": nn.LeakyReLU, "elu": nn.ELU, "selu": nn.SELU, "gelu": nn.GELU,
    "silu": nn.SiLU, "swish": nn.SiLU, "mish": nn.Mish, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid, "prelu": nn.PReLU,
    "hard_sigmoid": nn.Hardsigmoid, "hard_swish": nn.Hardswish, "identity": nn.Identity,
}  # fmt: skip
