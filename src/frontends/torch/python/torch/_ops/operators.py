"""Python's operators on tensors."""

from .._tensor import Tensor
from .comparison import (
    bitwise_and,
    bitwise_left_shift,
    bitwise_not,
    bitwise_or,
    bitwise_right_shift,
    bitwise_xor,
    eq,
    ge,
    gt,
    le,
    lt,
    ne,
)
from .linear import matmul
from .pointwise import absolute, add, div, floor_divide, is_operand, mul, neg, pow, remainder, sub


def _operand(value):
    """Numbers and tensors as they are; scalars of NumPy as Python's; None for everything else."""
    if is_operand(value):
        return value
    item = getattr(value, "item", None)
    if item is not None and getattr(value, "shape", None) == ():
        return item()
    if hasattr(value, "__array__") and hasattr(value, "tolist"):
        from .creation import tensor

        return tensor(value)
    return None


def _operator(implementation, reflected: bool = False):
    def method(self, other):
        operand = _operand(other)
        if operand is None:
            return NotImplemented
        return implementation(operand, self) if reflected else implementation(self, operand)

    return method


def _changing(implementation):
    def method(self, other):
        operand = _operand(other)
        return NotImplemented if operand is None else self._become(implementation(self, operand))

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
    "lshift": bitwise_left_shift,
    "rshift": bitwise_right_shift,
}.items():
    setattr(Tensor, f"__{_name}__", _operator(_implementation))
    setattr(Tensor, f"__r{_name}__", _operator(_implementation, reflected=True))
    setattr(Tensor, f"__i{_name}__", _changing(_implementation))
for _name, _implementation in {"eq": eq, "ne": ne, "lt": lt, "le": le, "gt": gt, "ge": ge}.items():
    setattr(Tensor, f"__{_name}__", _operator(_implementation))
Tensor.__neg__ = neg
Tensor.__pos__ = lambda self: self
Tensor.__abs__ = absolute
Tensor.__invert__ = bitwise_not
Tensor.__matmul__ = lambda self, other: matmul(self, other)
Tensor.__rmatmul__ = lambda self, other: matmul(other, self)
Tensor.__imatmul__ = lambda self, other: self._become(matmul(self, other))
