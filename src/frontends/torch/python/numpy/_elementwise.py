"""The universal functions by name, and functions made of them."""

import builtins
import cmath
import math
import operator

from ._array import made
from ._conversion import asarray, scalar_or_array
from ._limits import finfo
from ._ufuncs import ufunc

_INFINITY, _NAN = math.inf, math.nan


def _guarded(real, complex_=None, on_zero=None):
    """A function of `math` with IEEE's answers in place of exceptions."""

    def function(x):
        if isinstance(x, complex):
            return complex_(x)
        try:
            return real(x)
        except OverflowError:
            return _INFINITY
        except ValueError:
            return on_zero if x == 0 and on_zero is not None else _NAN

    return function


def _divided(a, b):
    try:
        return a / b
    except ZeroDivisionError:
        if isinstance(a, complex) or a == 0 or a != a:
            return _NAN
        return math.copysign(_INFINITY, a) * math.copysign(1.0, b)


def _floor_divided(a, b):
    if b == 0:
        return 0 if isinstance(a, int) and isinstance(b, int) else _floored(_divided(a, b))
    return a // b


def _modulo(a, b):
    if b == 0:
        return 0 if isinstance(a, int) and isinstance(b, int) else _NAN
    return a % b


def _fmod(a, b):
    if isinstance(a, int) and isinstance(b, int):
        return int(math.fmod(a, b)) if b else 0
    return math.fmod(a, b) if b else _NAN


def _power(a, b):
    if isinstance(a, int) and isinstance(b, int) and b < 0:
        raise ValueError("Integers to negative integer powers are not allowed.")
    try:
        if isinstance(a, complex) or isinstance(b, complex):
            return a**b
        return a**b if isinstance(a, int) and isinstance(b, int) else math.pow(a, b)
    except ZeroDivisionError:
        return _INFINITY
    except ValueError:
        return _INFINITY if a == 0 else _NAN
    except OverflowError:
        return -_INFINITY if a < 0 and b % 2 == 1 else _INFINITY


def _floored(x):
    return x if isinstance(x, int) or not math.isfinite(x) else float(math.floor(x))


def _ceiled(x):
    return x if isinstance(x, int) or not math.isfinite(x) else math.copysign(float(math.ceil(x)), x)


def _truncated(x):
    return x if isinstance(x, int) or not math.isfinite(x) else float(math.trunc(x))


def _nearest(x):
    return x if isinstance(x, int) or not math.isfinite(x) else math.copysign(float(builtins.round(x)), x)


def _sign(x):
    return _NAN if x != x else (x > 0) - (x < 0)


def _larger(a, b):
    return a if a != a or a >= b else b


def _smaller(a, b):
    return a if a != a or a <= b else b


def _log_sum(a, b):
    high, low = max(a, b), min(a, b)
    return high if high == low == -_INFINITY else high + math.log1p(math.exp(low - high))


def _added(a, b):
    return a or b if isinstance(a, bool) and isinstance(b, bool) else a + b


def _squared(x):
    return x * x


