"""Arrays from nested lists, scalars, arrays and tensors."""

from . import _dtypes
from ._array import made, ndarray
from ._dtypes import ALL, dtype, of_number, promote


def refuse_tensor(value, what: str):
    """A traced tensor has no content that NumPy could compute with."""
    from _skipline.errors import DataDependence

    raise DataDependence(
        f"{what} needs the content of a tensor of shape {tuple(value.shape)}, which depends on the data and is "
        "not known while the model is traced: compute with torch instead of NumPy here"
    )


def is_tensor(value) -> bool:
    import sys

    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.Tensor)


def of_tensor(value, what: str = "NumPy") -> ndarray:
    """Raises DataDependence where the tensor's elements are not known."""
    from torch._tensor import elements_of

    elements = elements_of(value)
    if elements is None:
        refuse_tensor(value, what)
    return made(list(elements), tuple(value.shape), _of_torch(value.dtype))


def _of_torch(kind) -> dtype:
    return dtype({"bfloat16": "float32"}.get(kind.name, kind.name))


def array(object, dtype=None, *, copy=True, order="K", subok=False, ndmin=0, like=None) -> ndarray:
    made_of = asarray(object, dtype)
    if made_of is object and copy:
        made_of = made_of.copy()
    return made_of.reshape((1,) * (ndmin - made_of.ndim) + made_of.shape) if ndmin > made_of.ndim else made_of


def asarray(object, dtype=None, order=None, **options) -> ndarray:
    kind = None if dtype is None else _dtypes.dtype(dtype)
    if isinstance(object, ndarray):
        return object if kind is None or kind is object.dtype else object.astype(kind)
    if is_tensor(object):
        made_of = of_tensor(object)
        return made_of if kind is None else made_of.astype(kind)
    kinds: set[_dtypes.dtype] = set()
    try:
        shape, flat = _read(object, kinds)
    except _Ragged:
        if kind is not ALL["object"]:
            raise ValueError(
                "setting an array element with a sequence. The requested array has an inhomogeneous shape"
            ) from None
        return made(list(object), (len(object),), kind)
    if kind is None:
        kind = _common(kinds)
    return made(kind.fit(flat), shape, kind)


def _common(kinds) -> dtype:
    result = None
    for kind in kinds:
        result = kind if result is None else promote(result, kind)
    return result or ALL["float64"]


class _Ragged(Exception):
    pass


def _read(value, kinds: set) -> tuple[tuple[int, ...], list]:
    """Shape, and elements in row-major order."""
    if isinstance(value, ndarray) or is_tensor(value):
        value = asarray(value)
        kinds.add(value.dtype)
        return value.shape, value._flat()
    if isinstance(value, (list, tuple, range)):
        if value and all(type(item) is float or type(item) is int for item in value):
            kinds.update(map(of_number, {type(item): item for item in value}.values()))
            if any(type(item) is int for item in value):
                kinds.update(of_number(item) for item in value if type(item) is int)
            return (len(value),), list(value)
        parts = [_read(item, kinds) for item in value]
        inner = parts[0][0] if parts else ()
        if any(shape != inner for shape, _ in parts):
            raise _Ragged
        return (len(parts), *inner), [element for _, elements in parts for element in elements]
    kinds.add(of_number(value))
    return (), [value.item() if isinstance(value, _dtypes.generic) else value]


def asanyarray(a, dtype=None, order=None) -> ndarray:
    return asarray(a, dtype)


def ascontiguousarray(a, dtype=None) -> ndarray:
    made_of = asarray(a, dtype)
    return made_of.reshape(1) if not made_of.shape else made_of


def scalar_or_array(value: ndarray):
    return value if value.shape else value.dtype.scalar(value._flat()[0])


def result_type(*values) -> dtype:
    """Of arrays, scalars, types and Python numbers."""
    result, weak = None, []
    for value in values:
        if _dtypes.is_weak(value):
            weak.append(value)
            continue
        kind = value.dtype if isinstance(value, (ndarray, _dtypes.generic)) else dtype(value)
        result = kind if result is None else promote(result, kind)
    if result is None:
        return _common(of_number(value) for value in weak)
    for value in weak:
        result = _dtypes.weakly(result, value)
    return result
