"""Exponential, logarithmic, trigonometric and related functions."""

import math

from .._tensor import Tensor, filled, operate
from .pointwise import absolute, add, div, mul, neg, reciprocal, sub, unary
from .promotion import as_tensor_of, floating
from .registry import operation

exp = unary("Exp", "exp", makes_float=True)
log = unary("Log", "log", makes_float=True)
sqrt = unary("Sqrt", "sqrt", makes_float=True)
sigmoid = unary("Sigmoid", "sigmoid", makes_float=True)
tanh = unary("Tanh", "tanh", makes_float=True)
erf = unary("Erf", "erf", makes_float=True)
sin = unary("Sin", "sin", makes_float=True)
cos = unary("Cos", "cos", makes_float=True)
tan = unary("Tan", "tan", makes_float=True)
asin = unary("Asin", "asin", "arcsin", makes_float=True)
acos = unary("Acos", "acos", "arccos", makes_float=True)
atan = unary("Atan", "atan", "arctan", makes_float=True)
sinh = unary("Sinh", "sinh", makes_float=True)
cosh = unary("Cosh", "cosh", makes_float=True)
asinh = unary("Asinh", "asinh", "arcsinh", makes_float=True)
acosh = unary("Acosh", "acosh", "arccosh", makes_float=True)
atanh = unary("Atanh", "atanh", "arctanh", makes_float=True)
operation("special_expit", "expit", method=False)(sigmoid)


def _where(condition: Tensor, a, b, like: Tensor) -> Tensor:
    return operate("Where", condition, as_tensor_of(a, like.dtype), as_tensor_of(b, like.dtype))


def _less(a: Tensor, b) -> Tensor:
    return operate("Less", a, as_tensor_of(b, a.dtype))


@operation("atan2", "arctan2", in_place=True)
def atan2(input, other):
    """Of the smaller of both over the larger, so that no quotient is infinite."""
    y, x = floating(input, other)
    is_steep = _less(absolute(x), absolute(y))
    over, under = _where(is_steep, x, y, x), _where(is_steep, y, x, x)
    is_origin = operate("Equal", under, filled(0.0, (), x.dtype))
    angle = atan(operate("Div", over, _where(is_origin, 1.0, under, x)))
    half_turn = _where(_less(y, 0.0), -math.pi, math.pi, x)
    flat = add(angle, _where(_less(x, 0.0), half_turn, 0.0, x))
    return _where(is_steep, sub(mul(half_turn, 0.5), angle), flat, x)


@operation(in_place=True)
def rsqrt(input):
    return reciprocal(sqrt(input))


@operation(in_place=True)
def exp2(input):
    return exp(mul(input, math.log(2.0)))


@operation(in_place=True)
def log2(input):
    return div(log(input), math.log(2.0))


@operation(in_place=True)
def log10(input):
    return div(log(input), math.log(10.0))


@operation(in_place=True)
def log1p(input):
    """Kahan's form, exact for small arguments: log(u)·x/(u − 1) where u = 1 + x."""
    [x] = floating(input)
    u = add(x, 1.0)
    rest = sub(u, 1.0)
    is_small = operate("Equal", rest, filled(0.0, (), x.dtype))
    quotient = operate("Div", x, _where(is_small, 1.0, rest, x))
    is_infinite = operate("IsInf", x)
    return _where(is_infinite, log(u), _where(is_small, x, mul(log(u), quotient), x), x)


@operation(in_place=True)
def expm1(input):
    """2·sinh(x/2)·exp(x/2), exact for small arguments."""
    half = mul(floating(input)[0], 0.5)
    return mul(mul(sinh(half), exp(half)), 2.0)


@operation(in_place=True)
def erfc(input):
    return sub(1.0, erf(input))


@operation()
def logaddexp(input, other):
    a, b = floating(input, other)
    larger = operate("Max", a, b)
    gap = neg(absolute(sub(a, b)))
    # Both infinite and equal: their gap is not a number, and the sum is the same infinity.
    is_infinite = operate("IsInf", larger)
    return _where(is_infinite, larger, add(larger, log1p(exp(_where(is_infinite, 0.0, gap, a)))), a)


@operation()
def logaddexp2(input, other):
    scale = math.log(2.0)
    return div(logaddexp(mul(input, scale), mul(other, scale)), scale)


@operation(in_place=True)
def logit(input, eps=None):
    [x] = floating(input)
    if eps is not None:
        x = operate("Clip", x, filled(eps, (), x.dtype), filled(1.0 - eps, (), x.dtype))
    return log(div(x, sub(1.0, x)))


@operation(in_place=True)
def hypot(input, other):
    a, b = floating(input, other)
    return sqrt(add(mul(a, a), mul(b, b)))


@operation(in_place=True)
def sinc(input):
    [x] = floating(input)
    is_zero = operate("Equal", x, filled(0.0, (), x.dtype))
    angle = mul(_where(is_zero, 1.0, x, x), math.pi)
    return _where(is_zero, 1.0, div(sin(angle), angle), x)


@operation("deg2rad", in_place=True)
def deg2rad(input):
    return mul(input, math.pi / 180.0)


@operation("rad2deg", in_place=True)
def rad2deg(input):
    return mul(input, 180.0 / math.pi)


@operation(in_place=True)
def xlogy(input, other):
    a, b = floating(input, other)
    is_zero = operate("Equal", a, filled(0.0, (), a.dtype))
    return _where(is_zero, 0.0, mul(a, log(_where(is_zero, 1.0, b, a))), a)
