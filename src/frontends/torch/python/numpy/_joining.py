"""Operations that move elements: axes, joining, splitting, repeating, padding."""

from . import _layout
from ._array import made, ndarray
from ._conversion import asarray, result_type


def reshape(a, shape=None, order="C", *, newshape=None, copy=None):
    return asarray(a).reshape(newshape if shape is None else shape, order=order)


def transpose(a, axes=None):
    return asarray(a).transpose(axes)


permute_dims = transpose


def swapaxes(a, axis1, axis2):
    return asarray(a).swapaxes(axis1, axis2)


def moveaxis(a, source, destination):
    array = asarray(a)
    sources = [item % array.ndim for item in ([source] if isinstance(source, int) else source)]
    places = [item % array.ndim for item in ([destination] if isinstance(destination, int) else destination)]
    order = [axis for axis in range(array.ndim) if axis not in sources]
    for place, axis in sorted(zip(places, sources)):
        order.insert(place, axis)
    return array.transpose(order)


def rollaxis(a, axis, start=0):
    array = asarray(a)
    axis %= array.ndim
    return moveaxis(array, axis, start - 1 if axis < start else start)


def expand_dims(a, axis):
    array = asarray(a)
    axes = [axis] if isinstance(axis, int) else list(axis)
    rank = array.ndim + len(axes)
    new = {item % rank for item in axes}
    rest = iter(array.shape)
    return array.reshape(tuple(1 if item in new else next(rest) for item in range(rank)))


def squeeze(a, axis=None):
    return asarray(a).squeeze(axis)


def ravel(a, order="C"):
    return asarray(a).ravel(order)


def atleast_1d(a):
    return asarray(a) if asarray(a).ndim else asarray(a).reshape(1)


def atleast_2d(a):
    array = asarray(a)
    return array if array.ndim > 1 else array.reshape(1, -1)


def concatenate(arrays, axis=0, out=None, *, dtype=None):
    arrays = [asarray(item) for item in arrays]
    if not arrays:
        raise ValueError("need at least one array to concatenate")
    if axis is None:
        arrays, axis = [item.reshape(-1) for item in arrays], 0
    rank = arrays[0].ndim
    axis = _layout.axis_of(axis, rank)
    for item in arrays[1:]:
        if item.shape[:axis] + item.shape[axis + 1 :] != arrays[0].shape[:axis] + arrays[0].shape[axis + 1 :]:
            raise ValueError(
                "all the input array dimensions except for the concatenation axis must match exactly, but they are "
                + " and ".join(str(array.shape) for array in (arrays[0], item))
            )
    kind = result_type(*arrays) if dtype is None else _dtype(dtype)
    # With the axis in front, joining is appending.
    order = [axis, *(item for item in range(rank) if item != axis)]
    values, total = [], 0
    for item in arrays:
        values += item.transpose(order)._flat() if rank else item._flat()
        total += item.shape[axis]
    rest = arrays[0].shape[:axis] + arrays[0].shape[axis + 1 :]
    joined = made(kind.fit(values), (total, *rest), kind)
    back = joined.transpose([order.index(item) for item in range(rank)])
    return made(list(back._flat()), back.shape, kind)


concat = concatenate


def _dtype(kind):
    from ._dtypes import dtype

    return dtype(kind)


def stack(arrays, axis=0, out=None, *, dtype=None):
    arrays = [asarray(item) for item in arrays]
    if len({item.shape for item in arrays}) != 1:
        raise ValueError("all input arrays must have the same shape")
    return concatenate([expand_dims(item, axis) for item in arrays], axis, dtype=dtype)


def vstack(tup):
    return concatenate([atleast_2d(item) for item in tup], 0)


row_stack = vstack


def hstack(tup):
    arrays = [atleast_1d(item) for item in tup]
    return concatenate(arrays, 0 if arrays[0].ndim == 1 else 1)


def column_stack(tup):
    arrays = [asarray(item) for item in tup]
    return concatenate([item.reshape(-1, 1) if item.ndim < 2 else item for item in arrays], 1)


def dstack(tup):
    arrays = [atleast_2d(item) for item in tup]
    return concatenate([item.reshape((*item.shape, 1)) if item.ndim == 2 else item for item in arrays], 2)


def append(arr, values, axis=None):
    if axis is None:
        return concatenate([ravel(arr), ravel(values)])
    return concatenate([arr, values], axis)


def insert(arr, obj, values, axis=None):
    array = ravel(arr) if axis is None else asarray(arr)
    axis = 0 if axis is None else axis
    lead = (slice(None),) * (axis % array.ndim)
    new = asarray(values, array.dtype)
    shape = list(array.shape)
    shape[axis] = 1 if not new.ndim or array.ndim > 1 else new.shape[0]
    spread = made([array.dtype.python(0)] * _layout.count(shape), tuple(shape), array.dtype)
    spread[...] = new
    return concatenate([array[(*lead, slice(None, obj))], spread, array[(*lead, slice(obj, None))]], axis)


def delete(arr, obj, axis=None):
    array = ravel(arr) if axis is None else asarray(arr)
    axis = 0 if axis is None else axis % array.ndim
    extent = array.shape[axis]
    removed = range(extent)[obj] if isinstance(obj, slice) else [obj] if isinstance(obj, int) else list(obj)
    gone = {int(index) % extent for index in removed}
    return take(array, [index for index in range(extent) if index not in gone], axis)


