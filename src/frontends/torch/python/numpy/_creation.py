"""New arrays."""

import math

from . import _layout
from ._array import made, ndarray
from ._conversion import asarray, result_type
from ._dtypes import ALL, dtype, of_number
from ._elementwise import FUNCTIONS


def _shape(shape) -> tuple[int, ...]:
    return (int(shape),) if hasattr(shape, "__index__") else tuple(int(extent) for extent in shape)


def full(shape, fill_value, dtype=None, order="C", **options) -> ndarray:
    shape = _shape(shape)
    value = asarray(fill_value)
    kind = value.dtype if dtype is None else _dtype(dtype)
    if value.shape:
        array = made([kind.python(0)] * _layout.count(shape), shape, kind)
        array[...] = value
        return array
    return made(kind.fit(value._flat()) * _layout.count(shape), shape, kind)


_dtype = dtype


def zeros(shape, dtype=float, order="C", **options) -> ndarray:
    return full(shape, 0, dtype or float)


def ones(shape, dtype=float, order="C", **options) -> ndarray:
    return full(shape, 1, dtype or float)


#: Zeros, as nothing is known of what the memory held.
empty = zeros


def full_like(a, fill_value, dtype=None, order="K", subok=True, shape=None) -> ndarray:
    a = asarray(a)
    return full(a.shape if shape is None else shape, fill_value, dtype or a.dtype)


def zeros_like(a, dtype=None, order="K", subok=True, shape=None) -> ndarray:
    return full_like(a, 0, dtype, shape=shape)


def ones_like(a, dtype=None, order="K", subok=True, shape=None) -> ndarray:
    return full_like(a, 1, dtype, shape=shape)


empty_like = zeros_like


def eye(N, M=None, k=0, dtype=float, order="C") -> ndarray:
    columns = N if M is None else M
    kind = _dtype(dtype)
    values = [int(column - row == k) for row in range(N) for column in range(columns)]
    return made(kind.fit(values), (int(N), int(columns)), kind)


def identity(n, dtype=float) -> ndarray:
    return eye(n, dtype=dtype)


def arange(start, stop=None, step=1, dtype=None, **options) -> ndarray:
    """The n-th element is start + n·((start + step) − start), the order in which NumPy fills it."""
    if stop is None:
        start, stop = 0, start
    numbers = [asarray(item).item() for item in (start, stop, step)]
    given = result_type(*(item for item in (start, stop, step))) if dtype is None else None
    kind = _dtype(dtype) if dtype is not None else given
    start, stop, step = numbers
    if step == 0:
        raise ZeroDivisionError("division by zero")
    count = max(0, math.ceil((stop - start) / step))
    gap = (start + step) - start
    return made(kind.fit([start + index * gap for index in range(count)]), (count,), kind)


def linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0):
    """In NumPy's order of operations, so that every element agrees to the last bit."""
    num = int(num)
    if num < 0:
        raise ValueError(f"Number of samples, {num}, must be non-negative.")
    start, stop = asarray(start), asarray(stop)
    kind = result_type(start, stop, float(num))
    if start.dtype.kind in "biu" and stop.dtype.kind in "biu":
        kind = ALL["float64"]
    begin, delta = start.astype(kind), stop.astype(kind) - start.astype(kind)
    between = num - 1 if endpoint else num
    steps = arange(0, num, dtype=kind)
    steps = steps.reshape((num,) + (1,) * asarray(delta).ndim)
    step = math.nan
    if between > 0:
        step = delta / between
        has_zero = bool(asarray(step == 0).any())
        values = steps / between * delta if has_zero else steps * step
    else:
        values = steps * delta
    values = asarray(values + begin)
    if endpoint and num > 1:
        values[-1] = stop
    if dtype is not None:
        wanted = _dtype(dtype)
        values = (FUNCTIONS["floor"](values) if wanted.kind in "iu" else values).astype(wanted)
    if axis and values.ndim > 1:
        values = values.swapaxes(0, axis)
    return (values, step) if retstep else values


def logspace(start, stop, num=50, endpoint=True, base=10.0, dtype=None, axis=0) -> ndarray:
    exponents = linspace(start, stop, num, endpoint, axis=axis)
    powers = FUNCTIONS["power"](base, exponents)
    return powers if dtype is None else powers.astype(dtype)


def geomspace(start, stop, num=50, endpoint=True, dtype=None) -> ndarray:
    powers = logspace(math.log10(abs(start)), math.log10(abs(stop)), num, endpoint)
    powers = powers * (-1.0 if start < 0 else 1.0)
    if num > 0:
        powers[0] = start
        if num > 1 and endpoint:
            powers[-1] = stop
    return powers if dtype is None else powers.astype(dtype)


def meshgrid(*xi, copy=True, sparse=False, indexing="xy") -> tuple:
    arrays = [asarray(item).reshape(-1) for item in xi]
    rank = len(arrays)
    shaped = [
        item.reshape((1,) * place + (-1,) + (1,) * (rank - 1 - place)) for place, item in enumerate(arrays)
    ]
    if indexing == "xy" and rank > 1:
        shaped[0] = shaped[0].reshape((1, -1) + (1,) * (rank - 2))
        shaped[1] = shaped[1].reshape((-1, 1) + (1,) * (rank - 2))
    if sparse:
        return tuple(shaped)
    from ._ufuncs import broadcast_arrays

    return tuple(item.copy() for item in broadcast_arrays(*shaped))


