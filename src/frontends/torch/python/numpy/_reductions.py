"""Sums, extremes, means: over all elements or along axes."""

import builtins
import functools
import math

from . import _layout
from ._array import fitted, made, ndarray
from ._conversion import asarray
from ._dtypes import ALL, dtype
from ._elementwise import FUNCTIONS


def _axes(axis, rank: int) -> list[int]:
    if axis is None:
        return list(range(rank))
    return sorted(
        _layout.axis_of(item, rank) for item in (axis if isinstance(axis, (tuple, list)) else (axis,))
    )


def lanes(array: ndarray, axis) -> tuple[tuple[int, ...], list[list]]:
    """The shape that is left, and for each of its elements the list of those that are reduced to it."""
    reduced = _axes(axis, array.ndim)
    kept = [item for item in range(array.ndim) if item not in reduced]
    shape = tuple(array.shape[item] for item in kept)
    flat = array.transpose(kept + reduced)._flat() if array.ndim else array._flat()
    length = _layout.count(array.shape[item] for item in reduced)
    return shape, [flat[start : start + length] for start in range(0, len(flat), length)] if length else [
        []
    ] * _layout.count(shape)


def _answer(values: list, shape, kind: dtype, array: ndarray, axis, keepdims: bool):
    if keepdims:
        reduced = _axes(axis, array.ndim)
        shape = tuple(1 if item in reduced else extent for item, extent in enumerate(array.shape))
    return fitted(values, shape, kind)


def fold(array, axis, keepdims, function, identity, initial, kind=None):
    array = asarray(array)
    shape, groups = lanes(array, axis)
    first = identity if initial is None else initial
    if first is None and builtins.any(not group for group in groups):
        raise ValueError("zero-size array to reduction operation which has no identity")
    values = [functools.reduce(function, group, *([] if first is None else [first])) for group in groups]
    return _answer(values, shape, array.dtype if kind is None else dtype(kind), array, axis, keepdims)


def _total(values: list):
    """NumPy's pairwise summation, in whose order float64 sums agree to the last bit."""
    count = len(values)
    if count < 8:
        total = 0.0
        for value in values:
            total += value
        return total
    if count <= 128:
        parts = list(values[:8])
        whole = count - count % 8
        for start in range(8, whole, 8):
            for lane in range(8):
                parts[lane] += values[start + lane]
        a, b, c, d, e, f, g, h = parts
        total = ((a + b) + (c + d)) + ((e + f) + (g + h))
        for value in values[whole:]:
            total += value
        return total
    half = count // 2
    half -= half % 8
    return _total(values[:half]) + _total(values[half:])


def _summed(array: ndarray, values: list, axis):
    if array.dtype.kind in "biuO":
        return sum_of_integers(values)
    reduced = _axes(axis, array.ndim)
    # Only the innermost axes lie side by side; along the others NumPy adds one row after another.
    is_contiguous = reduced == list(range(array.ndim - len(reduced), array.ndim))
    if is_contiguous:
        return _total(values)
    total = values[0] if values else 0.0
    for value in values[1:]:
        total += value
    return total


def sum_of_integers(values):
    total = 0
    for value in values:
        total += value
    return total


def _sum_kind(array: ndarray, kind) -> dtype:
    if kind is not None:
        return dtype(kind)
    return ALL["uint64" if array.dtype.kind == "u" else "int64"] if array.dtype.kind in "biu" else array.dtype


def sum(a, axis=None, dtype=None, out=None, keepdims=False, initial=0):
    array = asarray(a)
    shape, groups = lanes(array, axis)
    values = [_summed(array, group, axis) + initial for group in groups]
    return _answer(values, shape, _sum_kind(array, dtype), array, axis, keepdims)


def prod(a, axis=None, dtype=None, out=None, keepdims=False, initial=1):
    array = asarray(a)
    shape, groups = lanes(array, axis)
    values = [functools.reduce(lambda x, y: x * y, group, initial) for group in groups]
    return _answer(values, shape, _sum_kind(array, dtype), array, axis, keepdims)


def mean(a, axis=None, dtype=None, out=None, keepdims=False):
    array = asarray(a)
    kind = _dtype(dtype) if dtype is not None else array.dtype if array.dtype.kind in "fc" else ALL["float64"]
    shape, groups = lanes(array if array.dtype.kind in "fc" else array.astype(ALL["float64"]), axis)
    of = made([], (0,) * array.ndim, kind)
    values = [_summed(of, group, axis) / len(group) if group else math.nan for group in groups]
    return _answer(values, shape, kind, array, axis, keepdims)


_dtype = dtype


def average(a, axis=None, weights=None, returned=False):
    if weights is None:
        return mean(a, axis)
    weights = asarray(weights)
    return sum(asarray(a) * weights, axis) / sum(weights, axis)