def array_split(ary, indices_or_sections, axis=0) -> list:
    array = asarray(ary)
    extent = array.shape[axis]
    if isinstance(indices_or_sections, int):
        size, more = divmod(extent, indices_or_sections)
        bounds = [0]
        for index in range(indices_or_sections):
            bounds.append(bounds[-1] + size + (index < more))
    else:
        bounds = [0, *indices_or_sections, extent]
    lead = (slice(None),) * (axis % array.ndim)
    return [array[(*lead, slice(int(a), int(b)))] for a, b in zip(bounds, bounds[1:])]


def split(ary, indices_or_sections, axis=0) -> list:
    if isinstance(indices_or_sections, int) and asarray(ary).shape[axis] % indices_or_sections:
        raise ValueError("array split does not result in an equal division")
    return array_split(ary, indices_or_sections, axis)


def tile(A, reps):
    array = asarray(A)
    reps = (int(reps),) if hasattr(reps, "__index__") else tuple(int(item) for item in reps)
    rank = max(array.ndim, len(reps))
    array = array.reshape((1,) * (rank - array.ndim) + array.shape)
    for axis, times in enumerate((1,) * (rank - len(reps)) + reps):
        array = concatenate([array] * times, axis) if times else array[(slice(None),) * axis + (slice(0, 0),)]
    return array.copy()


def repeat(a, repeats, axis=None):
    array = ravel(a) if axis is None else asarray(a)
    axis = 0 if axis is None else axis
    extent = array.shape[axis]
    times = asarray(repeats)._flat()
    times = list(times) * extent if len(times) == 1 else times
    return take(array, [index for index, count in enumerate(times) for _ in range(count)], axis)


def take(a, indices, axis=None, out=None, mode="raise"):
    array = ravel(a) if axis is None else asarray(a)
    axis = 0 if axis is None else axis % array.ndim
    return array[
        (slice(None),) * axis + (asarray(indices, int) if not isinstance(indices, int) else indices,)
    ]


def take_along_axis(arr, indices, axis):
    array, indices = asarray(arr), asarray(indices)
    from ._creation import indices as grid

    places = list(grid(indices.shape, sparse=True))
    places[axis] = indices
    return array[tuple(places)]


def flip(m, axis=None):
    array = asarray(m)
    axes = range(array.ndim) if axis is None else [axis] if isinstance(axis, int) else axis
    key = [slice(None)] * array.ndim
    for item in axes:
        key[item] = slice(None, None, -1)
    return array[tuple(key)]


def fliplr(m):
    return flip(m, 1)


def flipud(m):
    return flip(m, 0)


def rot90(m, k=1, axes=(0, 1)):
    array = asarray(m)
    for _ in range(k % 4):
        array = flip(array.swapaxes(*axes), axes[0])
    return array


def roll(a, shift, axis=None):
    array = asarray(a)
    if axis is None:
        return roll(array.reshape(-1), shift, 0).reshape(array.shape)
    shifts = [shift] if isinstance(shift, int) else shift
    for amount, item in zip(shifts, [axis] if isinstance(axis, int) else axis):
        extent = array.shape[item]
        array = take(array, [(index - amount) % extent for index in range(extent)], item)
    return array.copy()


def pad(array, pad_width, mode="constant", constant_values=0, **options):
    """Modes constant, edge, reflect, symmetric and wrap."""
    array = asarray(array)
    widths = asarray(pad_width)
    widths = [tuple(item) for item in _broadcast_widths(widths, array.ndim)]
    for axis, (before, after) in enumerate(widths):
        extent = array.shape[axis]
        if mode == "constant":
            array = _with_constant(array, axis, before, after, constant_values)
        else:
            places = [_source(index, extent, mode) for index in range(-before, extent + after)]
            array = take(array, places, axis)
    return array.copy()


def _broadcast_widths(widths: ndarray, rank: int) -> list:
    from ._ufuncs import broadcast_to

    return broadcast_to(widths, (rank, 2)).tolist()


def _with_constant(array: ndarray, axis: int, before: int, after: int, constant):
    def block(width: int, value):
        shape = (*array.shape[:axis], width, *array.shape[axis + 1 :])
        return made(array.dtype.fit([value]) * _layout.count(shape), shape, array.dtype)

    low, high = _broadcast_widths(asarray(constant), array.ndim)[axis]
    return concatenate([block(before, low), array, block(after, high)], axis)


def _source(index: int, extent: int, mode: str) -> int:
    if mode == "edge":
        return min(max(index, 0), extent - 1)
    if mode == "wrap":
        return index % extent
    if mode not in ("reflect", "symmetric"):
        raise ValueError(f"mode '{mode}' is not supported")
    period = 2 * extent if mode == "symmetric" else max(2 * (extent - 1), 1)
    place = index % period
    return place if place < extent else period - place - (mode == "symmetric")


ndarray.repeat = repeat
ndarray.take = take

__all__ = (
    "reshape transpose permute_dims swapaxes moveaxis rollaxis expand_dims squeeze ravel atleast_1d atleast_2d "
    "concatenate concat stack vstack row_stack hstack column_stack dstack append insert delete array_split split "
    "tile repeat take take_along_axis flip fliplr flipud rot90 roll pad"
).split()
