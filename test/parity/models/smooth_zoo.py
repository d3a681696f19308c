"""torchvision's models without the points at which a derivative jumps.

A ReLU's derivative jumps at 0 and a maximum's where two inputs are equal, so that one rounding error can change a gradient
by far more than its size. The counterpart here has the same convolutions, normalisations and paths, with SiLU for ReLU,
ReLU6 and Hardswish, a sigmoid for Hardsigmoid, and averages for maxima. Its float32 gradients are comparable between
implementations.
"""

import importlib

from torch import nn
from torch.nn import functional as F


class Smooth(nn.Module):
    """The smooth counterpart of torchvision.models.FILE.NAME.

    A classifier that starts at zero, as that of the vision transformers does, hands no gradient back; it is drawn anew.
    """

    def __init__(self, file: str, name: str, settings: dict):
        super().__init__()
        self.model = getattr(importlib.import_module(f"torchvision.models.{file}"), name)(**settings)
        replace(self.model)
        if file == "vision_transformer":
            nn.init.normal_(self.model.heads.head.weight, std=0.02)

    def forward(self, x):
        functions = F.relu, F.max_pool2d
        F.relu, F.max_pool2d = (lambda values, inplace=False: F.silu(values)), F.avg_pool2d
        try:
            return self.model(x)
        finally:
            F.relu, F.max_pool2d = functions


def replace(module: nn.Module) -> None:
    for name, child in module.named_children():
        if isinstance(child, (nn.ReLU, nn.ReLU6, nn.Hardswish)):
            setattr(module, name, nn.SiLU())
        elif isinstance(child, nn.Hardsigmoid):
            setattr(module, name, nn.Sigmoid())
        elif isinstance(child, nn.MaxPool2d):
            average = nn.AvgPool2d(child.kernel_size, child.stride, child.padding, child.ceil_mode)
            setattr(module, name, average)
        else:
            replace(child)
