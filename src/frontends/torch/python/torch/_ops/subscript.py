"""What a subscript says: which axes it cuts, drops and adds, and which tensors it selects by."""

from dataclasses import dataclass, field

from _skipline.errors import DataDependence

from .._tensor import Tensor, constant, elements_of
from .._types import bool_, int64, uint8
from .creation import tensor as tensor_of
from .promotion import cast
from .views import Reshaping, Slicing, view


@dataclass
class Subscript:
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


def parsed_of(shape: tuple[int, ...], key) -> Subscript:
    items = _items(key)
    consumed = sum(map(_axes_taken, items))
    if consumed > len(shape):
        raise IndexError(f"too many indices for tensor of dimension {len(shape)}")
    if not any(item is Ellipsis for item in items):
        items.append(Ellipsis)
    parsed = Subscript()
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
            if isinstance(item, str):
                raise TypeError("new(): invalid data type 'str'")
            if not hasattr(item, "__index__"):
                raise IndexError(
                    "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices "
                    f"(got {type(item).__name__})"
                )
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


def _add_mask(parsed: Subscript, mask: Tensor, shape: tuple[int, ...], place: int) -> None:
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
