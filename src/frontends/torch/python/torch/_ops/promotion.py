"""Type promotion, as in torch.result_type: the highest category decides, scalars only by their category."""

from .._tensor import Tensor, filled, operate
from .._types import bool_, dtype, float32, get_default_dtype, int64

_ORDER = {1: ("int8", "uint8", "int32", "int64"), 2: ("float16", "bfloat16", "float32", "float64")}
_ONNX_TYPE = {
    "float32": 1,
    "uint8": 2,
    "int8": 3,
    "int32": 6,
    "int64": 7,
    "bool": 9,
    "float16": 10,
    "float64": 11,
}


def onnx_number(kind: dtype) -> int:
    """ONNX's TensorProto.DataType number of an element type."""
    return _ONNX_TYPE[kind.onnx]


def _wider(a: dtype, b: dtype) -> dtype:
    if a.category != b.category:
        return a if a.category > b.category else b
    if a.category == 0:
        return a
    if {a.name, b.name} == {"float16", "bfloat16"}:
        return float32
    order = _ORDER[a.category]
    return a if order.index(a.name) >= order.index(b.name) else b


def scalar_type(value) -> dtype:
    if isinstance(value, bool):
        return bool_
    return int64 if isinstance(value, int) else get_default_dtype()


def result_type(*values) -> dtype:
    """Of tensors with dimensions, then tensors without, then numbers; the later ones only with a higher category."""
    tensors = [value for value in values if isinstance(value, Tensor)]
    groups = (
        [tensor.dtype for tensor in tensors if tensor.ndim > 0],
        [tensor.dtype for tensor in tensors if tensor.ndim == 0],
        [scalar_type(value) for value in values if not isinstance(value, Tensor)],
    )
    result: dtype | None = None
    for group in groups:
        if not group:
            continue
        kind = group[0]
        for other in group[1:]:
            kind = _wider(kind, other)
        if result is None or kind.category > result.category:
            result = kind
    assert result is not None
    return result


def cast(tensor: Tensor, kind: dtype) -> Tensor:
    if tensor.dtype.onnx == kind.onnx:
        return tensor
    return operate("Cast", tensor, to=onnx_number(kind))


def as_tensor_of(value, kind: dtype) -> Tensor:
    """A tensor of this type from a tensor or a number."""
    if isinstance(value, Tensor):
        return cast(value, kind)
    return filled(value, (), kind)


def promoted(*values) -> list[Tensor]:
    kind = result_type(*values)
    return [as_tensor_of(value, kind) for value in values]


def floating(*values) -> list[Tensor]:
    """As `promoted`, with integers made floating point, as for division and the transcendental functions."""
    kind = result_type(*values)
    kind = kind if kind.is_floating_point else get_default_dtype()
    return [as_tensor_of(value, kind) for value in values]