_ONE_VARIABLE = {
    "sqrt": (_guarded(math.sqrt, cmath.sqrt), "float"),
    "cbrt": (_guarded(math.cbrt), "float"),
    "exp": (_guarded(math.exp, cmath.exp), "float"),
    "exp2": (_guarded(lambda x: math.pow(2.0, x)), "float"),
    "expm1": (_guarded(math.expm1), "float"),
    "log": (_guarded(math.log, cmath.log, -_INFINITY), "float"),
    "log2": (_guarded(math.log2, None, -_INFINITY), "float"),
    "log10": (_guarded(math.log10, cmath.log10, -_INFINITY), "float"),
    "log1p": (lambda x: -_INFINITY if x == -1 else _guarded(math.log1p)(x), "float"),
    "sin": (_guarded(math.sin, cmath.sin), "float"),
    "cos": (_guarded(math.cos, cmath.cos), "float"),
    "tan": (_guarded(math.tan, cmath.tan), "float"),
    "arcsin": (_guarded(math.asin), "float"),
    "arccos": (_guarded(math.acos), "float"),
    "arctan": (_guarded(math.atan), "float"),
    "sinh": (_guarded(math.sinh), "float"),
    "cosh": (_guarded(math.cosh), "float"),
    "tanh": (_guarded(math.tanh), "float"),
    "arcsinh": (_guarded(math.asinh), "float"),
    "arccosh": (_guarded(math.acosh), "float"),
    "arctanh": (_guarded(math.atanh), "float"),
    "deg2rad": (math.radians, "float"),
    "rad2deg": (math.degrees, "float"),
    "reciprocal": (lambda x: _divided(1, x) if not isinstance(x, int) else (1 // x if x else 0), "same"),
    "absolute": (abs, "real"),
    "fabs": (abs, "float"),
    "negative": (operator.neg, "same"),
    "positive": (operator.pos, "same"),
    "floor": (_floored, "same"),
    "ceil": (_ceiled, "same"),
    "trunc": (_truncated, "same"),
    "rint": (_nearest, "float"),
    "sign": (_sign, "same"),
    "square": (_squared, "number"),
    "conjugate": (lambda x: x.conjugate(), "same"),
    "isnan": (lambda x: x != x, "bool"),
    "isinf": (lambda x: cmath.isinf(x), "bool"),
    "isfinite": (lambda x: cmath.isfinite(x), "bool"),
    "signbit": (lambda x: math.copysign(1.0, x) < 0, "bool"),
    "logical_not": (operator.not_, "bool"),
    "invert": (lambda x: not x if isinstance(x, bool) else ~x, "same"),
}
_TWO_VARIABLES = {
    "add": (_added, "same", 0),
    "subtract": (operator.sub, "same", None),
    "multiply": (operator.mul, "same", 1),
    "divide": (_divided, "quotient", None),
    "floor_divide": (_floor_divided, "number", None),
    "remainder": (_modulo, "number", None),
    "fmod": (_fmod, "number", None),
    "power": (_power, "number", None),
    "float_power": (lambda a, b: _power(float(a), b), "quotient", None),
    "maximum": (_larger, "same", None),
    "minimum": (_smaller, "same", None),
    "fmax": (lambda a, b: b if a != a else a if b != b else max(a, b), "same", None),
    "fmin": (lambda a, b: b if a != a else a if b != b else min(a, b), "same", None),
    "arctan2": (math.atan2, "float", None),
    "hypot": (math.hypot, "float", 0),
    "logaddexp": (_log_sum, "float", -_INFINITY),
    "copysign": (math.copysign, "float", None),
    "gcd": (math.gcd, "same", 0),
    "lcm": (math.lcm, "same", None),
    "equal": (operator.eq, "bool", None),
    "not_equal": (operator.ne, "bool", None),
    "less": (operator.lt, "bool", None),
    "less_equal": (operator.le, "bool", None),
    "greater": (operator.gt, "bool", None),
    "greater_equal": (operator.ge, "bool", None),
    "logical_and": (lambda a, b: bool(a and b), "bool", True),
    "logical_or": (lambda a, b: bool(a or b), "bool", False),
    "logical_xor": (lambda a, b: bool(a) != bool(b), "bool", False),
    "bitwise_and": (operator.and_, "same", -1),
    "bitwise_or": (operator.or_, "same", 0),
    "bitwise_xor": (operator.xor, "same", 0),
    "left_shift": (operator.lshift, "number", None),
    "right_shift": (operator.rshift, "number", None),
}

FUNCTIONS = {name: ufunc(name, function, 1, result) for name, (function, result) in _ONE_VARIABLE.items()}
FUNCTIONS |= {
    name: ufunc(name, function, 2, result, identity)
    for name, (function, result, identity) in _TWO_VARIABLES.items()
}
for _alias, _name in {
    "abs": "absolute", "true_divide": "divide", "mod": "remainder", "pow": "power", "conj": "conjugate",
    "radians": "deg2rad", "degrees": "rad2deg", "bitwise_not": "invert", "acos": "arccos", "asin": "arcsin",
    "atan": "arctan", "atan2": "arctan2",
}.items():  # fmt: skip
    FUNCTIONS[_alias] = FUNCTIONS[_name]


def round(a, decimals=0, out=None):
    """Halves go to the even neighbour. Decimals by scaling, as NumPy does, not by Python's exact rounding."""
    array = asarray(a)
    if array.dtype.kind in "biuO" and decimals >= 0:
        return scalar_or_array(array.copy())
    scale = 10.0 ** abs(decimals)
    values = [
        _nearest(value * scale) / scale if decimals >= 0 else _nearest(value / scale) * scale
        for value in array._flat()
    ]
    rounded = scalar_or_array(made(array.dtype.fit(values), array.shape, array.dtype))
    if out is not None:
        out[...] = rounded
        return out
    return rounded


around = round


def fix(x, out=None):
    return FUNCTIONS["trunc"](x, out=out)


def clip(a, a_min=None, a_max=None, out=None, *, min=None, max=None):
    low, high = (a_min if min is None else min), (a_max if max is None else max)
    result = asarray(a) if low is None else FUNCTIONS["maximum"](a, low)
    if high is not None:
        result = FUNCTIONS["minimum"](result, high)
    if out is not None:
        out[...] = result
        return out
    return result


def sinc(x):
    def value(t):
        return math.sin(math.pi * t) / (math.pi * t) if t else 1.0

    return ufunc("sinc", value, 1, "float")(x)


def nan_to_num(x, copy=True, nan=0.0, posinf=None, neginf=None):
    array = asarray(x)
    largest = finfo(array.dtype).max if array.dtype.kind == "f" else 0
    high = largest if posinf is None else posinf
    low = -largest if neginf is None else neginf

    def value(t):
        return nan if t != t else high if t == _INFINITY else low if t == -_INFINITY else t

    return ufunc("nan_to_num", value, 1, "same")(x)


def isclose(a, b, rtol=1e-05, atol=1e-08, equal_nan=False):
    def near(x, y):
        if x != x or y != y:
            return equal_nan and x != x and y != y
        return x == y or (math.isfinite(x) and math.isfinite(y) and abs(x - y) <= atol + rtol * abs(y))

    return ufunc("isclose", near, 2, "bool")(a, b)


def allclose(a, b, rtol=1e-05, atol=1e-08, equal_nan=False) -> bool:
    return builtins.all(asarray(isclose(a, b, rtol, atol, equal_nan))._flat())


def array_equal(a1, a2, equal_nan=False) -> bool:
    a1, a2 = asarray(a1), asarray(a2)
    return a1.shape == a2.shape and all(x == y for x, y in zip(a1._flat(), a2._flat()))
