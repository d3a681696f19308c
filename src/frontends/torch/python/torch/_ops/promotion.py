"""Type promotion, as in torch.result_type: the highest category decides, scalars only by their category."""

from .._tensor import Tensor, constant, filled, operate
from .._types import bool_, complex64, complex128, dtype, float32, float64, get_default_dtype, int16, int64
from .._types import can_cast as may_store
from .registry import operation

_ORDER = {
    1: ("int8", "uint8", "int16", "int32", "int64"),
    2: ("float16", "bfloat16", "float32", "float64"),
}
_ONNX_TYPE = {
    "float32": 1,
    "uint8": 2,
    "int8": 3,
    "int16": 5,
    "int32": 6,
    "int64": 7,
    "bool": 9,
    "float16": 10,
    "float64": 11,
    "bfloat16": 16,
}


def onnx_number(kind: dtype) -> int:
    """ONNX's TensorProto.DataType number of an element type."""
    return _ONNX_TYPE[kind.onnx]


def wider(a: dtype, b: dtype) -> dtype:
    if a is b:
        return a
    if 3 in (a.category, b.category):
        # A complex type of the wider one's precision.
        real = wider(a.to_real(), b.to_real())
        return complex128 if real is float64 else complex64
    if a.category != b.category:
        return a if a.category > b.category else b
    if a.category == 2 and {a.name, b.name} == {"float16", "bfloat16"}:
        return float32
    if a.category == 1 and {a.name, b.name} == {"int8", "uint8"}:
        return int16
    order = _ORDER[a.category]
    return a if order.index(a.name) >= order.index(b.name) else b


def scalar_type(value) -> dtype:
    if isinstance(value, bool):
        return bool_
    if isinstance(value, complex):
        return get_default_dtype().to_complex()
    return int64 if isinstance(value, int) else get_default_dtype()


@operation(method=False)
def result_type(*values) -> dtype:
    """Of tensors with dimensions, then tensors without, then numbers; the later ones only with a higher category."""
    groups: tuple[list[dtype], ...] = ([], [], [])
    for value in values:
        if isinstance(value, Tensor):
            groups[0 if value._storage.shape else 1].append(value._storage.dtype)
        else:
            groups[2].append(scalar_type(value))
    result: dtype | None = None
    for group in groups:
        if not group:
            continue
        kind = group[0]
        for other in group[1:]:
            kind = wider(kind, other)
        if result is None:
            result = kind
        elif kind.category > result.category:
            result = wider(kind, result) if kind.is_complex and result.is_floating_point else kind
    assert result is not None
    return result


@operation(method=False)
def promote_types(type1, type2) -> dtype:
    return wider(type1, type2)


@operation(method=False)
def can_cast(from_, to) -> bool:
    return may_store(from_, to)


def cast(tensor: Tensor, kind: dtype) -> Tensor:
    own = tensor._storage.dtype
    if own is kind:
        return tensor
    if own.is_complex or kind.is_complex:
        return _cast_complex(tensor, kind)
    return operate("Cast", tensor, to=onnx_number(kind))


def _cast_complex(tensor: Tensor, kind: dtype) -> Tensor:
    from .complex import as_complex, as_real, parts, to_complex

    if not tensor.dtype.is_complex:
        return to_complex(tensor, kind)
    if kind.is_complex:
        return as_complex(cast(as_real(tensor), kind.to_real()))
    return cast(parts(tensor)[0], kind)


def as_tensor_of(value, kind: dtype) -> Tensor:
    """A tensor of this type from a tensor or a number."""
    if isinstance(value, Tensor):
        return cast(value, kind)
    if kind.is_complex:
        from .views import as_complex

        number = complex(value)
        return as_complex(constant([number.real, number.imag], (2,), kind.to_real()))
    return filled(value, (), kind)


def promoted(*values) -> list[Tensor]:
    kind = result_type(*values)
    return [as_tensor_of(value, kind) for value in values]


def floating(*values) -> list[Tensor]:
    """As `promoted`, with integers made floating point, as for division and the transcendental functions."""
    kind = result_type(*values)
    kind = kind if kind.category >= 2 else get_default_dtype()
    return [as_tensor_of(value, kind) for value in values]
