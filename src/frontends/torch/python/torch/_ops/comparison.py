"""Comparisons, logic, and arithmetic of bits."""

from .._tensor import Tensor, filled, int64s, known_elements, operate
from .._types import bool_
from .pointwise import absolute, add, binary, mul, sub
from .promotion import as_tensor_of, cast, promoted, result_type
from .registry import operation


def _comparison(operator: str, *names: str, negate: bool = False):
    def implementation(input, other):
        if result_type(input, other).is_complex:
            return _complex_equality(operator, names[0], input, other, negate)
        answer = binary(operator, input, other)
        return operate("Not", answer) if negate else answer

    implementation.__name__ = names[0]
    return operation(*names, in_place=True)(implementation)


def _complex_equality(operator, name, input, other, negate):
    from .views import as_real

    if operator != "Equal":
        raise RuntimeError(f"{name} is not defined for complex numbers")
    a, b = promoted(input, other)
    same = operate("Equal", as_real(a), as_real(b)).all(-1)
    return operate("Not", same) if negate else same


eq = _comparison("Equal", "eq")
ne = _comparison("Equal", "ne", "not_equal", negate=True)
lt = _comparison("Less", "lt", "less")
le = _comparison("LessOrEqual", "le", "less_equal")
gt = _comparison("Greater", "gt", "greater")
ge = _comparison("GreaterOrEqual", "ge", "greater_equal")


def _no(input: Tensor) -> Tensor:
    return operate("Expand", filled(0, (), bool_), int64s(*input.shape))


@operation()
def isnan(input):
    return operate("IsNaN", input) if input.dtype.is_floating_point else _no(input)


@operation()
def isinf(input):
    return operate("IsInf", input) if input.dtype.is_floating_point else _no(input)


@operation()
def isposinf(input):
    return operate("IsInf", input, detect_negative=0) if input.dtype.is_floating_point else _no(input)


@operation()
def isneginf(input):
    return operate("IsInf", input, detect_positive=0) if input.dtype.is_floating_point else _no(input)


@operation()
def isfinite(input):
    return operate("Not", logical_or(isnan(input), isinf(input)))


@operation()
def signbit(input):
    return operate("Less", input, filled(0, (), input.dtype))


@operation()
def isclose(input, other, rtol=1e-05, atol=1e-08, equal_nan=False):
    a, b = promoted(input, other)
    bound = add(mul(absolute(b), rtol), atol)
    close = operate("LessOrEqual", as_tensor_of(absolute(sub(a, b)), bound.dtype), bound)
    result = logical_or(operate("Equal", a, b), logical_and(close, isfinite(b)))
    return logical_or(result, logical_and(isnan(a), isnan(b))) if equal_nan else result


@operation()
def allclose(input, other, rtol=1e-05, atol=1e-08, equal_nan=False):
    return bool(isclose(input, other, rtol, atol, equal_nan).all())


@operation()
def equal(input, other):
    if tuple(input.shape) != tuple(other.shape):
        return False
    return known_elements(input, "equal()") == known_elements(other, "equal()")


@operation()
def is_same_size(input, other):
    return tuple(input.shape) == tuple(other.shape)


@operation()
def isin(elements, test_elements, *, assume_unique=False, invert=False):
    if not isinstance(elements, Tensor):
        elements = as_tensor_of(elements, test_elements.dtype)
    tests = (
        test_elements.reshape(-1)
        if isinstance(test_elements, Tensor)
        else as_tensor_of(test_elements, elements.dtype)
    )
    found = eq(elements.unsqueeze(-1), tests).any(-1)
    return operate("Not", found) if invert else found


def _logical(operator: str, name: str):
    def implementation(input, other):
        return operate(operator, as_tensor_of(input, bool_), as_tensor_of(other, bool_))

    implementation.__name__ = name
    return operation(name, in_place=True)(implementation)


logical_and = _logical("And", "logical_and")
logical_or = _logical("Or", "logical_or")
logical_xor = _logical("Xor", "logical_xor")


def _bitwise(operator: str, of_integers: str, name: str):
    def implementation(input, other):
        kind = result_type(input, other)
        if kind.category > 1:
            raise RuntimeError(f"\"{name}_cpu\" not implemented for '{kind.type_name}'")
        return binary(operator if kind is bool_ else of_integers, input, other)

    implementation.__name__ = name
    return operation(name, in_place=True)(implementation)


bitwise_and = _bitwise("And", "BitwiseAnd", "bitwise_and")
bitwise_or = _bitwise("Or", "BitwiseOr", "bitwise_or")
bitwise_xor = _bitwise("Xor", "BitwiseXor", "bitwise_xor")


@operation(in_place=True)
def logical_not(input):
    return operate("Not", cast(input, bool_))


@operation(in_place=True)
def bitwise_not(input):
    if input.dtype.category > 1:
        raise RuntimeError(f"\"bitwise_not_cpu\" not implemented for '{input.dtype.type_name}'")
    return operate("Not" if input.dtype is bool_ else "BitwiseNot", input)


def _shift(name: str, factor) -> None:
    """ONNX's BitShift takes unsigned integers only, so a shift is a product or quotient of a power of two."""

    def implementation(input, other):
        kind = result_type(input, other)
        if kind.category != 1:
            raise RuntimeError(f"\"{name}_cpu\" not implemented for '{kind.type_name}'")
        return factor(input, operate("Pow", filled(2, (), kind), as_tensor_of(other, kind)))

    implementation.__name__ = name
    return operation(name, in_place=True)(implementation)


bitwise_left_shift = _shift("bitwise_left_shift", mul)


def _floored(input, power):
    from .pointwise import floor_divide

    return floor_divide(input, power)


bitwise_right_shift = _shift("bitwise_right_shift", _floored)
