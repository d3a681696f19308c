"""Functions of `torch` that make no node: questions about tensors, settings, seeds.

They stand apart because `torch` itself calls data types `int`, `float` and `bool`.
"""

from . import _types
from ._ops import creation
from ._tensor import Tensor
from ._types import set_default_dtype


class _TypedTensor(type):
    """`torch.LongTensor` and the like: a constructor, and a class for `isinstance`."""

    def __instancecheck__(cls, instance) -> bool:
        return isinstance(instance, Tensor) and instance.dtype is cls.kind

    def __call__(cls, *data):
        if all(isinstance(item, int) for item in data):
            return creation.empty(*(data or (0,)), dtype=cls.kind)
        return creation.tensor(data[0], dtype=cls.kind)


TYPED_TENSORS = {
    f"{kind.type_name}Tensor": _TypedTensor(f"{kind.type_name}Tensor", (), {"kind": kind})
    for kind in _types.NAMES.values()
    if not kind.is_complex
}


def is_tensor(obj) -> bool:
    return isinstance(obj, Tensor)


def is_storage(obj) -> bool:
    return False


def is_nonzero(input) -> bool:
    return bool(input)


def numel(input) -> int:
    return input.numel()


def is_floating_point(input) -> bool:
    return input.is_floating_point()


def is_complex(input) -> bool:
    return input.is_complex()


def set_default_tensor_type(t) -> None:
    set_default_dtype(
        _types.NAMES[str(t).rpartition(".")[2].removesuffix("Tensor").lower()]
        if isinstance(t, str)
        else t.kind
    )


def set_printoptions(*args, **options) -> None:
    """Nothing is printed while a model is traced."""


def manual_seed(seed):
    from _skipline import notices

    notices.warn(
        "seedIgnored", "The seed that this sets is ignored: the seed of the run decides how parameters begin."
    )
    return default_generator


def seed() -> int:
    return 0


def initial_seed() -> int:
    return 0


def is_grad_enabled() -> bool:
    from . import _tensor

    return _tensor.grad_enabled


def is_inference_mode_enabled() -> bool:
    return False


class Generator:
    def __init__(self, device="cpu"):
        self.device = _types.device(device)

    def manual_seed(self, seed: int) -> "Generator":
        return self

    def seed(self) -> int:
        return 0

    initial_seed = seed


default_generator = Generator()
