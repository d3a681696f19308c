"""`torch.nn.quantized`, the older name of `torch.ao.nn.quantized`."""

from torch.ao.nn.quantized import FloatFunctional, FXFloatFunctional, __getattr__

__all__ = ["FXFloatFunctional", "FloatFunctional", "__getattr__"]
