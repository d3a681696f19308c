"""Order: sorting, searching, sets, counting."""

import bisect
from collections import Counter

from . import _layout
from ._array import made, ndarray
from ._conversion import asarray, scalar_or_array
from ._dtypes import ALL


def _along(a, axis, make, kind=None) -> ndarray:
    """Each lane along an axis replaced by a list of the same length."""
    array = asarray(a)
    if axis is None:
        array, axis = array.reshape(-1), 0
    axis = _layout.axis_of(axis, array.ndim)
    turned = array.swapaxes(axis, array.ndim - 1)
    flat, length, values = turned._flat(), array.shape[axis], []
    for start in range(0, len(flat), length or 1):
        values += make(flat[start : start + length])
    return made(values, turned.shape, kind or array.dtype).swapaxes(axis, array.ndim - 1)


def sort(a, axis=-1, kind=None, order=None, *, stable=None) -> ndarray:
    return _along(a, axis, sorted)


def argsort(a, axis=-1, kind=None, order=None, *, stable=None) -> ndarray:
    return _along(a, axis, lambda lane: sorted(range(len(lane)), key=lane.__getitem__), ALL["int64"])


def _sort_in_place(self, axis=-1, kind=None, order=None) -> None:
    self[...] = sort(self, axis)


ndarray.sort = _sort_in_place
ndarray.argsort = argsort


def unique(ar, return_index=False, return_inverse=False, return_counts=False, axis=None):
    array = asarray(ar)
    if axis is None:
        values, shape = array.reshape(-1)._flat(), array.shape
    else:
        in_front = array.swapaxes(0, axis)
        values = [tuple(in_front[place].reshape(-1)._flat()) for place in range(in_front.shape[0])]
        shape = (len(values),)
    first, counts = {}, Counter(values)
    for place, value in enumerate(values):
        first.setdefault(value, place)
    kept = sorted(first)
    index = [first[value] for value in kept]
    if axis is None:
        answer = [made(kept, (len(kept),), array.dtype)]
    else:
        answer = [in_front[asarray(index, int)].swapaxes(0, axis)]
    if return_index:
        answer.append(asarray(index, int))
    if return_inverse:
        places = {value: place for place, value in enumerate(kept)}
        answer.append(asarray([places[value] for value in values], int).reshape(shape))
    if return_counts:
        answer.append(asarray([counts[value] for value in kept], int))
    return answer[0] if len(answer) == 1 else tuple(answer)


def searchsorted(a, v, side="left", sorter=None):
    values, wanted = asarray(a)._flat(), asarray(v)
    find = bisect.bisect_left if side == "left" else bisect.bisect_right
    return scalar_or_array(
        made([find(values, value) for value in wanted._flat()], wanted.shape, ALL["int64"])
    )


ndarray.searchsorted = searchsorted


def digitize(x, bins, right=False):
    edges = asarray(bins)
    if edges.size > 1 and edges[0] > edges[-1]:
        return edges.size - searchsorted(edges[::-1], x, "right" if right else "left")
    return searchsorted(edges, x, "left" if right else "right")


def bincount(x, weights=None, minlength=0) -> ndarray:
    places = asarray(x)._flat()
    size = max(minlength, max(places, default=-1) + 1)
    totals = [0] * size
    for place, weight in zip(places, [1] * len(places) if weights is None else asarray(weights)._flat()):
        totals[place] += weight
    return asarray(totals, int if weights is None else float)


def isin(element, test_elements, assume_unique=False, invert=False):
    array, wanted = asarray(element), {*asarray(test_elements)._flat()}
    values = [(value in wanted) != invert for value in array._flat()]
    return scalar_or_array(made(values, array.shape, ALL["bool"]))


in1d = isin


def intersect1d(ar1, ar2) -> ndarray:
    common = {*asarray(ar1)._flat()} & {*asarray(ar2)._flat()}
    return asarray(sorted(common))


def union1d(ar1, ar2) -> ndarray:
    return asarray(sorted({*asarray(ar1)._flat()} | {*asarray(ar2)._flat()}))


def setdiff1d(ar1, ar2) -> ndarray:
    return asarray(sorted({*asarray(ar1)._flat()} - {*asarray(ar2)._flat()}), asarray(ar1).dtype)


def interp(x, xp, fp, left=None, right=None):
    """Piecewise linear."""
    places, heights, wanted = asarray(xp)._flat(), asarray(fp)._flat(), asarray(x)

    def at(value):
        if value < places[0]:
            return heights[0] if left is None else left
        if value > places[-1]:
            return heights[-1] if right is None else right
        high = bisect.bisect_right(places, value)
        if high == len(places):
            return heights[-1]
        low = high - 1
        slope = (heights[high] - heights[low]) / (places[high] - places[low])
        return slope * (value - places[low]) + heights[low]

    return scalar_or_array(made([float(at(value)) for value in wanted._flat()], wanted.shape, ALL["float64"]))


def apply_along_axis(func1d, axis, arr, *args, **kwargs):
    array = asarray(arr)
    axis = _layout.axis_of(axis, array.ndim)
    turned = array.transpose([item for item in range(array.ndim) if item != axis] + [axis])
    lead = turned.shape[:-1]
    results = [asarray(func1d(turned[place], *args, **kwargs)) for place in _layout.indices(lead)]
    joined = asarray(results).reshape(lead + results[0].shape)
    order = list(range(len(lead)))
    inner = list(range(len(lead), joined.ndim))
    return joined.transpose(order[:axis] + inner + order[axis:])


class vectorize:
    """A Python function over the elements of arrays; also a decorator."""

    def __init__(self, pyfunc=None, otypes=None, **options):
        self.pyfunc, self.otypes = pyfunc, otypes

    def __call__(self, *args):
        if self.pyfunc is None:
            self.pyfunc = args[0]
            return self
        from ._ufuncs import broadcast_arrays

        arrays = broadcast_arrays(*args)
        values = [self.pyfunc(*elements) for elements in zip(*(item.flat for item in arrays))]
        kind = None if self.otypes is None else self.otypes[0]
        return scalar_or_array(asarray(values, kind).reshape(arrays[0].shape))


class ndindex:
    def __new__(cls, *shape):
        return _layout.indices(shape[0] if len(shape) == 1 and not isinstance(shape[0], int) else shape)


def ndenumerate(arr):
    array = asarray(arr)
    return ((place, array[place]) for place in _layout.indices(array.shape))


__all__ = (
    "sort argsort unique searchsorted digitize bincount isin in1d intersect1d union1d setdiff1d interp "
    "apply_along_axis vectorize ndindex ndenumerate"
).split()
