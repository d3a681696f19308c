"""The operators of arrays and scalars."""

from ._array import ndarray
from ._conversion import is_tensor
from ._dtypes import ALL, generic, integer
from ._elementwise import FUNCTIONS, round


def _defers(self, other) -> bool:
    """Whether the other operand has to answer: tensors do, and sequences that are repeated by an integer."""
    return is_tensor(other) or (isinstance(self, integer) and isinstance(other, (list, tuple, str)))


def _binary(name: str, reflected: bool = False):
    function = FUNCTIONS[name]

    def method(self, other):
        if _defers(self, other) or other is None or isinstance(other, (str, dict)):
            return NotImplemented
        return function(other, self) if reflected else function(self, other)

    return method


def _in_place(name: str):
    function = FUNCTIONS[name]

    def method(self, other):
        result = function(self, other)
        if getattr(result, "dtype", self.dtype).kind in "fc" and self.dtype.kind in "biu":
            raise TypeError(
                f"Cannot cast ufunc '{name}' output from {result.dtype!r} to {self.dtype!r} "
                "with casting rule 'same_kind'"
            )
        self[...] = result
        return self

    return method


def _install_operators() -> None:
    names = {
        "add": "add", "sub": "subtract", "mul": "multiply", "truediv": "divide", "floordiv": "floor_divide",
        "mod": "remainder", "pow": "power", "and": "bitwise_and", "or": "bitwise_or", "xor": "bitwise_xor",
        "lshift": "left_shift", "rshift": "right_shift",
    }  # fmt: skip
    comparisons = {
        "eq": "equal", "ne": "not_equal", "lt": "less", "le": "less_equal", "gt": "greater",
        "ge": "greater_equal",
    }  # fmt: skip
    scalars = [kind.type for kind in ALL.values() if kind.kind != "O"]
    for cls in (ndarray, *scalars):
        for method, name in names.items():
            setattr(cls, f"__{method}__", _binary(name))
            setattr(cls, f"__r{method}__", _binary(name, reflected=True))
        for method, name in comparisons.items():
            setattr(cls, f"__{method}__", _binary(name))
        for method, name in {
            "neg": "negative",
            "pos": "positive",
            "abs": "absolute",
            "invert": "invert",
        }.items():
            setattr(cls, f"__{method}__", lambda self, function=FUNCTIONS[name]: function(self))
        cls.__divmod__ = lambda self, other: (self // other, self % other)
    for cls in scalars:
        # A class that defines equality loses its hash; a scalar's is that of its number.
        cls.__hash__ = lambda self: hash(self.item())
        for name in ("__repr__", "__str__", "__format__", "__reduce__"):
            setattr(cls, name, getattr(generic, name))
        cls.__round__ = lambda self, digits=None: int(round(self)) if digits is None else round(self, digits)
    for method, name in names.items():
        setattr(ndarray, f"__i{method}__", _in_place(name))
    ndarray.__hash__ = None


_install_operators()
