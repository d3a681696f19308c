"""The notation of einx: expressions of named axes for each input, `b n, b n d -> b n d`.

Of it there are names, `...`, lengths, and compositions in parentheses. Source: einx 0.4.3, `einx/_src/frontend/ops.py`.
"""

import math

import torch
from einops._patterns import ELLIPSIS, Expression, solved


class Notation:
    """The expressions of one call: `b n, b n d -> b n d`."""

    def __init__(self, pattern: str):
        self.pattern = pattern
        left, arrow, right = pattern.partition("->")
        self.inputs = [Expression(text) for text in left.split(",")]
        self.output = Expression(right) if arrow else self._implied()

    def _implied(self) -> Expression:
        """The input that has the axes of all the others."""
        names = set().union(*(expression.names for expression in self.inputs))
        complete = {item.text.strip(): item for item in self.inputs if item.names == names}
        if len(complete) != 1:
            raise ValueError(f"'{self.pattern}' does not say which of its inputs has the shape of the output")
        return complete.popitem()[1]

    def aligned(self, tensors: list, lengths: dict[str, int], last: str = "") -> tuple[list, dict[str, int]]:
        """Tensors that broadcast against each other over the axes of the output, in its order, and the axes' lengths.

        The axis `last`, where a tensor has it, comes behind these.
        """
        if len(tensors) != len(self.inputs):
            raise ValueError(f"'{self.pattern}' names {len(self.inputs)} tensors, but {len(tensors)} are given")
        tensors = [item if isinstance(item, torch.Tensor) else torch.as_tensor(item) for item in tensors]
        spread = max(
            (
                tensor.ndim - (len(expression.groups) - 1)
                for expression, tensor in zip(self.inputs, tensors)
                if ELLIPSIS in expression.axes
            ),
            default=0,
        )
        groups = [expression.with_axes(spread) for expression in self.inputs]
        for expression, tensor, parts in zip(self.inputs, tensors, groups):
            if len(parts) != tensor.ndim:
                raise ValueError(
                    f"'{expression.text.strip()}' of '{self.pattern}' names {len(parts)} axes, "
                    f"but its tensor has {tensor.ndim} (shape {tuple(tensor.shape)})"
                )
        # What a composition is made of may be known from another tensor.
        for parts, tensor in sorted(zip(groups, tensors), key=lambda item: len(sum(item[0], [])) - len(item[0])):
            lengths = solved(parts, tensor.shape, lengths, self.pattern)
        wanted = sum(self.output.with_axes(spread), [])
        names = [*wanted, last] if last else wanted
        return [
            _laid_out(tensor, sum(parts, []), names, lengths) for tensor, parts in zip(tensors, groups)
        ], lengths

    def composed(self, result, lengths: dict[str, int]):
        """The result over single axes in the shape of the output."""
        spread = result.ndim - len([name for name in self.output.axes if name != ELLIPSIS])
        groups = self.output.with_axes(spread if ELLIPSIS in self.output.axes else 0)
        sizes = [[_length(name, lengths) for name in group] for group in groups]
        full = tuple(size for group in sizes for size in group)
        result = result if tuple(result.shape) == full else result.expand(full)
        shape = tuple(map(math.prod, sizes))
        return result if shape == full else result.reshape(shape)


def _length(name: str, lengths: dict[str, int]) -> int:
    return int(name) if name.isdecimal() else lengths[name]


def _laid_out(tensor, own: list[str], names: list[str], lengths: dict[str, int]):
    """A tensor with the axes `own`, as one with an axis for each of `names`, of length 1 where it has no such."""
    own_shape = [_length(name, lengths) for name in own]
    if tuple(tensor.shape) != tuple(own_shape):
        tensor = tensor.reshape(own_shape)
    unknown = [name for name in own if name not in names and _length(name, lengths) != 1]
    if unknown:
        raise ValueError(f"The axis {unknown[0]} does not appear in the output")
    kept = [name for name in names if name in own and not name.isdecimal()]
    order = [own.index(name) for name in kept]
    rest = [place for place in range(len(own)) if place not in order]
    tensor = tensor.permute(*order, *rest) if [*order, *rest] != list(range(len(own))) else tensor
    return tensor.reshape([lengths[name] if name in kept else 1 for name in names])
