"""Elements repeated, picked, and in another order along an axis."""

from .._tensor import Tensor, constant, int64s, operate
from .._types import int64
from .joining import cat
from .registry import operation
from .shaping import axes_of, axis_of, extents_of, flatten, permuted, sliced
from .views import as_complex, as_real, reshaped


@operation(function=False)
def repeat(input, *repeats):
    sizes = extents_of(repeats)
    lead = len(sizes) - input.ndim
    if lead < 0:
        raise RuntimeError(
            "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor"
        )
    padded = reshaped(input, (*[1] * lead, *input.shape)) if lead else input
    if input.dtype.is_complex:
        return as_complex(operate("Tile", as_real(padded), int64s(*sizes, 1)))
    return operate("Tile", padded, int64s(*sizes))


@operation()
def tile(input, *dims):
    sizes = extents_of(dims)
    return repeat(input, *[1] * (input.ndim - len(sizes)), *sizes)


@operation()
def repeat_interleave(input, repeats=None, dim=None, *, output_size=None):
    if repeats is None:
        counts = input.tolist()
        return constant(
            [place for place, count in enumerate(counts) for _ in range(count)], (sum(counts),), int64
        )
    if dim is None:
        input, dim = flatten(input), 0
    axis = axis_of(dim, input.ndim)
    extent = input._storage.shape[axis]
    counts = repeats.tolist() if isinstance(repeats, Tensor) else repeats
    counts = [counts] * extent if isinstance(counts, int) else counts * extent if len(counts) == 1 else counts
    if len(counts) != extent:
        raise RuntimeError("repeats must have the same size as input along dim")
    index = [place for place, count in enumerate(counts) for _ in range(count)]
    return picked(input, axis, constant(index, (len(index),), int64))


def picked(input: Tensor, axis: int, index: Tensor) -> Tensor:
    """Elements along an axis at the places of an index tensor."""
    if input.dtype.is_complex:
        return as_complex(operate("Gather", as_real(input), index, axis=axis))
    return operate("Gather", input, index, axis=axis)


@operation()
def flip(input, *dims):
    axes = axes_of(extents_of(dims), input.ndim)
    if not axes:
        return input.clone()
    if input.dtype.is_complex:
        return as_complex(flip(as_real(input), axes))
    count = len(axes)
    return operate(
        "Slice",
        input,
        int64s(*[-1] * count),
        int64s(*[-(2**31)] * count),
        int64s(*axes),
        int64s(*[-1] * count),
    )


@operation()
def fliplr(input):
    return flip(input, 1)


@operation()
def flipud(input):
    return flip(input, 0)


@operation()
def rot90(input, k=1, dims=(0, 1)):
    first, second = axes_of(tuple(dims), input.ndim)
    turns = k % 4
    if turns == 0:
        return input.clone()
    if turns == 2:
        return flip(input, first, second)
    order = list(range(input.ndim))
    order[first], order[second] = second, first
    return permuted(flip(input, second), order) if turns == 1 else flip(permuted(input, order), second)


@operation()
def roll(input, shifts, dims=None):
    if dims is None or dims == ():
        return reshaped(roll(flatten(input), shifts, 0), input.shape)
    pairs = zip(shifts, dims) if isinstance(dims, (tuple, list)) else [(shifts, dims)]
    result = input
    for shift, dim in pairs:
        axis = axis_of(dim, input.ndim)
        extent = input._storage.shape[axis]
        shift = int(shift) % extent if extent else 0
        if shift:
            parts = [sliced(result, axis, extent - shift, shift), sliced(result, axis, 0, extent - shift)]
            result = cat(parts, axis)
    return result.clone() if result is input else result
