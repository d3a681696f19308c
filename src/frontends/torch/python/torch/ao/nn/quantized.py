"""`torch.ao.nn.quantized`: functions as modules, which a conversion would replace by their quantized forms."""

import torch
from torch.nn import Identity, Module


class FloatFunctional(Module):
    """Add, multiply and concatenate with an observer behind them, which passes everything on."""

    def __init__(self):
        super().__init__()
        self.activation_post_process = Identity()

    def forward(self, x):
        raise RuntimeError(
            "FloatFunctional is not intended to use the 'forward'. Please use the underlying operation"
        )

    def add(self, x, y):
        return self.activation_post_process(torch.add(x, y))

    def add_scalar(self, x, y):
        return torch.add(x, y)

    def mul(self, x, y):
        return self.activation_post_process(torch.mul(x, y))

    def mul_scalar(self, x, y):
        return torch.mul(x, y)

    def cat(self, x, dim=0):
        return self.activation_post_process(torch.cat(x, dim=dim))

    def add_relu(self, x, y):
        return self.activation_post_process(torch.relu(torch.add(x, y)))

    def matmul(self, x, y):
        return self.activation_post_process(torch.matmul(x, y))


FXFloatFunctional = FloatFunctional


def __getattr__(name: str):
    from _skipline.missing import missing_attribute

    return missing_attribute(f"torch.ao.nn.quantized.{name}")
