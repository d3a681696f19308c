"""einx, where it is not installed: elementwise operations, reductions and indexing in named axes."""

import einops
import torch

from einx._notation import Notation


def _elementwise(function):
    def operation(pattern: str, *tensors, **lengths: int):
        notation = Notation(pattern)
        parts, found = notation.aligned(list(tensors), lengths)
        return notation.composed(function(*parts), found)

    return operation


def _folded(function):
    """Of two operands, or more of them one after the other."""

    def fold(first, *others):
        for other in others:
            first = function(first, other)
        return first

    return _elementwise(fold)


add, multiply = _folded(torch.add), _folded(torch.mul)
logical_and, logical_or = _folded(torch.logical_and), _folded(torch.logical_or)
maximum, minimum = _folded(torch.maximum), _folded(torch.minimum)
logaddexp = _folded(torch.logaddexp)
subtract, divide = _elementwise(torch.sub), _elementwise(torch.div)
true_divide, floor_divide = divide, _elementwise(torch.floor_divide)
less, less_equal = _elementwise(torch.lt), _elementwise(torch.le)
greater, greater_equal = _elementwise(torch.gt), _elementwise(torch.ge)
equal, not_equal = _elementwise(torch.eq), _elementwise(torch.ne)
where = _elementwise(torch.where)


def _reduction(name: str):
    def operation(pattern: str, tensor, **lengths: int):
        left, arrow, right = pattern.partition("->")
        if not arrow:
            # What is in brackets goes.
            right = " ".join(part for part in left.split() if not part.startswith("["))
        return einops.reduce(tensor, f"{left.replace('[', '').replace(']', '')} -> {right}", name, **lengths)

    return operation


sum, mean, prod = _reduction("sum"), _reduction("mean"), _reduction("prod")
max, min, any, all = _reduction("max"), _reduction("min"), _reduction("any"), _reduction("all")


def get_at(pattern: str, tensor, index, **lengths: int):
    """`b n [l], b n -> b n`: along the one axis in brackets, the element at the index."""
    opened, closed = pattern.find("["), pattern.find("]")
    axis = pattern[opened + 1 : closed].strip()
    if opened < 0 or not axis.isidentifier() or pattern.count("[") > 1:
        raise NotImplementedError(f"get_at along other than one axis, as '{pattern}' asks, has no stand-in")
    notation = Notation(pattern.replace("[", "").replace("]", ""))
    (values, places), found = notation.aligned([tensor, index], lengths, axis)
    shape = torch.broadcast_shapes(values.shape[:-1], places.shape[:-1])
    values, places = values.expand(*shape, values.shape[-1]), places.expand(*shape, 1)
    return notation.composed(values.gather(-1, places).squeeze(-1), found)
