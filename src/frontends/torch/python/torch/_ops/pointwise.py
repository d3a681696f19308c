"""Elementwise operations: arithmetic, comparisons, functions of one variable."""

from _skipline.inert import UnsupportedOperation

from .._tensor import Tensor, operate
from .._types import bool_
from .initialization import scaled
from .promotion import as_tensor_of, cast, floating, promoted, result_type
from .registry import operation


def _is_operand(value) -> bool:
    return isinstance(value, (Tensor, int, float, bool))


def binary(operator: str, a, b) -> Tensor:
    return operate(operator, *promoted(a, b))


def _arithmetic(kind: str, operator: str, input, other) -> Tensor:
    sample = scaled(input, other, kind)
    return binary(operator, input, other) if sample is None else sample


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
    quotient = scaled(input, other, "div")
    if quotient is None:
        quotient = operate("Div", *floating(input, other))
    return trunc(quotient) if rounding_mode == "trunc" else quotient


@operation(in_place=True)
def floor_divide(input, other):
    kind = result_type(input, other)
    return cast(floor(operate("Div", *floating(input, other))), kind)


@operation("remainder", in_place=True)
def remainder(input, other):
    return sub(input, mul(floor_divide(input, other), other))


@operation(in_place=True)
def pow(input, exponent):
    if not isinstance(exponent, Tensor) and exponent == 2:
        return mul(input, input)
    return binary("Pow", input, exponent)


@operation(in_place=True)
def square(input):
    return mul(input, input)


@operation(in_place=True)
def clamp(input, min=None, max=None):
    bounds = [None if bound is None else as_tensor_of(bound, input.dtype) for bound in (min, max)]
    return operate("Clip", input, *bounds)


operation("clip", in_place=True)(clamp)


@operation()
def clamp_min(input, min):
    return clamp(input, min=min)


@operation()
def clamp_max(input, max):
    return clamp(input, max=max)


@operation()
def maximum(input, other):
    return binary("Max", input, other)


@operation()
def minimum(input, other):
    return binary("Min", input, other)


@operation(method=False)
def where(condition, input=None, other=None):
    a, b = promoted(input, other)
    return operate("Where", cast(condition, bool_), a, b)


Tensor.where = lambda self, condition, other: where(condition, self, other)


@operation(in_place=True)
def masked_fill(input, mask, value):
    return operate("Where", cast(mask, bool_), as_tensor_of(value, input.dtype), input)


@operation(in_place=True)
def lerp(input, end, weight):
    return add(input, mul(weight, sub(end, input)))


@operation(in_place=True)
def addcmul(input, tensor1, tensor2, *, value=1):
    return add(input, mul(mul(tensor1, tensor2), value) if value != 1 else mul(tensor1, tensor2))


@operation(in_place=True)
def addcdiv(input, tensor1, tensor2, *, value=1):
    return add(input, mul(div(tensor1, tensor2), value) if value != 1 else div(tensor1, tensor2))


def _unary(operator: str, *names: str, makes_float: bool = False):
    def implementation(input):
        return operate(operator, *(floating(input) if makes_float else (input,)))

    implementation.__name__ = names[0]
    return operation(*names, in_place=True)(implementation)


neg = _unary("Neg", "neg", "negative")
abs = _unary("Abs", "abs", "absolute")
sign = _unary("Sign", "sign")
floor = _unary("Floor", "floor")
ceil = _unary("Ceil", "ceil")
round = _unary("Round", "round")
relu = _unary("Relu", "relu")
exp = _unary("Exp", "exp", makes_float=True)
log = _unary("Log", "log", makes_float=True)
sqrt = _unary("Sqrt", "sqrt", makes_float=True)
reciprocal = _unary("Reciprocal", "reciprocal", makes_float=True)
sigmoid = _unary("Sigmoid", "sigmoid", makes_float=True)
tanh = _unary("Tanh", "tanh", makes_float=True)
erf = _unary("Erf", "erf", makes_float=True)
sin = _unary("Sin", "sin", makes_float=True)
cos = _unary("Cos", "cos", makes_float=True)


@operation(in_place=True)
def rsqrt(input):
    return reciprocal(sqrt(input))


