"""Numbers that only a run knows: what `item()` and `tolist()` give where the content of a tensor depends on the data.

Such a number is a tensor without axes, so that arithmetic with it stays in the graph. Where Python itself needs its
value (an index, the length of a list), it refuses.
"""

from torch._tensor import Tensor, len_of

from . import branches
from .errors import DataDependence

#: Elements of a list of unknown numbers.
_LONGEST = 4096


class UnknownNumber(Tensor):
    """One element of a tensor; its place in the graph is made when something computes with it."""

    def __init__(self, tensor: Tensor, index: tuple[int, ...] = ()):
        self._of = tensor
        self._index = index
        self.requires_grad = False
        self.grad = None

    def __getattr__(self, name: str):
        if name != "_storage":
            raise AttributeError(f"'{self._word()}' object has no attribute '{name}'", name=name, obj=self)
        element = self._of.detach()
        if self._index:
            element = element[self._index]
        elif element.ndim:
            element = element.reshape(())
        self._storage = element._storage
        return self._storage

    @property
    def dtype(self):
        return self._of.dtype

    def numel(self) -> int:
        return 1

    def _word(self) -> str:
        return "float" if self._of.dtype.is_floating_point else "int"

    def __repr__(self) -> str:
        return "?"

    __str__ = __repr__

    def __format__(self, specification: str) -> str:
        return "?"

    def __round__(self, digits: int | None = None) -> Tensor:
        return self.round() if digits is None else self

    def item(self):
        return self

    def is_integer(self) -> bool:
        return not self._of.dtype.is_floating_point


def number_of(tensor: Tensor) -> UnknownNumber:
    return tensor if isinstance(tensor, UnknownNumber) else UnknownNumber(tensor)


def numbers_of(tensor: Tensor):
    """Nested lists, as `tolist()` gives them."""
    shape = tuple(tensor.shape)
    if len_of(shape) > _LONGEST:
        raise refusal(tensor, "tolist()")

    def nested(index: tuple[int, ...]):
        if len(index) == len(shape):
            return UnknownNumber(tensor, index)
        return [nested((*index, position)) for position in range(shape[len(index)])]

    return nested(())


def value_of(tensor: Tensor, kind: type, asked: str):
    """A number that is only printed or counts a loop. Raises DataDependence where its value is needed."""
    value = branches.number(kind)
    if value is None:
        raise refusal(tensor, asked)
    return value


def refusal(tensor: Tensor, asked: str) -> DataDependence:
    what = "a number" if tensor.numel() == 1 else f"{tensor.numel()} numbers"
    value = "value" if tensor.numel() == 1 else "values"
    return DataDependence(
        f"Python needs the {value} of {what} here ({asked}), but that depends on the data, which only a run knows"
    )