def var(a, axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, correction=None):
    array = asarray(a)
    centred = array - mean(array, axis, keepdims=True)
    squares = centred * centred if array.dtype.kind != "c" else (centred * FUNCTIONS["conj"](centred)).real
    count = _layout.count(array.shape[item] for item in _axes(axis, array.ndim))
    return sum(squares, axis, dtype, keepdims=keepdims) / (
        count - (ddof if correction is None else correction)
    )


def std(a, axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, correction=None):
    return FUNCTIONS["sqrt"](var(a, axis, dtype, out, ddof, keepdims, correction=correction))


def _extreme(name: str):
    function = FUNCTIONS[name].function

    def reduction(a, axis=None, out=None, keepdims=False, initial=None):
        return fold(a, axis, keepdims, function, None, initial)

    return reduction


max = amax = _extreme("maximum")
min = amin = _extreme("minimum")


def ptp(a, axis=None, keepdims=False):
    return max(a, axis, keepdims=keepdims) - min(a, axis, keepdims=keepdims)


def _truth(test):
    def reduction(a, axis=None, out=None, keepdims=False):
        array = asarray(a)
        shape, groups = lanes(array, axis)
        return _answer([test(group) for group in groups], shape, ALL["bool"], array, axis, keepdims)

    return reduction


all = _truth(all)
any = _truth(any)


def count_nonzero(a, axis=None, keepdims=False):
    array = asarray(a)
    shape, groups = lanes(array, axis)
    values = [len([value for value in group if value]) for group in groups]
    return _answer(values, shape, ALL["int64"], array, axis, keepdims)


def _place_of(is_better):
    def reduction(a, axis=None, out=None, keepdims=False):
        array = asarray(a)
        shape, groups = lanes(array, axis)
        values = []
        for group in groups:
            if not group:
                raise ValueError("attempt to get the place of an extreme of an empty sequence")
            best = 0
            for place, value in enumerate(group):
                if is_better(value, group[best]) or (value != value and group[best] == group[best]):
                    best = place
            values.append(best)
        return _answer(values, shape, ALL["int64"], array, axis, keepdims)

    return reduction


argmax = _place_of(lambda value, best: value > best)
argmin = _place_of(lambda value, best: value < best)


def accumulated(a, axis, function, kind=None):
    array = asarray(a)
    if axis is None:
        array, axis = array.reshape(-1), 0
    axis = _layout.axis_of(axis, array.ndim)
    kind = array.dtype if kind is None else dtype(kind)
    turned = array.swapaxes(axis, array.ndim - 1)
    values, length = [], array.shape[axis]
    flat = turned._flat()
    for start in range(0, len(flat), length or 1):
        total = None
        for value in flat[start : start + length]:
            total = value if total is None else kind.fit([function(total, value)])[0]
            values.append(total)
    return made(kind.fit(values), turned.shape, kind).swapaxes(axis, array.ndim - 1)


def cumsum(a, axis=None, dtype=None, out=None):
    return accumulated(a, axis, lambda x, y: x + y, _sum_kind(asarray(a), dtype))


def cumprod(a, axis=None, dtype=None, out=None):
    return accumulated(a, axis, lambda x, y: x * y, _sum_kind(asarray(a), dtype))


def percentile(a, q, axis=None, out=None, keepdims=False):
    return quantile(a, asarray(q) / 100.0, axis, keepdims=keepdims)


def quantile(a, q, axis=None, out=None, keepdims=False):
    """By linear interpolation between the order statistics."""
    array, wanted = asarray(a), asarray(q)
    shape, groups = lanes(array, axis)
    ordered = [sorted(group) for group in groups]

    def at(values, share):
        place = share * (len(values) - 1)
        low = math.floor(place)
        high = low + 1 if low + 1 < len(values) else low
        return values[low] + (values[high] - values[low]) * (place - low)

    kind = array.dtype if array.dtype.kind == "f" else ALL["float64"]
    results = [
        _answer([at(values, share) for values in ordered], shape, kind, array, axis, keepdims)
        for share in wanted._flat()
    ]
    return results[0] if not wanted.shape else asarray(results)


def median(a, axis=None, out=None, keepdims=False):
    return quantile(a, 0.5, axis, keepdims=keepdims)


def diff(a, n=1, axis=-1):
    array = asarray(a)
    for _ in range(n):
        before = [slice(None)] * array.ndim
        after = list(before)
        before[axis], after[axis] = slice(None, -1), slice(1, None)
        array = array[tuple(after)] - array[tuple(before)]
    return array


def trace(a, offset=0):
    array = asarray(a)
    return sum(
        [array[row, row + offset] for row in range(array.shape[0]) if 0 <= row + offset < array.shape[1]]
    )


def _install_methods() -> None:
    for name in "sum prod mean var std max min ptp all any argmax argmin cumsum cumprod trace".split():
        setattr(ndarray, name, globals()[name])


_install_methods()

__all__ = (
    "sum prod mean average var std max min amax amin ptp all any count_nonzero argmax argmin cumsum cumprod "
    "percentile quantile median diff trace"
).split()
