"""Elementwise arithmetic with broadcasting and promotion."""

from _skipline.inert import UnsupportedOperation

from .._tensor import Tensor, filled, operate
from .._types import bool_, complex128, float64, get_default_dtype
from . import complex as pairs
from .initialization import scaled
from .promotion import as_tensor_of, cast, floating, promoted, result_type
from .registry import operation


def is_operand(value) -> bool:
    return isinstance(value, (Tensor, int, float, bool, complex))


def binary(operator: str, a, b) -> Tensor:
    return operate(operator, *promoted(a, b))


#: What arithmetic of truth values is.
_OF_BOOLEANS = {"Add": "Or", "Mul": "And"}


def _refuse_booleans(input, other) -> None:
    """Truth values cannot be subtracted, nor subtracted from."""
    count = [isinstance(item, bool) or getattr(item, "dtype", None) is bool_ for item in (input, other)].count(True)
    if count == 2:
        raise RuntimeError(
            "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` "
            "operator instead."
        )
    if count == 1:
        raise RuntimeError(
            "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, "
            "use the `~` or `logical_not()` operator instead."
        )


def _arithmetic(kind: str, operator: str, input, other) -> Tensor:
    sample = scaled(input, other, kind)
    if sample is not None:
        return sample
    result = result_type(input, other)
    if operator == "Sub":
        _refuse_booleans(input, other)
    if result.is_complex:
        return pairs.arithmetic(operator, input, other)
    if result is bool_:
        operator = _OF_BOOLEANS[operator]
    return binary(operator, input, other)


@operation(in_place=True)
def add(input, other, *, alpha=1):
    if alpha != 1:
        other = mul(other, alpha)
    return _arithmetic("add", "Add", input, other)


@operation("sub", "subtract", in_place=True)
def sub(input, other, *, alpha=1):
    if alpha != 1:
        other = mul(other, alpha)
    return _arithmetic("sub", "Sub", input, other)


@operation()
def rsub(input, other, *, alpha=1):
    return sub(other, input, alpha=alpha)


@operation("mul", "multiply", in_place=True)
def mul(input, other):
    return _arithmetic("mul", "Mul", input, other)


@operation("div", "divide", "true_divide", in_place=True)
def div(input, other, *, rounding_mode=None):
    if rounding_mode == "floor":
        return floor_divide(input, other)
    if rounding_mode == "trunc":
        kind = result_type(input, other)
        if kind.category == 1:
            return binary("Div", input, other)
        return trunc(operate("Div", *floating(input, other)))
    if rounding_mode is not None:
        raise RuntimeError(
            f"div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '{rounding_mode}'"
        )
    if result_type(input, other).is_complex:
        return pairs.arithmetic("Div", input, other)
    quotient = scaled(input, other, "div")
    return operate("Div", *floating(input, other)) if quotient is None else quotient


@operation(in_place=True)
def floor_divide(input, other):
    if result_type(input, other).category <= 1:
        # Exact for integers, whose Div rounds towards zero.
        return binary("Div", sub(input, binary("Mod", input, other)), other)
    return floor(operate("Div", *floating(input, other)))


@operation(in_place=True)
def remainder(input, other):
    """With the sign of the divisor, as Python's `%`."""
    if result_type(input, other).category <= 1:
        return binary("Mod", input, other)
    return sub(input, mul(floor_divide(input, other), other))


@operation(in_place=True)
def fmod(input, other):
    """With the sign of the dividend, as C's `fmod`."""
    return operate("Mod", *promoted(input, other), fmod=1)


@operation("pow", in_place=True)
def pow(input, exponent):
    kind = result_type(input, exponent)
    if kind.is_complex:
        return pairs.power(input, exponent)
    if not isinstance(exponent, Tensor):
        if exponent == 2:
            base = as_tensor_of(input, kind)
            return mul(base, base)
        if exponent == 0.5 and kind.is_floating_point:
            return operate("Sqrt", as_tensor_of(input, kind))
        if exponent == 0:
            # Its gradient is zero also where the base is, at which that of Pow is no number.
            return filled(1, tuple(input.shape), kind)
        if exponent == 1:
            return cast(input, kind) if kind is not input.dtype else input.clone()
    if kind is not bool_ and kind.category == 1 and isinstance(exponent, int) and exponent < 0:
        raise RuntimeError("Integers to negative integer powers are not allowed.")
    return binary("Pow", input, exponent)


