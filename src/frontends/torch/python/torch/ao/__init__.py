"""`torch.ao`: quantization, of which a network before its conversion has the stubs."""

from . import nn, quantization

__all__ = ["nn", "quantization"]
