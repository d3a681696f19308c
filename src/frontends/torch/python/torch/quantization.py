"""`torch.quantization`, the older name of `torch.ao.quantization`."""

import sys

import torch.nn.quantized  # noqa: F401  so that `nn.quantized` is there

from .ao import quantization

sys.modules[__name__] = quantization
