"""What layers of `torch.nn` expect of their input, said where an input disagrees."""

from collections.abc import Callable


def shape_text(shape) -> str:
    """`1×3×224×224`, as everywhere in Skipline."""
    return "×".join(map(str, shape)) or "scalar"


def disagreement(module, name: str, args: tuple) -> str | None:
    """A sentence where the first inputs of a layer are not what it was constructed for; None where they are."""
    from torch import Tensor

    check = _check_of(type(module))
    if check is None or not args:
        return None
    if not isinstance(args[0], Tensor):
        given = type(args[0]).__name__
        return f"{name} expects a tensor, but it is given {'None' if args[0] is None else f'a {given}'}."
    return check(module, name, args)


def input_of(module) -> tuple[str, int, int] | None:
    """Type of the elements, axis and extent that a layer expects of its first input; None for other layers."""
    kind = _kind_of(type(module))
    if kind is None:
        return None
    attribute, axis = _EXTENTS[kind]
    if kind == "Embedding":
        return "int64", 0, module.num_embeddings
    return "float32", axis, getattr(module, attribute)


#: By the name of a class of torch.nn: the attribute that holds the extent, and the axis of the input that must have it.
_EXTENTS = {
    "Linear": ("in_features", -1),
    "Conv1d": ("in_channels", 1),
    "Conv2d": ("in_channels", 1),
    "Conv3d": ("in_channels", 1),
    "ConvTranspose1d": ("in_channels", 1),
    "ConvTranspose2d": ("in_channels", 1),
    "ConvTranspose3d": ("in_channels", 1),
    "BatchNorm1d": ("num_features", 1),
    "BatchNorm2d": ("num_features", 1),
    "BatchNorm3d": ("num_features", 1),
    "SyncBatchNorm": ("num_features", 1),
    "InstanceNorm1d": ("num_features", 1),
    "InstanceNorm2d": ("num_features", 1),
    "InstanceNorm3d": ("num_features", 1),
    "GroupNorm": ("num_channels", 1),
    "RNN": ("input_size", -1),
    "LSTM": ("input_size", -1),
    "GRU": ("input_size", -1),
    "RNNCell": ("input_size", -1),
    "LSTMCell": ("input_size", -1),
    "GRUCell": ("input_size", -1),
    "MultiheadAttention": ("embed_dim", -1),
    "Embedding": ("num_embeddings", 0),
    "EmbeddingBag": ("num_embeddings", 0),
}

#: What the extent is called, and the argument of the constructor.
_WORDS = {
    "in_features": "input features",
    "in_channels": "input channels",
    "num_features": "channels",
    "num_channels": "channels",
    "input_size": "input features",
    "embed_dim": "features",
}

#: Axes of the inputs of layers that work on space, by the digit in their names.
_SPATIAL = {"1": "length", "2": "height×width", "3": "depth×height×width"}


def _kind_of(cls: type) -> str | None:
    return next(
        (base.__name__ for base in cls.__mro__ if _is_torch(base) and base.__name__ in _EXTENTS),
        None,
    )


def _is_torch(cls: type) -> bool:
    return cls.__module__.startswith("torch.nn")


def _check_of(cls: type) -> Callable[[object, str, tuple], str | None] | None:
    for base in cls.__mro__:
        if not _is_torch(base):
            continue
        if base.__name__ in ("Embedding", "EmbeddingBag"):
            return _embedding
        if base.__name__ in ("LayerNorm", "RMSNorm"):
            return _normalized_shape
        if base.__name__ == "Bilinear":
            return _bilinear
        if base.__name__ in _EXTENTS:
            return _extent
    return None


def _extent(module, name: str, args: tuple) -> str | None:
    kind = _kind_of(type(module))
    attribute, axis = _EXTENTS[kind]
    expected = getattr(module, attribute, None)
    shape = tuple(args[0].shape)
    digit = next((digit for digit in _SPATIAL if digit in kind), None)
    if digit is not None and not _has_rank(kind, int(digit), len(shape)):
        return (
            f"{name} expects an input of shape batch×channels×{_SPATIAL[digit]}, "
            f"but its input has the shape {shape_text(shape)}."
        )
    # One example without a batch.
    if digit is not None and "Norm" not in kind and len(shape) == int(digit) + 1:
        axis = 0
    if not -len(shape) <= axis < len(shape) or not isinstance(expected, int) or shape[axis] == expected:
        return None
    return (
        f"{name} expects {expected} {_WORDS[attribute]}, but its input has {shape[axis]} "
        f"(shape {shape_text(shape)}): {_advice(attribute, shape, axis, expected)}."
    )


def _has_rank(kind: str, spatial: int, rank: int) -> bool:
    if kind == "BatchNorm1d":
        return rank in (2, 3)
    return rank == spatial + 2 or (rank == spatial + 1 and not kind.startswith("BatchNorm"))


def _advice(attribute: str, shape: tuple[int, ...], axis: int, expected: int) -> str:
    product = 1
    for start in range(len(shape) - 1, 0, -1):
        product *= shape[start]
        if axis == -1 and product == expected and start < len(shape) - 1:
            return f"flatten it from axis {start} on first"
    if axis == 1 and len(shape) > 2 and shape[-1] == expected:
        return "its channels come last, permute them to axis 1"
    return f"construct it with {attribute}={shape[axis]}, or change what comes before it"


def _normalized_shape(module, name: str, args: tuple) -> str | None:
    expected, shape = tuple(module.normalized_shape), tuple(args[0].shape)
    if shape[len(shape) - len(expected) :] == expected and len(shape) >= len(expected):
        return None
    return (
        f"{name} expects an input whose shape ends in {shape_text(expected)}, "
        f"but its input has the shape {shape_text(shape)}."
    )


def _embedding(module, name: str, args: tuple) -> str | None:
    from torch._tensor import elements_of

    indices = args[0]
    if indices.dtype.is_floating_point:
        return (
            f"{name} expects whole numbers from 0 to {module.num_embeddings - 1}, but its input is of "
            f"{indices.dtype.name}: convert it by .long(), or give the input as int64:{shape_spec(indices.shape)}."
        )
    outside = [index for index in elements_of(indices) or () if not 0 <= index < module.num_embeddings]
    if outside:
        return (
            f"{name} has {module.num_embeddings} embeddings, numbered from 0, "
            f"but it is asked for number {int(outside[0])}."
        )
    return None


def _bilinear(module, name: str, args: tuple) -> str | None:
    for number, (tensor, attribute) in enumerate(zip(args, ("in1_features", "in2_features")), 1):
        expected, shape = getattr(module, attribute), tuple(tensor.shape)
        if shape[-1:] != (expected,):
            return (
                f"{name} expects {expected} features in input {number}, "
                f"but it has {shape[-1] if shape else 'none'} (shape {shape_text(shape)})."
            )
    return None


def shape_spec(shape) -> str:
    """`1x128`, as inputs are written."""
    return "x".join(map(str, shape)) or "scalar"
