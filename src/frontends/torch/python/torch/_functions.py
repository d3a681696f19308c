"""Functions of `torch` that make no node: questions about tensors, settings, seeds.

They stand apart because `torch` itself calls data types `int`, `float` and `bool`.
"""

from . import _types
from ._ops import creation
from ._ops.random import default_generator
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


#: Functions of `torch.nn.functional` that are functions of `torch` too, with the same arguments.
_FUNCTIONAL = frozenset(
    """adaptive_avg_pool1d adaptive_max_pool1d alpha_dropout avg_pool1d bilinear celu channel_shuffle conv1d conv2d
    conv3d conv_transpose1d conv_transpose2d conv_transpose3d cosine_similarity dropout feature_alpha_dropout
    feature_dropout group_norm hardshrink layer_norm max_pool1d max_pool2d max_pool3d pairwise_distance pdist
    pixel_shuffle pixel_unshuffle prelu rms_norm rrelu selu threshold""".split()
)


def functional_form(name: str):
    """`torch.<name>` where that is a layer's function; None otherwise."""
    from .nn import functional

    if name in _FUNCTIONAL:
        return getattr(functional, name)
    if name.endswith("_") and name[:-1] in _FUNCTIONAL:
        return lambda input, *args, **kwargs: input._become(
            getattr(functional, name[:-1])(input, *args, **kwargs)
        )
    return {
        "batch_norm": lambda input, weight, bias, mean, variance, training, momentum, eps, cudnn_enabled=True: (
            functional.batch_norm(input, mean, variance, weight, bias, training, momentum, eps)
        ),
        "constant_pad_nd": lambda input, pad, value=0: functional.pad(input, pad, "constant", value),
        "embedding": lambda weight, indices, padding_idx=-1, scale_grad_by_freq=False, sparse=False: (
            functional.embedding(indices, weight, padding_idx if padding_idx >= 0 else None)
        ),
    }.get(name)


def is_tensor(obj) -> bool:
    return isinstance(obj, Tensor)


def typename(obj) -> str:
    from .nn.modules._members import typename

    return typename(obj)


def is_storage(obj) -> bool:
    return False


def is_nonzero(input) -> bool:
    return bool(input)


def is_signed(input) -> bool:
    return input.is_signed()


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
