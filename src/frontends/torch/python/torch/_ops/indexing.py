"""Subscripts: `x[:, 0, ..., ::2, None, index]`."""

from _skipline.inert import UnsupportedOperation

from .._tensor import Tensor, constant, int64s, operate
from .._types import bool_, int64
from .registry import operation
from .shaping import axis_of

#: Stands for "to the end" in ONNX Slice.
_END = 2**31 - 1


def _items(key) -> list:
    return list(key) if isinstance(key, tuple) else [key]


def _as_index(item):
    """Lists of integers select as tensors do."""
    if isinstance(item, (list, range)):
        item = list(item)
        if all(isinstance(entry, int) and not isinstance(entry, bool) for entry in item):
            return constant(item, (len(item),), int64)
    return item


def _getitem(self: Tensor, key) -> Tensor:
    items = [_as_index(item) for item in _items(key)]
    consumed = sum(1 for item in items if item is not None and item is not Ellipsis)
    if consumed > self.ndim:
        raise IndexError(f"too many indices for tensor of dimension {self.ndim}")
    if not any(item is Ellipsis for item in items):
        items.append(Ellipsis)

    slices: list[tuple[int, int, int, int]] = []
    squeezed: list[int] = []
    gathers: list[tuple[int, Tensor]] = []
    unsqueezed: list[int] = []
    axis = place = 0
    for item in items:
        if item is None:
            unsqueezed.append(place)
            place += 1
        elif item is Ellipsis:
            span = self.ndim - consumed
            axis, place = axis + span, place + span
        elif isinstance(item, slice):
            bounds = _bounds(item)
            if bounds is not None:
                slices.append((axis, *bounds))
            axis, place = axis + 1, place + 1
        elif isinstance(item, Tensor) and item.ndim > 0:
            if item.dtype is bool_:
                raise UnsupportedOperation(
                    "Skipline cannot trace a selection by a boolean mask yet: its shape depends on the data"
                )
            gathers.append((place, item))
            axis, place = axis + 1, place + 1
        else:
            index = _checked(int(item), axis, self.shape[axis])
            slices.append((axis, index, index + 1, 1))
            squeezed.append(axis)
            axis += 1

    result = self
    if slices:
        axes, starts, stops, steps = zip(*slices)
        result = operate("Slice", result, int64s(*starts), int64s(*stops), int64s(*axes), int64s(*steps))
    if squeezed:
        result = operate("Squeeze", result, int64s(*squeezed))
    if unsqueezed:
        result = operate("Unsqueeze", result, int64s(*unsqueezed))
    if len(gathers) > 1:
        raise UnsupportedOperation("Skipline cannot trace a selection by several index tensors yet")
    for gathered, index in gathers:
        result = operate("Gather", result, index, axis=gathered)
    return result if result is not self else Tensor(self._storage)


def _bounds(item: slice) -> tuple[int, int, int] | None:
    step = 1 if item.step is None else int(item.step)
    if step <= 0:
        raise ValueError("step must be greater than zero")
    start = 0 if item.start is None else int(item.start)
    stop = _END if item.stop is None else int(item.stop)
    return None if (start, stop, step) == (0, _END, 1) else (start, stop, step)


def _checked(index: int, axis: int, extent: int) -> int:
    if not -extent <= index < extent:
        raise IndexError(f"index {index} is out of bounds for dimension {axis} with size {extent}")
    return index % extent


def _setitem(self: Tensor, key, value) -> None:
    """Assignment to a contiguous part: the tensor becomes the concatenation of what is before, the value, and after."""
    raise UnsupportedOperation("Skipline cannot trace an assignment to a part of a tensor yet")


Tensor.__getitem__ = _getitem
Tensor.__setitem__ = _setitem


@operation()
def select(input, dim, index):
    axis = axis_of(dim, input.ndim)
    return _getitem(input, (*[slice(None)] * axis, index))


@operation()
def index_select(input, dim, index):
    return operate("Gather", input, index, axis=axis_of(dim, input.ndim))


@operation()
def gather(input, dim, index):
    return operate("GatherElements", input, index, axis=axis_of(dim, input.ndim))
