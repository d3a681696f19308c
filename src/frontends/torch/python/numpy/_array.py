"""`ndarray`: strided views of a flat Python list, as NumPy's are of memory."""

from . import _indexing, _layout
from ._dtypes import ALL, dtype, generic


class ndarray:
    """A view: element `(i, j, …)` is `_data[_offset + i·_strides[0] + j·_strides[1] + …]`."""

    __array_priority__ = 0.0

    def __init__(self, shape, dtype=float, buffer=None, offset=0, strides=None, order=None):
        shape = (shape,) if isinstance(shape, int) else tuple(map(int, shape))
        kind = _dtype_of(dtype)
        self._set([kind.python(0)] * _layout.count(shape), shape, kind)

    def _set(self, data: list, shape: tuple, kind: dtype, strides=None, offset: int = 0, base=None) -> None:
        self._data, self._shape, self.dtype = data, shape, kind
        self._strides = _layout.contiguous(shape) if strides is None else strides
        self._offset, self.base = offset, base

    def _view(self, shape: tuple, strides: tuple, offset: int) -> "ndarray":
        made = object.__new__(type(self))
        made._set(self._data, shape, self.dtype, strides, offset, self)
        return made

    def _flat(self) -> list:
        """Elements in row-major order, as Python numbers. May be the array's own list: not to be changed."""
        if self._strides == _layout.contiguous(self._shape):
            if self._offset == 0 and len(self._data) == self.size:
                return self._data
            return self._data[self._offset : self._offset + self.size]
        data = self._data
        return [data[place] for place in _layout.places(self._shape, self._strides, self._offset)]

    # What it is.

    @property
    def shape(self) -> tuple[int, ...]:
        return self._shape

    @shape.setter
    def shape(self, shape) -> None:
        other = self.reshape(shape)
        self._set(other._data, other._shape, self.dtype, other._strides, other._offset, self.base)

    @property
    def ndim(self) -> int:
        return len(self._shape)

    @property
    def size(self) -> int:
        return _layout.count(self._shape)

    itemsize = property(lambda self: self.dtype.itemsize)
    nbytes = property(lambda self: self.size * self.dtype.itemsize)
    strides = property(lambda self: tuple(stride * self.dtype.itemsize for stride in self._strides))

    def __len__(self) -> int:
        if not self._shape:
            raise TypeError("len() of unsized object")
        return self._shape[0]

    def __iter__(self):
        if not self._shape:
            raise TypeError("iteration over a 0-d array")
        return (self[index] for index in range(self._shape[0]))

    # Elements.

    def item(self, *place):
        if place:
            return _python(self[place[0] if len(place) == 1 and isinstance(place[0], tuple) else place])
        if self.size != 1:
            raise ValueError("can only convert an array of size 1 to a Python scalar")
        return self._flat()[0]

    def tolist(self):
        return _layout.nested(self._flat(), self._shape)

    def astype(self, kind, order="K", casting="unsafe", subok=True, copy=True) -> "ndarray":
        kind = _dtype_of(kind)
        if kind is self.dtype and not copy:
            return self
        return _converted(self, kind)

    def copy(self, order="C") -> "ndarray":
        return made(list(self._flat()), self._shape, self.dtype, type(self))

    def view(self, kind=None, type=None) -> "ndarray":
        if isinstance(kind, builtin_type) and issubclass(kind, ndarray):
            kind, type = None, kind
        if kind is not None and _dtype_of(kind) is not self.dtype:
            raise NotImplementedError("the bytes of an array cannot be seen as another type while tracing")
        seen = self._view(self._shape, self._strides, self._offset)
        if type is not None:
            seen.__class__ = type
        return seen

    def fill(self, value) -> None:
        self[...] = value

    def __getitem__(self, key):
        return _indexing.get_item(self, key)

    def __setitem__(self, key, value) -> None:
        _indexing.set_item(self, key, value)

    def __contains__(self, value) -> bool:
        return value in self._flat()

    def __bool__(self) -> bool:
        if self.size > 1:
            raise ValueError(
                "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()"
            )
        return bool(self._flat()[0]) if self.size else False

    def __float__(self) -> float:
        return float(self.item())

    def __int__(self) -> int:
        return int(self.item())

    def __complex__(self) -> complex:
        return complex(self.item())

    def __index__(self) -> int:
        if self.dtype.kind not in "iu" or self._shape:
            raise TypeError("only integer scalar arrays can be converted to a scalar index")
        return self.item()

    def __array__(self, dtype=None, copy=None) -> "ndarray":
        return self if dtype is None else self.astype(dtype)

    def __copy__(self) -> "ndarray":
        return self.copy()

    def __deepcopy__(self, memo) -> "ndarray":
        return self.copy()

    __hash__ = None

    # Shapes: views wherever NumPy gives views.

    def reshape(self, *shape, order="C", copy=None) -> "ndarray":
        wanted = shape[0] if len(shape) == 1 and not isinstance(shape[0], int) else shape
        wanted = _layout.with_inferred(tuple(map(int, wanted)), self.size)
        if order == "F":
            turned = self.T._flat()
            columns = made(list(turned), wanted[::-1], self.dtype, type(self))
            return columns.T
        if self._strides == _layout.contiguous(self._shape):
            return self._view(wanted, _layout.contiguous(wanted), self._offset)
        return made(self._flat(), wanted, self.dtype, type(self))

    def transpose(self, *axes) -> "ndarray":
        if len(axes) == 1 and (axes[0] is None or not isinstance(axes[0], int)):
            axes = axes[0] or ()
        order = [axis % self.ndim for axis in axes] or list(range(self.ndim))[::-1]
        if sorted(order) != list(range(self.ndim)):
            raise ValueError("axes don't match array")
        return self._view(
            tuple(self._shape[axis] for axis in order),
            tuple(self._strides[axis] for axis in order),
            self._offset,
        )

    T = property(transpose)

    def swapaxes(self, axis1: int, axis2: int) -> "ndarray":
        order = list(range(self.ndim))
        order[axis1], order[axis2] = order[axis2], order[axis1]
        return self.transpose(order)

    def flatten(self, order="C") -> "ndarray":
        return made(list(self._flat() if order != "F" else self.T._flat()), (self.size,), self.dtype)

    def ravel(self, order="C") -> "ndarray":
        return self.reshape(-1, order=order)

    def squeeze(self, axis=None) -> "ndarray":
        axes = range(self.ndim) if axis is None else [axis] if isinstance(axis, int) else axis
        dropped = {item % self.ndim for item in axes if axis is not None or self._shape[item] == 1}
        if any(self._shape[item] != 1 for item in dropped):
            raise ValueError("cannot select an axis to squeeze out which has size not equal to one")
        kept = [item for item in range(self.ndim) if item not in dropped]
        return self._view(
            tuple(self._shape[item] for item in kept),
            tuple(self._strides[item] for item in kept),
            self._offset,
        )

    @property
    def flat(self):
        return iter([self.dtype.scalar(value) for value in self._flat()])

    @property
    def real(self) -> "ndarray":
        if self.dtype.kind != "c":
            return self
        return made([value.real for value in self._flat()], self._shape, _part_of(self.dtype))

    @property
    def imag(self) -> "ndarray":
        values = [getattr(value, "imag", 0) for value in self._flat()]
        return made(values, self._shape, _part_of(self.dtype))

    # Text.

    def __repr__(self) -> str:
        suffix = "" if self.dtype.name in ("int64", "float64", "bool") else f", dtype={self.dtype.name}"
        return f"array({self.tolist()!r}{suffix})"

    def __str__(self) -> str:
        return _text(self.tolist())

    def __format__(self, specification: str) -> str:
        return format(self.item() if not self._shape else str(self), specification)

    def setflags(self, **flags) -> None:
        pass


builtin_type = type
_dtype_of = dtype


def made(data: list, shape: tuple, kind: dtype, cls: type = ndarray) -> ndarray:
    """An array that owns this list, whose elements are of the type already."""
    array = object.__new__(cls)
    array._set(data, shape, kind)
    return array


def fitted(data: list, shape: tuple, kind: dtype):
    """An array of numbers that are yet to be rounded or wrapped; a scalar where it has no axes."""
    if not shape:
        return kind.scalar(data[0])
    return made(kind.fit(data), shape, kind)


def _converted(array: ndarray, kind: dtype) -> ndarray:
    values = array._flat()
    if array.dtype.kind == "c" and kind.kind in "iuf":
        values = [value.real for value in values]
    return made(list(values) if kind is array.dtype else kind.fit(values), array._shape, kind, type(array))


def _part_of(kind: dtype) -> dtype:
    return kind if kind.kind != "c" else ALL["float32" if kind.itemsize == 8 else "float64"]


def _python(value):
    return value.item() if isinstance(value, (generic, ndarray)) else value


def _text(value) -> str:
    return f"[{' '.join(map(_text, value))}]" if isinstance(value, list) else str(value)
