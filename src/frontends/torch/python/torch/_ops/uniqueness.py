"""Each value a single time. The content has to be known while a model is traced, as it decides the shape."""

from .._tensor import Tensor, constant, int64s, known_elements, len_of
from .._types import int64
from .joining import picked
from .registry import operation
from .shaping import axis_of, flatten


@operation()
def unique(input, sorted=True, return_inverse=False, return_counts=False, dim=None):
    keys = _keys(input, dim, "unique()")
    places = {key: place for place, key in enumerate(_in_order(set(keys)))}
    return _results(input, dim, [places[key] for key in keys], return_inverse, return_counts)


def _in_order(keys) -> list:
    # `sorted` is the name of an argument of `unique`.
    return sorted(keys)


@operation()
def unique_consecutive(input, return_inverse=False, return_counts=False, dim=None):
    keys = _keys(input, dim, "unique_consecutive()")
    runs: list[int] = []
    for at, key in enumerate(keys):
        runs.append(0 if at == 0 else runs[-1] + (key != keys[at - 1]))
    return _results(input, dim, runs, return_inverse, return_counts)


def _keys(input: Tensor, dim: int | None, asked: str) -> list:
    """What is compared: each element, or each slice along an axis."""
    elements = known_elements(input, asked)
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
