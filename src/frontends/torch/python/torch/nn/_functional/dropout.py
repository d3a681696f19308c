"""Dropout: a node of the graph in training only, with its mask as second output for the gradient."""

from ..._tensor import Tensor, filled, operate
from ..._types import bool_, float32


def _checked(p: float) -> None:
    if not 0.0 <= p <= 1.0:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")


def dropout(input: Tensor, p=0.5, training=True, inplace=False):
    _checked(p)
    if not training or p == 0.0:
        return input
    kept, _mask = operate("Dropout", input, filled(float(p), (), float32), filled(1.0, (), bool_), outputs=2)
    return input._become(kept) if inplace else kept


def _whole_channels(input: Tensor, p: float, training: bool, inplace: bool, spatial: int):
    """One draw for each channel, spread over its positions."""
    _checked(p)
    if not training or p == 0.0:
        return input
    shape = input.shape
    mask = dropout(filled(1.0, (*shape[: input.ndim - spatial], *[1] * spatial), input.dtype), p)
    kept = operate("Mul", input, mask)
    return input._become(kept) if inplace else kept


def dropout1d(input, p=0.5, training=True, inplace=False):
    return _whole_channels(input, p, training, inplace, 1)


def dropout2d(input, p=0.5, training=True, inplace=False):
    return _whole_channels(input, p, training, inplace, 2)


def dropout3d(input, p=0.5, training=True, inplace=False):
    return _whole_channels(input, p, training, inplace, 3)


def feature_dropout(input, p=0.5, training=True, inplace=False):
    return _whole_channels(input, p, training, inplace, input.ndim - 2)
