"""Picking and replacing elements by index: gather, scatter and what is made of them."""

import math

from .._numbers import iinfo
from .._opaque import of_assumed_shape
from .._tensor import Tensor, constant, elements_of, filled, int64s, operate
from .._types import bool_, int32, int64
from .indexing import fitted, written
from .promotion import as_tensor_of, cast, promoted
from .registry import operation
from .repeating import picked
from .shaping import axis_of, broadcast_shapes, broadcast_tensors, expand, flatten, narrow
from .views import as_complex, as_real, reshaped, scattered


@operation()
def index_select(input, dim, index):
    if index.ndim > 1:
        raise IndexError("index_select(): Index is supposed to be a vector")
    return picked(input, axis_of(dim, input.ndim), reshaped(index, (-1,)) if index.ndim == 0 else index)


def _fits(index: Tensor, input: Tensor, axis: int, what: str) -> None:
    if index.ndim != input.ndim and not (index.ndim <= 1 and input.ndim <= 1):
        raise RuntimeError(f"Index tensor must have the same number of dimensions as {what} tensor")
    if index.dtype not in (int64, int32):
        raise RuntimeError(f"{what}(): Expected dtype int32/int64 for index")


def _cut(input: Tensor, shape: tuple[int, ...], axis: int) -> Tensor:
    """The part of a tensor that an index of this shape reaches along the other axes."""
    for other, extent in enumerate(shape):
        if other != axis and extent < input._storage.shape[other]:
            input = narrow(input, other, 0, extent)
    return input


@operation()
def gather(input, dim, index, *, sparse_grad=False):
    axis = axis_of(dim, input.ndim)
    _fits(index, input, axis, "gather")
    if input.ndim == 0:
        return reshaped(input, index.shape)
    return operate("GatherElements", _cut(input, index._storage.shape, axis), index, axis=axis)


@operation()
def take_along_dim(input, indices, dim=None):
    if dim is None:
        return gather(flatten(input), 0, flatten(indices))
    axis = axis_of(dim, input.ndim)
    shape = list(
        broadcast_shapes(
            *[
                tuple(1 if place == axis else extent for place, extent in enumerate(item.shape))
                for item in (input, indices)
            ]
        )
    )
    shape[axis] = -1
    return gather(expand(input, *shape), axis, expand(indices, *shape))


@operation()
def take(input, index):
    return operate("Gather", flatten(input), index, axis=0)


@operation(in_place=True)
def put(input, index, source, accumulate=False):
    flat = written(flatten(input), [(0, flatten(index))], flatten(source), "add" if accumulate else "none")
    return reshaped(flat, input.shape)


_REDUCTIONS = {
    "add": "add", "sum": "add", "multiply": "mul", "prod": "mul", "amax": "max", "amin": "min", None: "none",
}  # fmt: skip


def _scatter(input: Tensor, dim: int, index: Tensor, source, reduction: str) -> Tensor:
    axis = axis_of(dim, input.ndim)
    _fits(index, input, axis, "scatter")
    shape = index._storage.shape
    if isinstance(source, Tensor):
        updates = cast(source, input.dtype)
        for place, extent in enumerate(shape):
            if extent < updates._storage.shape[place]:
                updates = narrow(updates, place, 0, extent)
    else:
        updates = filled(source, shape, input.dtype)
    return operate("ScatterElements", input, index, updates, axis=axis, reduction=reduction)


@operation(in_place=True)
def scatter(input, dim, index, src=None, *, value=None, reduce=None):
    return _scatter(input, dim, index, value if src is None else src, _REDUCTIONS[reduce])


@operation(in_place=True)
def scatter_add(input, dim, index, src):
    return _scatter(input, dim, index, src, "add")


def _neutral(reduce: str, kind):
    """The number that changes no result of a reduction."""
    if reduce in ("sum", "prod"):
        return float(reduce == "prod")
    if kind.category == 1:
        return getattr(iinfo(kind), "min" if reduce == "amax" else "max")
    return -math.inf if reduce == "amax" else math.inf


