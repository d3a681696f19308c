"""A stand-in for PyTorch that writes graphs instead of computing: the part of its interface that models use."""

from math import e, inf, nan, pi

from . import _types
from ._ops import creation, indexing, linear, pointwise, reduction, registry, shaping
from ._tensor import Tensor
from ._types import Size, device, dtype, get_default_dtype, layout, memory_format, set_default_dtype

pointwise.install_conversions(_types.NAMES)
globals().update(_types.NAMES)
globals().update(registry.functions)

contiguous_format, channels_last, channels_last_3d, preserve_format = map(
    memory_format, ("contiguous_format", "channels_last", "channels_last_3d", "preserve_format")
)
strided = "strided"


class _TypedTensor(type):
    """`torch.LongTensor` and the like: a constructor, and a class for `isinstance`."""

    def __instancecheck__(cls, instance) -> bool:
        return isinstance(instance, Tensor) and instance.dtype is cls.kind

    def __call__(cls, *data):
        if all(isinstance(item, int) for item in data):
            return creation.empty(*data, dtype=cls.kind)
        return creation.tensor(data[0], dtype=cls.kind)


for _name in ("Float", "Double", "Half", "Long", "Int", "Bool"):
    globals()[f"{_name}Tensor"] = _TypedTensor(f"{_name}Tensor", (), {"kind": _types.NAMES[_name.lower()]})


def is_tensor(obj) -> bool:
    return isinstance(obj, Tensor)


def numel(input) -> int:
    return input.numel()


def is_floating_point(input) -> bool:
    return input.is_floating_point()


def manual_seed(seed):
    from _skipline import notices

    notices.warn(
        "seedIgnored", "The seed that this sets is ignored: the seed of the run decides how parameters begin."
    )


def compile(model=None, **settings):
    return model if model is not None else lambda function: function


def is_grad_enabled() -> bool:
    return True


class Generator:
    def manual_seed(self, seed: int) -> "Generator":
        return self


# Below the operations, on which the modules rely, and above `__getattr__`, which would answer in their place.
from . import _opaque, autograd, cuda, hub, jit, nn, utils
from .autograd import enable_grad, inference_mode, no_grad, set_grad_enabled

__version__ = "2.13.0"


def __getattr__(name: str):
    from _skipline.missing import missing_attribute

    return missing_attribute(f"torch.{name}")
