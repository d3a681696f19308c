"""einops' functions as modules."""

import math

import torch
from torch import nn

from .._operations import transformed
from .._patterns import ELLIPSIS, EinopsError, Expression, sides


class _Layer(nn.Module):
    def __init__(self, pattern: str, reduction: str, axes_lengths: dict):
        super().__init__()
        self.pattern, self.reduction, self.axes_lengths = pattern, reduction, axes_lengths
        sides(pattern)

    def forward(self, input):
        return transformed(input, self.pattern, self.reduction, self.axes_lengths)

    def _arguments(self) -> list[str]:
        return [repr(self.pattern)]

    def __repr__(self) -> str:
        lengths = [f"{name}={length}" for name, length in self.axes_lengths.items()]
        return f"{type(self).__name__}({', '.join([*self._arguments(), *lengths])})"


class Rearrange(_Layer):
    def __init__(self, pattern: str, **axes_lengths):
        super().__init__(pattern, "rearrange", axes_lengths)


class Reduce(_Layer):
    def __init__(self, pattern: str, reduction: str, **axes_lengths):
        super().__init__(pattern, reduction, axes_lengths)

    def _arguments(self) -> list[str]:
        return [repr(self.pattern), repr(self.reduction)]


class EinMix(nn.Module):
    """A linear layer over named axes: `EinMix('b c h w -> b d h w', weight_shape='c d', bias_shape='d', c=3, d=8)`."""

    def __init__(self, pattern: str, weight_shape: str, bias_shape: str | None = None, **axes_lengths):
        super().__init__()
        self.pattern, self.weight_shape, self.bias_shape = pattern, weight_shape, bias_shape
        self.axes_lengths = axes_lengths
        left, right = sides(pattern)
        weight = Expression(weight_shape)
        for name in weight.axes:
            if name not in axes_lengths:
                raise EinopsError(f"Dimension {name} of weight should be specified")
        fan_in = math.prod(axes_lengths[name] for name in weight.axes if name not in right.names)
        bound = (3 / fan_in) ** 0.5
        self.pre_rearrange = self.post_rearrange = None
        if any(len(group) != 1 for group in left.groups):
            lengths = {name: length for name, length in axes_lengths.items() if name in left.names}
            self.pre_rearrange = Rearrange(f"{left.text} -> {_flat(left)}", **lengths)
        if any(len(group) != 1 for group in right.groups):
            self.post_rearrange = Rearrange(f"{_flat(right)} -> {right.text}")
        self.weight = nn.Parameter(
            torch.zeros([axes_lengths[name] for name in weight.axes]).uniform_(-bound, bound)
        )
        self.bias = None
        if bias_shape is not None:
            wanted = Expression(bias_shape).names
            shape = [axes_lengths[name] if name in wanted else 1 for name in right.axes if name != ELLIPSIS]
            bound = (1 / fan_in) ** 0.5
            self.bias = nn.Parameter(torch.zeros(shape).uniform_(-bound, bound))
        names = sorted({*left.names, *right.names, *weight.names} - {ELLIPSIS})
        letters = {name: chr(ord("a") + place) for place, name in enumerate(names)} | {ELLIPSIS: "..."}
        terms = ["".join(letters[name] for name in side.axes) for side in (left, weight, right)]
        self.einsum_pattern = f"{terms[0]},{terms[1]}->{terms[2]}"

    def forward(self, input):
        if self.pre_rearrange is not None:
            input = self.pre_rearrange(input)
        result = torch.einsum(self.einsum_pattern, input, self.weight)
        if self.bias is not None:
            result = result + self.bias
        return result if self.post_rearrange is None else self.post_rearrange(result)


def _flat(side: Expression) -> str:
    return " ".join("..." if name == ELLIPSIS else name for name in side.axes)
