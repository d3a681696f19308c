"""Order: sorting, the largest elements, medians."""

from .._tensor import Tensor, constant, int64s, operate
from .._types import int64
from .promotion import cast
from .reduction import NamedResults
from .registry import operation
from .shaping import axis_of, flatten, squeeze


def _largest(input: Tensor, count: int, axis: int, largest: bool) -> tuple[Tensor, Tensor]:
    return operate("TopK", input, int64s(count), outputs=2, axis=axis, largest=int(largest), sorted=1)


@operation()
def topk(input, k, dim=-1, largest=True, sorted=True):
    axis = axis_of(dim, input.ndim)
    if not 0 <= k <= (input.shape[axis] if input.ndim else 1):
        raise RuntimeError("selected index k out of range")
    return NamedResults.of(
        ("values", "indices"), _along(input, axis, lambda it: _largest(it, k, axis, largest))
    )


def _along(input: Tensor, axis: int, compute) -> tuple[Tensor, ...]:
    """A tensor without axes has one element, which it is computed as."""
    if input.ndim:
        return compute(input)
    return tuple(squeeze(result, 0) for result in compute(flatten(input)))


@operation()
def sort(input, dim=-1, descending=False, stable=False):
    axis = axis_of(dim, input.ndim)
    count = input.shape[axis] if input.ndim else 1
    return NamedResults.of(
        ("values", "indices"), _along(input, axis, lambda it: _largest(it, count, axis, descending))
    )


@operation()
def argsort(input, dim=-1, descending=False, stable=False):
    return sort(input, dim, descending, stable)[1]


@operation()
def msort(input):
    return sort(input, 0)[0]


@operation()
def kthvalue(input, k, dim=-1, keepdim=False):
    axis = axis_of(dim, input.ndim)
    values, indices = sort(input, axis)
    results = [each.narrow(axis, k - 1, 1) if input.ndim else each for each in (values, indices)]
    if not keepdim and input.ndim:
        results = [squeeze(each, axis) for each in results]
    return NamedResults.of(("values", "indices"), results)


@operation()
def median(input, dim=None, keepdim=False):
    """The lower one of the two in the middle."""
    if dim is None:
        flat = flatten(input)
        return kthvalue(flat, (flat.numel() + 1) // 2, 0)[0]
    axis = axis_of(dim, input.ndim)
    count = input.shape[axis] if input.ndim else 1
    return kthvalue(input, (count + 1) // 2, axis, keepdim)


@operation()
def quantile(input, q, dim=None, keepdim=False, *, interpolation="linear"):
    import math

    fractions = q.tolist() if isinstance(q, Tensor) else q
    is_one = not isinstance(fractions, list)
    flat, axis = (flatten(input), 0) if dim is None else (input, axis_of(dim, input.ndim))
    ordered = sort(flat, axis)[0]
    last = ordered.shape[axis] - 1
    results = []
    for fraction in [fractions] if is_one else fractions:
        place = fraction * last
        low, high = math.floor(place), math.ceil(place)
        weight = {"lower": 0.0, "higher": 1.0, "midpoint": 0.5, "nearest": float(round(place) > low)}.get(
            interpolation, place - low
        )
        below, above = ordered.narrow(axis, low, 1), ordered.narrow(axis, high, 1)
        value = (
            below
            if low == high
            else below + (above - below) * (0.5 if interpolation == "midpoint" else weight)
        )
        if dim is None:
            value = value.reshape([1] * input.ndim if keepdim else [])
        else:
            value = value if keepdim else squeeze(value, axis)
        results.append(value)
    from .joining import stack

    return results[0] if is_one else stack(results)


@operation(method=False)
def searchsorted(sorted_sequence, values, *, out_int32=False, right=False, side=None, sorter=None):
    """How many elements of the sequence come before each value."""
    from .._types import int32

    if sorter is not None:
        sorted_sequence = sorted_sequence.gather(-1, sorter)
    wanted = values if isinstance(values, Tensor) else constant([values], (), sorted_sequence.dtype)
    edges = sorted_sequence.unsqueeze(-2) if sorted_sequence.ndim > 1 else sorted_sequence
    is_right = right or side == "right"
    before = edges <= wanted.unsqueeze(-1) if is_right else edges < wanted.unsqueeze(-1)
    return cast(before, int32 if out_int32 else int64).sum(-1, dtype=int32 if out_int32 else int64)


@operation()
def bucketize(input, boundaries, *, out_int32=False, right=False):
    return searchsorted(boundaries, input, out_int32=out_int32, right=right)
