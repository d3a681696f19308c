"""Dropout: a node of the graph in training only, with its mask as second output for the gradient."""

import math

from ..._tensor import Tensor, filled, operate
from ..._types import bool_, float32

#: −λα of the self-normalising networks (Klambauer et al. 2017).
_ALPHA = 1.7580993408473766


def _checked(p: float) -> None:
    if not 0.0 <= p <= 1.0:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")


def _done(input: Tensor, result: Tensor, inplace: bool) -> Tensor:
    return input._become(result) if inplace else result


def _dropped(input: Tensor, p: float) -> Tensor:
    if p == 1.0:
        return operate("Mul", input, filled(0.0, (), input.dtype))
    kept, _mask = operate("Dropout", input, filled(float(p), (), float32), filled(1.0, (), bool_), outputs=2)
    return kept


def _memory_order(input: Tensor) -> list[int] | None:
    """The axes from the outermost in memory, where that is not their own order."""
    strides = input.stride()
    order = sorted(range(input.dim()), key=lambda axis: -strides[axis])
    wide = [axis for axis in order if input.size(axis) != 1]
    return None if 0 in strides or wide == sorted(wide) else order


def _dropped_in_memory_order(input: Tensor, p: float) -> Tensor:
    """PyTorch draws the mask of a transposed tensor in the order in which its elements lie in memory."""
    order = _memory_order(input)
    if order is None:
        return _dropped(input, p)
    return _dropped(input.permute(order), p).permute(sorted(range(len(order)), key=order.__getitem__))


def dropout(input: Tensor, p=0.5, training=True, inplace=False):
    _checked(p)
    if not training or p == 0.0:
        return input
    return _done(input, _dropped_in_memory_order(input, p), inplace)


def _noise_shape(input: Tensor, by_channel: bool) -> tuple[int, ...]:
    """One draw for each channel spreads over its positions."""
    shape = tuple(input.shape)
    return (*shape[:2], *[1] * (len(shape) - 2)) if by_channel else shape


def _whole_channels(input: Tensor, p: float, training: bool, inplace: bool, is_single: bool = False):
    _checked(p)
    if not training or p == 0.0:
        return input
    batch = input.unsqueeze(0) if is_single else input
    noise = _dropped(filled(1.0, _noise_shape(batch, True), input.dtype), p)
    kept = operate("Mul", batch, noise)
    return _done(input, kept.squeeze(0) if is_single else kept, inplace)


def dropout1d(input, p=0.5, training=True, inplace=False):
    if input.dim() not in (2, 3):
        raise RuntimeError(
            f"dropout1d: Expected 2D or 3D input, but received a {input.dim()}D input. "
            "Note that dropout1d exists to provide channel-wise dropout on inputs with 1 spatial dimension, a "
            "channel dimension, and an optional batch dimension (i.e. 2D or 3D inputs)."
        )
    return _whole_channels(input, p, training, inplace, input.dim() == 2)


def dropout2d(input, p=0.5, training=True, inplace=False):
    return _whole_channels(input, p, training, inplace)


def dropout3d(input, p=0.5, training=True, inplace=False):
    return _whole_channels(input, p, training, inplace, input.dim() == 4)


def feature_dropout(input, p=0.5, training=True, inplace=False):
    return _whole_channels(input, p, training, inplace)


def _alpha(input: Tensor, p: float, training: bool, inplace: bool, by_channel: bool) -> Tensor:
    """Sets elements to −λα and scales so that mean and variance stay."""
    _checked(p)
    if not training or p == 0.0:
        return input
    if p == 1.0:
        return _done(input, operate("Mul", input, filled(0.0, (), input.dtype)), inplace)
    scale = 1.0 / math.sqrt((_ALPHA**2 * p + 1.0) * (1.0 - p))
    kept = operate("Bernoulli", filled(1.0 - p, _noise_shape(input, by_channel), input.dtype))
    shift = (kept - 1.0) * (_ALPHA * scale) + _ALPHA * scale * p
    return _done(input, operate("Add", operate("Mul", input, kept * scale), shift), inplace)


def alpha_dropout(input, p=0.5, training=False, inplace=False):
    return _alpha(input, p, training, inplace, False)


def feature_alpha_dropout(input, p=0.5, training=False, inplace=False):
    return _alpha(input, p, training, inplace, True)
