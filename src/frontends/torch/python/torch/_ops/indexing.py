"""Subscripts: `x[:, 0, ..., ::2, None, index]`, read and assigned."""


from _skipline.errors import DataDependence

from .._storage import same_view
from .._tensor import Tensor, operate
from .creation import tensor as tensor_of
from .masked_selection import MaskedSelection, with_masked
from .promotion import as_tensor_of
from .registry import operation
from .shaping import axis_of, broadcast_shapes, expand, unsqueeze
from .subscript import Subscript, parsed_of
from .views import as_complex, as_real, reshaped


def _getitem(self: Tensor, key) -> Tensor:
    parsed = parsed_of(self._storage.shape, key)
    part = parsed.of(self, True)
    if parsed.mask is not None:
        _refuse_beside_mask(parsed)
        return masked_selection(part, *parsed.mask)
    return _selected(part, parsed.indices) if parsed.indices else part


def _refuse_beside_mask(parsed: Subscript) -> None:
    if parsed.indices:
        raise DataDependence(
            "a mask and index tensors in one subscript need as many indices as the mask has true elements, "
            "which depends on the data: select by one of them first"
        )


def masked_selection(input: Tensor, axis: int, mask: Tensor) -> Tensor:
    """The elements where a mask over the axes from `axis` on holds, whose number depends on the data."""
    if input.dtype.is_complex:
        return as_complex(MaskedSelection(as_real(input), axis, mask))
    return MaskedSelection(input, axis, mask)


def _selected(input: Tensor, indices: list[tuple[int, Tensor]]) -> Tensor:
    if input.dtype.is_complex:
        return as_complex(_selected(as_real(input), indices))
    if len(indices) == 1:
        [(axis, index)] = indices
        return operate("Gather", input, index, axis=axis)
    axes = [axis for axis, _ in indices]
    order = [*axes, *[axis for axis in range(input.ndim) if axis not in axes]]
    picked = operate("GatherND", _permuted(input, order), _stacked(indices))
    return _permuted(picked, _from_front(input.ndim, axes, _broadcast_rank(indices)))


def _stacked(indices: list[tuple[int, Tensor]]) -> Tensor:
    """Index tensors, broadcast to one shape, along a last axis."""
    shape = broadcast_shapes(*[tuple(index.shape) for _, index in indices])
    columns = [unsqueeze(expand(index, *shape), len(shape)) for _, index in indices]
    return columns[0] if len(columns) == 1 else operate("Concat", *columns, axis=len(shape))


def _broadcast_rank(indices: list[tuple[int, Tensor]]) -> int:
    return max(index.ndim for _, index in indices)


def _from_front(rank: int, axes: list[int], broadcast: int) -> list[int]:
    """Order that moves the `broadcast` leading axes of a selection to where the index tensors stood side by side."""
    is_together = axes == list(range(axes[0], axes[0] + len(axes)))
    before = axes[0] if is_together else 0
    total = broadcast + rank - len(axes)
    return [
        *range(broadcast, broadcast + before),
        *range(broadcast),
        *range(broadcast + before, total),
    ]


def _permuted(input: Tensor, order: list[int]) -> Tensor:
    return input if order == sorted(order) else operate("Transpose", input, perm=order)


#: What is assigned as it is; anything else is made a tensor.
_VALUES = (Tensor, int, float, bool, complex)


def _setitem(self: Tensor, key, value) -> None:
    parsed = parsed_of(self._storage.shape, key)
    part = parsed.of(self, False)
    if parsed.mask is not None:
        part._become(_masked(part, parsed, value if isinstance(value, _VALUES) else tensor_of(value)))
        return
    if isinstance(value, Tensor) and not parsed.indices and same_view(part._storage, value._storage):
        # `x[:2] += y` has changed x already.
        return
    if not isinstance(value, _VALUES):
        value = tensor_of(value)
    if parsed.indices:
        part._become(written(part, parsed.indices, value))
    else:
        part._become(fitted(value, part._storage.shape, part))


def fitted(value, shape: tuple[int, ...], like: Tensor) -> Tensor:
    """A number or tensor in this shape and the type of `like`. Raises RuntimeError where it does not fit."""
    result = as_tensor_of(value, like.dtype)
    while result.ndim > len(shape) and result._storage.shape[0] == 1:
        result = reshaped(result, result._storage.shape[1:])
    if result._storage.shape == shape:
        return result
    try:
        return expand(result, *shape)
    except RuntimeError:
        raise RuntimeError(
            f"shape mismatch: value tensor of shape {list(result.shape)} cannot be broadcast to indexing result of "
            f"shape {list(shape)}"
        ) from None


def _masked(part: Tensor, parsed: Subscript, value) -> Tensor:
    _refuse_beside_mask(parsed)
    axis, mask = parsed.mask
    if part.dtype.is_complex:
        pairs = as_real(as_tensor_of(value, part.dtype))
        return as_complex(with_masked(as_real(part), axis, mask, pairs))
    return with_masked(part, axis, mask, value)


def written(input: Tensor, indices: list[tuple[int, Tensor]], value, reduction: str = "none") -> Tensor:
    """`input` with a value at the places of index tensors."""
    if input.dtype.is_complex:
        pairs = as_real(value) if isinstance(value, Tensor) and value.dtype.is_complex else value
        return as_complex(written(as_real(input), indices, pairs, reduction))
    axes = [axis for axis, _ in indices]
    order = [*axes, *[axis for axis in range(input.ndim) if axis not in axes]]
    stacked = _stacked(indices)
    broadcast = stacked.ndim - 1
    rest = [input._storage.shape[axis] for axis in order[len(axes) :]]
    to_place = _from_front(input.ndim, axes, broadcast)
    front_shape = (*stacked._storage.shape[:-1], *rest)
    updates = fitted(value, tuple(front_shape[axis] for axis in to_place), input)
    from_place = [to_place.index(axis) for axis in range(len(to_place))]
    result = operate(
        "ScatterND", _permuted(input, order), stacked, _permuted(updates, from_place), reduction=reduction
    )
    return _permuted(result, [order.index(axis) for axis in range(input.ndim)])


Tensor.__getitem__ = _getitem
Tensor.__setitem__ = _setitem


@operation()
def select(input, dim, index):
    axis = axis_of(dim, input.ndim)
    return _getitem(input, (*[slice(None)] * axis, index))


def _index_list(indices) -> tuple:
    return tuple(slice(None) if index is None else index for index in indices)


@operation("index_put", in_place=True)
def index_put(input, indices, values, accumulate=False):
    parsed = parsed_of(input._storage.shape, _index_list(indices))
    if parsed.mask is not None:
        return _masked(input, parsed, values)
    return written(input, parsed.indices, values, "add" if accumulate else "none")
