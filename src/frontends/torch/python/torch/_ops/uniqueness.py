"""Each value a single time. Where the content is not known while a model is traced, all are taken to be different."""

from .._opaque import of_assumed_shape
from .._tensor import Tensor, constant, elements_of, int64s, len_of
from .._types import int64
from .registry import operation
from .repeating import picked
from .shaping import axis_of, flatten


@operation()
def unique(input, sorted=True, return_inverse=False, return_counts=False, dim=None):
    elements = elements_of(input)
    if elements is None:
        return _assumed("unique", input, dim, return_inverse, return_counts)
    keys = _keys(input, elements, dim)
    places = {key: place for place, key in enumerate(_in_order(set(keys)))}
    return _results(input, dim, [places[key] for key in keys], return_inverse, return_counts)


def _in_order(keys) -> list:
    # `sorted` is the name of an argument of `unique`.
    return sorted(keys)


@operation()
def unique_consecutive(input, return_inverse=False, return_counts=False, dim=None):
    elements = elements_of(input)
    if elements is None:
        return _assumed("unique_consecutive", input, dim, return_inverse, return_counts)
    keys = _keys(input, elements, dim)
    runs: list[int] = []
    for at, key in enumerate(keys):
        runs.append(0 if at == 0 else runs[-1] + (key != keys[at - 1]))
    return _results(input, dim, runs, return_inverse, return_counts)


def _keys(input: Tensor, elements: list, dim: int | None) -> list:
    """What is compared: each element, or each slice along an axis."""
    if dim is None:
        return elements
    axis = axis_of(dim, input.ndim)
    inner = len_of(input.shape[axis + 1 :])
    slices: list[list] = [[] for _ in range(input.shape[axis])]
    for place, element in enumerate(elements):
        slices[place // inner % len(slices)].append(element)
    return list(map(tuple, slices))


def _results(input: Tensor, dim: int | None, inverse: list[int], return_inverse: bool, return_counts: bool):
    """`inverse` holds for each key its place in the result."""
    size = max(inverse, default=-1) + 1
    first, counts = [0] * size, [0] * size
    for at in reversed(range(len(inverse))):
        first[inverse[at]] = at
        counts[inverse[at]] += 1
    source, axis = (flatten(input), 0) if dim is None else (input, axis_of(dim, input.ndim))
    results = [picked(source, axis, int64s(*first))]
    if return_inverse:
        results.append(constant(inverse, tuple(input.shape) if dim is None else (len(inverse),), int64))
    if return_counts:
        results.append(int64s(*counts))
    return results[0] if len(results) == 1 else tuple(results)


def _assumed(name: str, input: Tensor, dim: int | None, return_inverse: bool, return_counts: bool):
    shape = tuple(input.shape)
    count = input.numel() if dim is None else shape[axis_of(dim, input.ndim)]
    results = [((count,) if dim is None else shape, input.dtype)]
    if return_inverse:
        results.append((shape if dim is None else (count,), int64))
    if return_counts:
        results.append(((count,), int64))
    return of_assumed_shape(name, [input], results, f"find {count} different ones")
