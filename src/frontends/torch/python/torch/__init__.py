"""A stand-in for PyTorch that writes graphs instead of computing: the part of its interface that models use."""

from math import e, inf, nan, pi

from . import _numbers, _types
from ._functions import (
    TYPED_TENSORS,
    initial_seed,
    is_complex,
    is_floating_point,
    is_grad_enabled,
    is_inference_mode_enabled,
    is_nonzero,
    is_signed,
    is_storage,
    is_tensor,
    manual_seed,
    numel,
    seed,
    set_default_tensor_type,
    set_printoptions,
    typename,
)
from ._numbers import finfo, iinfo
from ._ops import registry
from ._ops.random import Generator, default_generator
from ._tensor import Tensor
from ._types import Size, device, dtype, get_default_dtype, layout, memory_format, set_default_dtype, strided

globals().update(_types.NAMES)
globals().update(registry.functions)
globals().update(TYPED_TENSORS)

contiguous_format, channels_last, channels_last_3d, preserve_format = map(
    memory_format, ("contiguous_format", "channels_last", "channels_last_3d", "preserve_format")
)
newaxis = None

# Below the operations, on which the modules rely, and above `__getattr__`, which would answer in their place.
from . import (
    _environment,
    _opaque,
    amp,
    ao,
    autograd,
    compiler,
    distributions,
    fft,
    func,
    futures,
    fx,
    hub,
    jit,
    linalg,
    nn,
    ops,
    optim,
    quantization,
    random,
    serialization,
    special,
    utils,
)
from .autograd import enable_grad, inference_mode, no_grad, set_grad_enabled
from .compiler import compile
from .func import vmap
from .serialization import load, save

globals().update({name: registry.functions[name] for name in linalg.OLDER})
globals().update({name: value for name, value in _environment.install().items() if name not in globals()})

__version__ = "2.13.0"


def __getattr__(name: str):
    from _skipline.missing import missing_attribute

    from ._functions import functional_form

    return functional_form(name) or missing_attribute(f"torch.{name}")
