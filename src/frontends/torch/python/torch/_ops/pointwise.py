"""Elementwise operations: arithmetic, comparisons, functions of one variable."""

from .._tensor import Tensor, filled, operate
from .._types import bool_, get_default_dtype
from .initialization import scaled
from .promotion import as_tensor_of, cast, floating, promoted, result_type
from .registry import operation


def _is_operand(value) -> bool:
    return isinstance(value, (Tensor, int, float, bool))


def binary(operator: str, a, b) -> Tensor:
    return operate(operator, *promoted(a, b))


@operation(in_place=True)
def add(input, other, *, alpha=1):
    if alpha != 1:
        other = mul(other, alpha)
    return scaled(input, other, "add") or binary("Add", input, other)


@operation("sub", "subtract", in_place=True)
def sub(input, other, *, alpha=1):
    if alpha != 1:
        other = mul(other, alpha)
    return scaled(input, other, "sub") or binary("Sub", input, other)


@operation()
def rsub(input, other, *, alpha=1):
    return sub(other, input, alpha=alpha)


@operation("mul", "multiply", in_place=True)
def mul(input, other):
    return scaled(input, other, "mul") or binary("Mul", input, other)


@operation("div", "divide", "true_divide", in_place=True)
def div(input, other, *, rounding_mode=None):
    if rounding_mode == "floor":
        return floor_divide(input, other)
    quotient = scaled(input, other, "div") or operate("Div", *floating(input, other))
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


def _unary(names: tuple[str, ...], operator: str, needs_float: bool) -> None:
    def implementation(input):
        return operate(operator, *(floating(input) if needs_float else (input,)))

    implementation.__name__ = names[0]
    operation(*names, in_place=True)(implementation)
    globals()[names[0]] = implementation


for _names, _operator, _needs_float in (
    (("neg", "negative"), "Neg", False),
    (("abs", "absolute"), "Abs", False),
    (("sign",), "Sign", False),
    (("floor",), "Floor", False),
    (("ceil",), "Ceil", False),
    (("round",), "Round", False),
    (("relu",), "Relu", False),
    (("exp",), "Exp", True),
    (("log",), "Log", True),
    (("sqrt",), "Sqrt", True),
    (("reciprocal",), "Reciprocal", True),
    (("sigmoid",), "Sigmoid", True),
    (("tanh",), "Tanh", True),
    (("erf",), "Erf", True),
    (("sin",), "Sin", True),
    (("cos",), "Cos", True),
):
    _unary(_names, _operator, _needs_float)


@operation(in_place=True)
def rsqrt(input):
    return reciprocal(sqrt(input))  # noqa: F821 (made by the table above)


@operation(in_place=True)
def trunc(input):
    return mul(sign(input), floor(abs(input)))  # noqa: F821, A001


@operation(in_place=True)
def log2(input):
    return div(log(input), 0.6931471805599453)  # noqa: F821


@operation(in_place=True)
def log1p(input):
    return log(add(input, 1.0))  # noqa: F821


@operation(in_place=True)
def expm1(input):
    return sub(exp(input), 1.0)  # noqa: F821


def _comparison(names: tuple[str, ...], operator: str, negate: bool = False) -> None:
    def implementation(input, other):
        answer = binary(operator, input, other)
        return operate("Not", answer) if negate else answer

    operation(*names)(implementation)
    globals()[names[0]] = implementation


_comparison(("eq",), "Equal")
_comparison(("ne", "not_equal"), "Equal", negate=True)
_comparison(("lt", "less"), "Less")
_comparison(("le", "less_equal"), "LessOrEqual")
_comparison(("gt", "greater"), "Greater")
_comparison(("ge", "greater_equal"), "GreaterOrEqual")


@operation()
def isnan(input):
    return operate("IsNaN", input)


@operation()
def isinf(input):
    return operate("IsInf", input)


def _logical(name: str, operator: str) -> None:
    def implementation(input, other):
        kind = result_type(input, other)
        if kind is not bool_ and not name.startswith("logical"):
            raise TypeError(f"{name} is supported for boolean tensors only, not {kind}")
        return operate(operator, as_tensor_of(input, bool_), as_tensor_of(other, bool_))

    operation(name)(implementation)
    globals()[name] = implementation


for _name, _operator in (
    ("logical_and", "And"),
    ("logical_or", "Or"),
    ("bitwise_and", "And"),
    ("bitwise_or", "Or"),
):
    _logical(_name, _operator)


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


for _name, _implementation in (("add", add), ("sub", sub), ("mul", mul), ("truediv", div), ("pow", pow)):
    setattr(Tensor, f"__{_name}__", _operator(_implementation))
    setattr(Tensor, f"__r{_name}__", _operator(_implementation, reflected=True))
for _name, _implementation in (("floordiv", floor_divide), ("mod", remainder)):
    setattr(Tensor, f"__{_name}__", _operator(_implementation))
    setattr(Tensor, f"__r{_name}__", _operator(_implementation, reflected=True))
for _name in ("eq", "ne", "lt", "le", "gt", "ge"):
    setattr(Tensor, f"__{_name}__", _operator(globals()[_name]))
for _name, _function in (("and", "bitwise_and"), ("or", "bitwise_or")):
    setattr(Tensor, f"__{_name}__", _operator(globals()[_function]))
Tensor.__neg__ = globals()["neg"]
Tensor.__pos__ = _unchanged
Tensor.__abs__ = globals()["abs"]
Tensor.__invert__ = logical_not


def _changing(implementation):
    def method(self, other):
        return self._become(implementation(self, other)) if _is_operand(other) else NotImplemented

    return method


for _name, _implementation in (("add", add), ("sub", sub), ("mul", mul), ("truediv", div), ("pow", pow)):
    setattr(Tensor, f"__i{_name}__", _changing(_implementation))

__all__ = ["filled", "get_default_dtype"]
