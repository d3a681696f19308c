"""Subscripts: `x[:, 0, ..., ::2, None, index]`, read and assigned."""

from dataclasses import dataclass, field

from _skipline.errors import DataDependence

from .._storage import same_view
from .._tensor import Tensor, constant, elements_of, operate
from .._types import bool_, int64, uint8
from .creation import tensor as tensor_of
from .masked_selection import MaskedSelection, with_masked
from .promotion import as_tensor_of, cast
from .registry import operation
from .shaping import axis_of, broadcast_shapes, expand, unsqueeze
from .views import Reshaping, Slicing, as_complex, as_real, reshaped, view


@dataclass
class _Subscript:
    """What a subscript says: parts of axes, axes that go, axes that come, index tensors by the axis of the result."""

    ranges: list[tuple[int, int, int, int]] = field(default_factory=list)
    squeezed: list[int] = field(default_factory=list)
    unsqueezed: list[int] = field(default_factory=list)
    indices: list[tuple[int, Tensor]] = field(default_factory=list)
    #: A mask whose content depends on the data, with its first axis.
    mask: tuple[int, Tensor] | None = None

    def of(self, input: Tensor, read: bool) -> Tensor:
        """The view that the subscript names, without its index tensors."""
        result = input
        if self.ranges:
            result = view(result, Slicing(tuple(self.ranges)), read)
        if self.squeezed:
            result = view(result, Reshaping("Squeeze", tuple(self.squeezed)), read)
        if self.unsqueezed:
            result = view(result, Reshaping("Unsqueeze", tuple(self.unsqueezed)), read)
        return result if result is not input else Tensor(input._storage, requires_grad=input.requires_grad)


def _items(key) -> list:
    # A short list that holds more than numbers is taken for a tuple, as PyTorch does.
    is_tuple = isinstance(key, tuple) or (
        isinstance(key, list)
        and len(key) < 32
        and any(
            item is None or isinstance(item, (Tensor, slice, list, tuple, type(Ellipsis))) for item in key
        )
    )
    items = list(key) if is_tuple else [key]
    return [_as_index(item) for item in items]


def _as_index(item):
    """Lists and arrays select as tensors do; a known tensor without axes selects as its number does."""
    if isinstance(item, (list, range)) or (
        hasattr(item, "tolist") and not isinstance(item, Tensor) and getattr(item, "shape", ())
    ):
        item = tensor_of(item.tolist() if hasattr(item, "tolist") else list(item))
        if item.numel() == 0:
            item = cast(item, int64)
    if isinstance(item, Tensor):
        if item.dtype.category > 1:
            raise IndexError("tensors used as indices must be long, int, byte or bool tensors")
        if item.ndim == 0 and elements_of(item) is not None:
            return bool(item) if item.dtype is bool_ else int(item)
    return item


def _axes_taken(item) -> int:
    if item is None or item is Ellipsis or isinstance(item, bool):
        return 0
    return item.ndim if isinstance(item, Tensor) and item.dtype in (bool_, uint8) else 1


def _parsed(shape: tuple[int, ...], key) -> _Subscript:
    items = _items(key)
    consumed = sum(map(_axes_taken, items))
    if consumed > len(shape):
        raise IndexError(f"too many indices for tensor of dimension {len(shape)}")
    if not any(item is Ellipsis for item in items):
        items.append(Ellipsis)
    parsed = _Subscript()
    axis = place = 0
    for item in items:
        if item is None or item is True:
            parsed.unsqueezed.append(place)
            place += 1
        elif item is False:
            # An axis of which nothing is taken.
            parsed.unsqueezed.append(place)
            parsed.indices.append((place, constant([], (0,), int64)))
            place += 1
        elif item is Ellipsis:
            span = len(shape) - consumed
            axis, place, consumed = axis + span, place + span, len(shape)
        elif isinstance(item, slice):
            start, count, step = _bounds(item, shape[axis])
            if (start, count, step) != (0, shape[axis], 1):
                parsed.ranges.append((axis, start, count, step))
            axis, place = axis + 1, place + 1
        elif isinstance(item, Tensor):
            taken = _axes_taken(item)
            if item.dtype in (bool_, uint8):
                _add_mask(parsed, item, shape[axis : axis + taken], place)
            else:
                parsed.indices.append((place, _checked_index(item, axis, shape[axis])))
            axis, place = axis + taken, place + taken
        else:
            index = _checked(int(item.__index__()), axis, shape[axis])
            parsed.ranges.append((axis, index, 1, 1))
            parsed.squeezed.append(axis)
            axis += 1
    return parsed


def _bounds(item: slice, extent: int) -> tuple[int, int, int]:
    """Start, count and step."""
    numbers = [None if bound is None else int(bound) for bound in (item.start, item.stop, item.step)]
    if numbers[2] is not None and numbers[2] <= 0:
        raise ValueError("step must be greater than zero")
    start, stop, step = slice(*numbers).indices(extent)
    return start, len(range(start, stop, step)), step


def _checked(index: int, axis: int, extent: int) -> int:
    if not -extent <= index < extent:
        raise IndexError(f"index {index} is out of bounds for dimension {axis} with size {extent}")
    return index % extent


def _checked_index(index: Tensor, axis: int, extent: int) -> Tensor:
    for element in elements_of(index) or ():
        _checked(int(element), axis, extent)
    return cast(index, int64)


def _add_mask(parsed: _Subscript, mask: Tensor, shape: tuple[int, ...], place: int) -> None:
    if tuple(mask.shape) != shape:
        raise IndexError(
            f"The shape of the mask {list(mask.shape)} does not match the shape of the indexed tensor {list(shape)} "
            f"at axis {place}"
        )
    elements = elements_of(mask)
    if elements is None:
        if parsed.mask is not None:
            raise DataDependence(
                "two masks in one subscript need the places where both hold, which depend on the data: "
                "combine them with & first"
            )
        parsed.mask = (place, cast(mask, bool_))
        return
    chosen = [at for at, element in enumerate(elements) if element]
    stride = len(elements)
    for offset, extent in enumerate(shape):
        stride //= max(extent, 1)
        index = constant([at // stride % extent for at in chosen], (len(chosen),), int64)
        parsed.indices.append((place + offset, index))


def _getitem(self: Tensor, key) -> Tensor:
    parsed = _parsed(self._storage.shape, key)
    part = parsed.of(self, True)
    if parsed.mask is not None:
        _refuse_beside_mask(parsed)
        return masked_selection(part, *parsed.mask)
    return _selected(part, parsed.indices) if parsed.indices else part


def _refuse_beside_mask(parsed: _Subscript) -> None:
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
    parsed = _parsed(self._storage.shape, key)
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


def _masked(part: Tensor, parsed: _Subscript, value) -> Tensor:
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
    parsed = _parsed(input._storage.shape, _index_list(indices))
    if parsed.mask is not None:
        return _masked(input, parsed, values)
    return written(input, parsed.indices, values, "add" if accumulate else "none")