@operation(in_place=True)
def scatter_reduce(input, dim, index, src, reduce, *, include_self=True):
    if reduce == "mean":
        start = 1.0 if include_self else 0.0
        count = _scatter(filled(start, tuple(input.shape), input.dtype), dim, index, 1.0, "add")
        total = scatter_reduce(input, dim, index, src, "sum", include_self=include_self)
        return total.div(count.clamp(min=1), rounding_mode=None if input.dtype.category > 1 else "floor")
    if not include_self:
        input = _scatter(input, dim, index, _neutral(reduce, input.dtype), "none")
    return _scatter(input, dim, index, src, _REDUCTIONS[reduce])


@operation(in_place=True)
def index_add(input, dim, index, source, *, alpha=1):
    axis = axis_of(dim, input.ndim)
    return scattered(
        input, axis, cast(index, int64), cast(source if alpha == 1 else source * alpha, input.dtype), "add"
    )


@operation(in_place=True)
def index_copy(input, dim, index, source):
    return scattered(input, axis_of(dim, input.ndim), index, cast(source, input.dtype))


@operation(in_place=True)
def index_fill(input, dim, index, value):
    axis = axis_of(dim, input.ndim)
    shape = [*input.shape]
    shape[axis] = index.numel()
    return scattered(input, axis, reshaped(index, (-1,)), fitted(value, tuple(shape), input))


@operation(in_place=True)
def masked_fill(input, mask, value):
    if mask.dtype is not bool_:
        raise RuntimeError(f"masked_fill_ only supports boolean masks, but got mask with dtype {mask.dtype}")
    if isinstance(value, Tensor) and value.ndim > 0:
        raise RuntimeError(
            f"masked_fill only supports a 0-dimensional value tensor, but got tensor with {value.ndim} dimension(s)."
        )
    if input.dtype.is_complex:
        return as_complex(masked_fill(as_real(input), mask.unsqueeze(-1), value))
    return operate("Where", mask, as_tensor_of(value, input.dtype), input)


@operation()
def masked_select(input, mask):
    input, mask = broadcast_tensors(input, mask)
    return input[mask]


@operation(in_place=True)
def masked_scatter(input, mask, source):
    """Elements of `source` in order where the mask holds: each by the number of true elements before it."""
    input, mask = broadcast_tensors(input, mask)
    order = operate("CumSum", cast(flatten(mask), int64), reshaped(int64s(0), ()))
    place = operate("Clip", order - 1, as_tensor_of(0, int64), as_tensor_of(source.numel() - 1, int64))
    values = operate("Gather", flatten(cast(source, input.dtype)), place, axis=0)
    return operate("Where", mask, reshaped(values, input.shape), input)


@operation(method=False)
def where(condition, input=None, other=None):
    if input is None and other is None:
        return nonzero(condition, as_tuple=True)
    a, b = promoted(input, other)
    if a.dtype.is_complex:
        chosen = operate("Where", cast(condition, bool_).unsqueeze(-1), as_real(a), as_real(b))
        return as_complex(chosen)
    return operate("Where", cast(condition, bool_), a, b)


Tensor.where = lambda self, condition, other: where(condition, self, other)


@operation()
def nonzero(input, *, as_tuple=False):
    elements = elements_of(input)
    if elements is None:
        return _places_assumed(input, as_tuple)
    shape = tuple(input.shape)
    rows = []
    for place, element in enumerate(elements):
        if element:
            row = []
            for extent in reversed(shape):
                place, at = divmod(place, extent)
                row.append(at)
            rows.append(row[::-1])
    if as_tuple:
        if not shape:
            return (constant([0] * len(rows), (len(rows),), int64),)
        return tuple(constant([row[axis] for row in rows], (len(rows),), int64) for axis in range(len(shape)))
    return constant([at for row in rows for at in row], (len(rows), len(shape)), int64)


def _places_assumed(input: Tensor, as_tuple: bool):
    rank, count = input.ndim, input.numel()
    shapes = [(count,)] * max(rank, 1) if as_tuple else [(count, rank)]
    places = of_assumed_shape(
        "nonzero",
        [input],
        [(shape, int64) for shape in shapes],
        f"find that none of the {count} elements is zero",
    )
    return (places,) if as_tuple and len(shapes) == 1 else places


@operation()
def argwhere(input):
    return nonzero(input)