@operation(in_place=True)
def trunc(input):
    return mul(sign(input), floor(abs(input)))


@operation(in_place=True)
def log2(input):
    return div(log(input), 0.6931471805599453)


@operation(in_place=True)
def log1p(input):
    return log(add(input, 1.0))


@operation(in_place=True)
def expm1(input):
    return sub(exp(input), 1.0)


def _comparison(operator: str, *names: str, negate: bool = False):
    def implementation(input, other):
        answer = binary(operator, input, other)
        return operate("Not", answer) if negate else answer

    implementation.__name__ = names[0]
    return operation(*names)(implementation)


eq = _comparison("Equal", "eq")
ne = _comparison("Equal", "ne", "not_equal", negate=True)
lt = _comparison("Less", "lt", "less")
le = _comparison("LessOrEqual", "le", "less_equal")
gt = _comparison("Greater", "gt", "greater")
ge = _comparison("GreaterOrEqual", "ge", "greater_equal")


@operation()
def isnan(input):
    return operate("IsNaN", input)


@operation()
def isinf(input):
    return operate("IsInf", input)


def _logical(operator: str, name: str):
    def implementation(input, other):
        if not name.startswith("logical") and result_type(input, other) is not bool_:
            raise UnsupportedOperation(f"Skipline cannot trace {name} of numbers yet, only of booleans")
        return operate(operator, as_tensor_of(input, bool_), as_tensor_of(other, bool_))

    implementation.__name__ = name
    return operation(name)(implementation)


logical_and = _logical("And", "logical_and")
logical_or = _logical("Or", "logical_or")
logical_xor = _logical("Xor", "logical_xor")
bitwise_and = _logical("And", "bitwise_and")
bitwise_or = _logical("Or", "bitwise_or")
bitwise_xor = _logical("Xor", "bitwise_xor")


@operation("logical_not", "bitwise_not")
def logical_not(input):
    return operate("Not", cast(input, bool_))


# Conversions.


def to(self, *args, dtype=None, device=None, copy=False, non_blocking=False, memory_format=None):
    from .._types import dtype as dtype_class

    for argument in args:
        if isinstance(argument, dtype_class):
            dtype = argument
        elif isinstance(argument, Tensor):
            dtype = argument.dtype
    return self if dtype is None else cast(self, dtype)


Tensor.to = to
Tensor.type_as = lambda self, other: cast(self, other.dtype)


def type(self, dtype=None, non_blocking=False):
    return f"torch.{self.dtype.name.capitalize()}Tensor" if dtype is None else cast(self, dtype)


Tensor.type = type


def _conversion(name: str, kind) -> None:
    setattr(Tensor, name, lambda self, memory_format=None: cast(self, kind))


def _unchanged(self, *args, **kwargs):
    return self


def install_conversions(names) -> None:
    for name, kind in names.items():
        _conversion(name, kind)
    for name in ("cpu", "cuda", "contiguous", "pin_memory", "share_memory_", "as_subclass", "positive"):
        setattr(Tensor, name, _unchanged)


# Operators.


def _operator(implementation, reflected: bool = False):
    def method(self, other):
        if not _is_operand(other):
            return NotImplemented
        return implementation(other, self) if reflected else implementation(self, other)

    return method


def _changing(implementation):
    def method(self, other):
        return self._become(implementation(self, other)) if _is_operand(other) else NotImplemented

    return method


for _name, _implementation in {
    "add": add,
    "sub": sub,
    "mul": mul,
    "truediv": div,
    "pow": pow,
    "floordiv": floor_divide,
    "mod": remainder,
    "and": bitwise_and,
    "or": bitwise_or,
    "xor": bitwise_xor,
}.items():
    setattr(Tensor, f"__{_name}__", _operator(_implementation))
    setattr(Tensor, f"__r{_name}__", _operator(_implementation, reflected=True))
    setattr(Tensor, f"__i{_name}__", _changing(_implementation))
for _implementation in (eq, ne, lt, le, gt, ge):
    setattr(Tensor, f"__{_implementation.__name__}__", _operator(_implementation))
Tensor.__neg__ = neg
Tensor.__pos__ = _unchanged
Tensor.__abs__ = abs
Tensor.__invert__ = logical_not