def indices(dimensions, dtype=int, sparse=False):
    grids = meshgrid(*(arange(extent, dtype=dtype) for extent in dimensions), indexing="ij", sparse=sparse)
    if sparse:
        return grids
    from ._joining import stack

    return stack(grids)


class _Grid:
    """`np.mgrid[0:3, 0:4]`; a step `5j` counts elements instead."""

    def __init__(self, sparse: bool):
        self.sparse = sparse

    def __getitem__(self, key):
        parts = key if isinstance(key, tuple) else (key,)
        axes = [_range_of(part) for part in parts]
        if len(axes) == 1 and not isinstance(key, tuple):
            return axes[0]
        grids = meshgrid(*axes, indexing="ij", sparse=self.sparse)
        if self.sparse:
            return grids
        from ._joining import stack

        return stack(grids)


def _range_of(part: slice) -> ndarray:
    start = 0 if part.start is None else part.start
    step = 1 if part.step is None else part.step
    if isinstance(step, complex):
        return linspace(start, part.stop, int(abs(step)))
    return arange(start, part.stop, step)


mgrid, ogrid = _Grid(False), _Grid(True)


def tri(N, M=None, k=0, dtype=float) -> ndarray:
    columns = N if M is None else M
    kind = _dtype(dtype)
    values = [int(column - row <= k) for row in range(N) for column in range(columns)]
    return made(kind.fit(values), (N, columns), kind)


def _triangle(m, k: int, is_lower: bool) -> ndarray:
    array = asarray(m)
    rows, columns = array.shape[-2:]
    mask = tri(rows, columns, k if is_lower else k - 1, bool)
    return where(mask if is_lower else FUNCTIONS["logical_not"](mask), array, array.dtype.type(0))


def tril(m, k=0) -> ndarray:
    return _triangle(m, k, True)


def triu(m, k=0) -> ndarray:
    return _triangle(m, k, False)


def tril_indices(n, k=0, m=None) -> tuple:
    return nonzero(tri(n, m, k, bool))


def triu_indices(n, k=0, m=None) -> tuple:
    return nonzero(FUNCTIONS["logical_not"](tri(n, m, k - 1, bool)))


def diag(v, k=0) -> ndarray:
    array = asarray(v)
    if array.ndim == 1:
        size = array.shape[0] + abs(k)
        result = zeros((size, size), array.dtype)
        for index in range(array.shape[0]):
            result[index + max(-k, 0), index + max(k, 0)] = array[index]
        return result
    rows, columns = array.shape
    return asarray([array[row, row + k] for row in range(rows) if 0 <= row + k < columns], array.dtype)


def diagonal(a, offset=0) -> ndarray:
    return diag(a, offset)


def where(condition, x=None, y=None):
    if x is None and y is None:
        return nonzero(condition)
    from ._ufuncs import broadcast_arrays

    kind = result_type(*(item if of_is_number(item) else asarray(item) for item in (x, y)))
    chosen, a, b = broadcast_arrays(asarray(condition), asarray(x), asarray(y))
    values = [p if keep else q for keep, p, q in zip(chosen._flat(), a._flat(), b._flat())]
    return made(kind.fit(values), chosen.shape, kind)


def of_is_number(value) -> bool:
    return isinstance(value, (int, float, complex)) and of_number(value).kind != "O"


def nonzero(a) -> tuple:
    array = asarray(a)
    found = [place for place, value in zip(_layout.indices(array.shape), array._flat()) if value]
    return tuple(
        made([place[axis] for place in found], (len(found),), ALL["int64"]) for axis in range(array.ndim)
    )


def argwhere(a) -> ndarray:
    from ._joining import stack

    return stack(nonzero(a), -1)


def flatnonzero(a) -> ndarray:
    return nonzero(asarray(a).reshape(-1))[0]


def _window(name: str, value):
    def window(M) -> ndarray:
        if M < 1:
            return zeros(0)
        if M == 1:
            return ones(1)
        return asarray([value(2 * math.pi * index / (M - 1), index / (M - 1)) for index in range(M)])

    window.__name__ = name
    return window


hanning = _window("hanning", lambda angle, place: 0.5 - 0.5 * math.cos(angle))
hamming = _window("hamming", lambda angle, place: 0.54 - 0.46 * math.cos(angle))
blackman = _window("blackman", lambda angle, place: 0.42 - 0.5 * math.cos(angle) + 0.08 * math.cos(2 * angle))
bartlett = _window("bartlett", lambda angle, place: 1 - abs(2 * place - 1))


def fromiter(iter, dtype, count=-1) -> ndarray:
    return asarray(list(iter) if count < 0 else [next(iter) for _ in range(count)], dtype)


def fromfunction(function, shape, *, dtype=float, **keywords):
    return function(*indices(shape, dtype), **keywords)


ndarray.nonzero = nonzero
ndarray.diagonal = diagonal
