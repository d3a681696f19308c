"""Subscripts: basic ones give views, integer arrays and masks give copies."""

from . import _layout
from ._dtypes import bool_


def get_item(array, key):
    view, lists = _resolve(array, key)
    if lists is None:
        return view if view._shape or _has_ellipsis(key) else view.dtype.scalar(view._data[view._offset])
    from ._array import made

    shape, places = _advanced(view, lists)
    return made([view._data[place] for place in places], shape, view.dtype)


def set_item(array, key, value) -> None:
    from ._conversion import asarray

    view, lists = _resolve(array, key)
    if lists is None:
        shape, places = view._shape, _layout.places(view._shape, view._strides, view._offset)
    else:
        shape, places = _advanced(view, lists)
    source = asarray(value)
    # Leading axes of extent 1 do not count in an assignment.
    while source.ndim > len(shape) and source.shape[0] == 1:
        source = source[0:1].reshape(source.shape[1:])
    values = source._flat()
    if source.shape != shape:
        strides = _layout.broadcast_strides(source.shape, _layout.contiguous(source.shape), shape)
        values = [values[place] for place in _layout.places(shape, strides)]
    data = array._data
    for place, element in zip(places, array.dtype.fit(values)):
        data[place] = element


def _has_ellipsis(key) -> bool:
    return key is Ellipsis or (isinstance(key, tuple) and any(item is Ellipsis for item in key))


def _is_integer(item) -> bool:
    return isinstance(item, int) and not isinstance(item, (bool, bool_))


def _resolve(array, key):
    """The view that the basic items of a subscript give, and the index lists by its axis (None without any)."""
    from ._array import ndarray
    from ._conversion import asarray

    items = list(key) if isinstance(key, tuple) else [key]
    expanded = []
    for item in items:
        if isinstance(item, (list, bool, bool_, range)):
            item = asarray(item)
        elif hasattr(item, "__index__") and not isinstance(item, (int, ndarray)):
            item = item.__index__()
        if isinstance(item, ndarray) and item.dtype.kind == "b":
            expanded.extend(_nonzero(item))
        elif isinstance(item, ndarray) and not item.shape and not isinstance(key, ndarray):
            expanded.append(int(item))
        else:
            expanded.append(item)
    consumed = sum(1 for item in expanded if item is not None and item is not Ellipsis)
    if consumed > array.ndim:
        raise IndexError(
            f"too many indices for array: array is {array.ndim}-dimensional, but {consumed} were indexed"
        )
    if not any(item is Ellipsis for item in expanded):
        expanded.append(Ellipsis)

    shape, strides, offset, lists, axis = [], [], array._offset, {}, 0
    for item in expanded:
        if item is None:
            shape.append(1)
            strides.append(0)
            continue
        if item is Ellipsis:
            span = array.ndim - consumed
            shape += array._shape[axis : axis + span]
            strides += array._strides[axis : axis + span]
            axis += span
            continue
        extent, stride = array._shape[axis], array._strides[axis]
        axis += 1
        if isinstance(item, slice):
            start, stop, step = item.indices(extent)
            offset += start * stride
            shape.append(len(range(start, stop, step)))
            strides.append(stride * step)
        elif isinstance(item, ndarray):
            if item.dtype.kind not in "iu" and item.size:
                raise IndexError("arrays used as indices must be of integer (or boolean) type")
            lists[len(shape)] = (item.shape, [_checked(index, axis - 1, extent) for index in item._flat()])
            shape.append(extent)
            strides.append(stride)
        elif _is_integer(item):
            offset += _checked(item, axis - 1, extent) * stride
        else:
            raise IndexError(
                "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean "
                "arrays are valid indices"
            )
    return array._view(tuple(shape), tuple(strides), offset), lists or None


def _checked(index: int, axis: int, extent: int) -> int:
    if not -extent <= index < extent:
        raise IndexError(f"index {index} is out of bounds for axis {axis} with size {extent}")
    return index % extent


def _nonzero(mask) -> list:
    from ._array import made
    from ._dtypes import ALL

    found = [place for place, value in zip(_layout.indices(mask.shape), mask._flat()) if value]
    return [made([place[axis] for place in found], (len(found),), ALL["int64"]) for axis in range(mask.ndim)]


def _advanced(view, lists: dict):
    """Shape and places of a selection by index arrays, which broadcast together.

    Their axes stand where the first of them stood if they are adjacent, else in front.
    """
    axes = sorted(lists)
    common = _layout.broadcast(*(shape for shape, _ in lists.values()))
    starts = [0] * _layout.count(common)
    for axis in axes:
        shape, indices = lists[axis]
        strides = _layout.broadcast_strides(shape, _layout.contiguous(shape), common)
        spread = [indices[place] for place in _layout.places(common, strides)]
        starts = [start + index * view._strides[axis] for start, index in zip(starts, spread)]
    first = axes[0] if axes == list(range(axes[0], axes[0] + len(axes))) else 0
    rest = [axis for axis in range(view.ndim) if axis not in lists]
    before = [axis for axis in rest if axis < first]
    after = [axis for axis in rest if axis >= first]

    def part(chosen):
        return tuple(view._shape[axis] for axis in chosen), tuple(view._strides[axis] for axis in chosen)

    lead = _layout.places(*part(before), view._offset)
    tail = _layout.places(*part(after))
    places = [a + b + c for a in lead for b in starts for c in tail]
    return (*part(before)[0], *common, *part(after)[0]), places
