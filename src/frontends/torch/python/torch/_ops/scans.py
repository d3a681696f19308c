"""Running sums, products and extremes along an axis."""

import math

from .._numbers import iinfo
from .._tensor import Tensor, constant, filled, int64s, operate
from .._types import int64
from .pointwise import maximum, minimum, mul, sub
from .promotion import as_tensor_of, cast
from .reduction import NamedResults
from .registry import operation
from .shaping import axis_of, sliced
from .transcendental import logaddexp
from .views import reshaped


def _kind(input: Tensor, dtype):
    return dtype or (input.dtype if input.dtype.category >= 2 else int64)


@operation(in_place=True)
def cumsum(input, dim, dtype=None):
    axis = axis_of(dim, input.ndim)
    converted = cast(input, _kind(input, dtype))
    if input.ndim == 0:
        return converted
    return operate("CumSum", converted, reshaped(int64s(axis), ()))


def _scan(input: Tensor, axis: int, combine, neutral: float) -> Tensor:
    """Doubling (Hillis & Steele 1986): after step k each element is combined with the 2^k − 1 before it."""
    if input.ndim == 0:
        return input
    extent = input.shape[axis]
    distance, result = 1, input
    while distance < extent:
        shape = list(input.shape)
        shape[axis] = distance
        before = operate(
            "Concat",
            filled(neutral, tuple(shape), input.dtype),
            sliced(result, axis, 0, extent - distance),
            axis=axis,
        )
        result = combine(result, before)
        distance *= 2
    return result


@operation(in_place=True)
def cumprod(input, dim, dtype=None):
    return _scan(cast(input, _kind(input, dtype)), axis_of(dim, input.ndim), mul, 1.0)


@operation()
def logcumsumexp(input, dim):
    return _scan(input, axis_of(dim, input.ndim), logaddexp, -math.inf)


def _extreme(name: str, pairwise, end: str):
    def implementation(input, dim):
        axis = axis_of(dim, input.ndim)
        is_integer = input.dtype.category == 1
        neutral = getattr(iinfo(input.dtype), end) if is_integer else math.inf if end == "max" else -math.inf
        values = _scan(input, axis, pairwise, neutral)
        # The last place so far at which the running extreme was met.
        extent = input.shape[axis] if input.ndim else 1
        places = reshaped(
            constant(list(range(extent)), (extent,), int64),
            [extent if other == axis else 1 for other in range(input.ndim)],
        )
        met = operate("Where", input == values, places, as_tensor_of(-1, int64))
        return NamedResults.of(("values", "indices"), (values, _scan(met, axis, maximum, -1)))

    implementation.__name__ = name
    operation()(implementation)


_extreme("cummax", maximum, "min")
_extreme("cummin", minimum, "max")


@operation()
def diff(input, n=1, dim=-1, prepend=None, append=None):
    from .._types import bool_
    from .joining import cat

    axis = axis_of(dim, input.ndim)
    parts = [part for part in (prepend, input, append) if part is not None]
    result = cat(parts, axis) if len(parts) > 1 else input
    for _ in range(n):
        extent = result.shape[axis]
        after, before = (
            sliced(result, axis, min(1, extent), max(extent - 1, 0)),
            sliced(result, axis, 0, max(extent - 1, 0)),
        )
        result = after.logical_xor(before) if input.dtype is bool_ else sub(after, before)
    return result


@operation(method=False)
def trapezoid(y, x=None, *, dx=1.0, dim=-1):
    axis = axis_of(dim, y.ndim)
    extent = y.shape[axis]
    pairs = sliced(y, axis, 1, extent - 1) + sliced(y, axis, 0, extent - 1)
    if x is None:
        return (pairs * dx).sum(dim) / 2.0
    width = diff(x) if x.ndim == 1 else diff(x, dim=dim)
    if x.ndim == 1:
        width = width.reshape([-1 if other == axis else 1 for other in range(y.ndim)])
    return (pairs * width).sum(dim) / 2.0


operation("trapz", method=False)(trapezoid)


@operation(method=False)
def vander(x, N=None, increasing=False):
    from .joining import stack
    from .repeating import flip

    count = x.numel() if N is None else N
    powers = stack([x**exponent for exponent in range(count)], 1)
    return powers if increasing else flip(powers, 1)


@operation()
def histc(input, bins=100, min=0, max=0):
    """Counts in equal bins; the last one takes its upper bound too."""
    from .._tensor import known_elements

    elements = known_elements(input, "histc()")
    ordered = sorted(elements)
    low, high = (ordered[0], ordered[-1]) if min == max else (min, max)
    counts = [0.0] * bins
    for element in elements:
        if low <= element <= high:
            place = int((element - low) / ((high - low) or 1) * bins)
            counts[place if place < bins else bins - 1] += 1
    return constant(counts, (bins,), input.dtype)


@operation()
def bincount(input, weights=None, minlength=0):
    from .._tensor import known_elements

    elements = known_elements(input, "bincount()")
    size = max([minlength, *[element + 1 for element in elements]])
    shares = known_elements(weights, "bincount()") if weights is not None else [1] * len(elements)
    counts = [0] * size
    for element, share in zip(elements, shares):
        counts[element] += share
    from .._types import float64

    return constant(counts, (size,), int64 if weights is None else float64)