@operation(in_place=True)
def float_power(input, exponent):
    """In double precision, whatever the inputs are."""
    kind = complex128 if result_type(input, exponent).is_complex else float64
    return pow(*(as_tensor_of(item, kind) if isinstance(item, Tensor) else item for item in (input, exponent)))


@operation(in_place=True)
def square(input):
    return pow(input, 2)


@operation("clamp", "clip", in_place=True)
def clamp(input, min=None, max=None):
    if min is None and max is None:
        raise RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None")
    bounds = [bound for bound in (min, max) if bound is not None]
    kind = result_type(input, *bounds)
    result = cast(input, kind)
    if any(isinstance(bound, Tensor) and bound.ndim > 0 for bound in bounds):
        if min is not None:
            result = operate("Max", result, as_tensor_of(min, kind))
        return result if max is None else operate("Min", result, as_tensor_of(max, kind))
    return operate(
        "Clip", result, *[None if bound is None else as_tensor_of(bound, kind) for bound in (min, max)]
    )


@operation(in_place=True)
def clamp_min(input, min):
    return clamp(input, min=min)


@operation(in_place=True)
def clamp_max(input, max):
    return clamp(input, max=max)


def _extreme(operator: str, name: str):
    def implementation(input, other):
        if result_type(input, other) is bool_:
            return binary("Or" if operator == "Max" else "And", input, other)
        return binary(operator, input, other)

    implementation.__name__ = name
    return operation(name)(implementation)


maximum = _extreme("Max", "maximum")
minimum = _extreme("Min", "minimum")


@operation(in_place=True)
def lerp(input, end, weight):
    return add(input, mul(weight, sub(end, input)))


@operation(in_place=True)
def addcmul(input, tensor1, tensor2, *, value=1):
    product = mul(tensor1, tensor2)
    return add(input, product if value == 1 else mul(product, value))


@operation(in_place=True)
def addcdiv(input, tensor1, tensor2, *, value=1):
    quotient = div(tensor1, tensor2)
    return add(input, quotient if value == 1 else mul(quotient, value))


def unary(operator: str, *names: str, makes_float: bool = False, keeps_integers: bool = False):
    of_pairs = pairs.FUNCTIONS.get(operator)

    def implementation(input):
        kind = input.dtype
        if kind.is_complex:
            if of_pairs is None:
                raise UnsupportedOperation(f"Skipline cannot trace {names[0]} of complex numbers yet")
            return of_pairs(input)
        if keeps_integers and kind.category <= 1:
            return input.clone()
        return operate(operator, *(floating(input) if makes_float else (input,)))

    implementation.__name__ = names[0]
    return operation(*names, in_place=True)(implementation)


_negated = unary("Neg", "neg", "negative")


@operation("neg", "negative", in_place=True)
def neg(input):
    if input.dtype is bool_:
        raise RuntimeError(
            "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, "
            "use the `~` or `logical_not()` operator instead."
        )
    return _negated(input)


absolute = unary("Abs", "abs", "absolute")
sign = unary("Sign", "sign")
floor = unary("Floor", "floor", keeps_integers=True)
ceil = unary("Ceil", "ceil", keeps_integers=True)
relu = unary("Relu", "relu")
reciprocal = unary("Reciprocal", "reciprocal", makes_float=True)
operation("sgn", in_place=True)(lambda input: pairs.sgn(input) if input.dtype.is_complex else sign(input))


@operation(in_place=True)
def round(input, *, decimals=0):
    if input.dtype.category <= 1:
        return input.clone()
    if decimals == 0:
        return operate("Round", input)
    scale = float(10**decimals)
    return div(operate("Round", mul(input, scale)), scale)


@operation("trunc", "fix", in_place=True)
def trunc(input):
    if input.dtype.category <= 1:
        return input.clone()
    return mul(sign(input), floor(absolute(input)))


@operation(in_place=True)
def frac(input):
    return sub(input, trunc(input))


@operation()
def positive(input):
    return input


@operation(in_place=True)
def ldexp(input, other):
    return mul(input, pow(2.0, other))


@operation(in_place=True)
def copysign(input, other):
    a, b = floating(input, other)
    magnitude = absolute(a)
    return operate("Where", operate("Less", b, filled(0.0, (), b.dtype)), neg(magnitude), magnitude)


@operation(in_place=True)
def heaviside(input, values):
    zero = filled(0, (), input.dtype)
    step = cast(operate("Greater", input, zero), input.dtype)
    return operate("Where", operate("Equal", input, zero), cast(values, input.dtype), step)


def default_floating(input: Tensor) -> Tensor:
    return input if input.dtype.is_floating_point else cast(input, get_default_dtype())
