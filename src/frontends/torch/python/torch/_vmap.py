"""`torch.vmap`: a function of one slice, run on each slice of a batch."""

import functools

from _skipline import notices, spans

from ._ops.joining import stack
from ._tensor import Tensor
from .utils._pytree import tree_flatten, tree_map, tree_unflatten


def vmap(func, in_dims=0, out_dims=0, randomness="error", *, chunk_size=None):
    """The function that runs `func` on the slices along the axes `in_dims` and stacks what it gives along `out_dims`.

    In the graph it is as many calls of `func` as there are slices. Raises ValueError as PyTorch does for what has no
    axis to map over, and for slices of different counts.
    """

    @functools.wraps(func)
    def mapped(*args, **kwargs):
        axes = in_dims if isinstance(in_dims, (tuple, list)) else (in_dims,) * len(args)
        placed = [(value, _axis_of_each(value, axis, func)) for value, axis in zip(args, axes, strict=True)]
        placed += [(value, _axis_of_each(value, 0, func)) for value in kwargs.values()]
        count = _count(placed)
        place = spans.innermost()
        if place is not None:
            calls = "one call" if count == 1 else f"{count} calls"
            notices.tell("vmap", f"vmap is drawn as {calls}, one for each slice.", spans.as_json(*place))
        results = []
        for index in range(count):
            slices = [_slice(value, found, index) for value, found in placed]
            results.append(func(*slices[: len(args)], **dict(zip(kwargs, slices[len(args) :]))))
        return _stacked(results, out_dims, func)

    return mapped


def _axis_of_each(value, axis, func) -> list[int | None]:
    """The axis to map over for each leaf of nested containers; `axis` may be nested as they are."""
    leaves, _ = tree_flatten(value)
    if isinstance(axis, (tuple, list)) and isinstance(value, (tuple, list)):
        return [found for item, inner in zip(value, axis) for found in _axis_of_each(item, inner, func)]
    if isinstance(axis, dict) and isinstance(value, dict):
        return [found for key, item in value.items() for found in _axis_of_each(item, axis[key], func)]
    for leaf in leaves if axis is not None else ():
        if not isinstance(leaf, Tensor):
            raise ValueError(
                f"vmap({_name(func)}, in_dims=..., ...)(<inputs>): Got in_dim={axis} for an input but the input is of "
                f"type {type(leaf)}. We cannot vmap over non-Tensor arguments, please use None as the respective in_dim"
            )
    return [axis] * len(leaves)


def _count(placed: list) -> int:
    sizes = [
        leaf.shape[axis]
        for value, axes in placed
        for leaf, axis in zip(tree_flatten(value)[0], axes)
        if axis is not None
    ]
    if not sizes:
        raise ValueError("vmap: at least one input must have an axis to map over, but every in_dim is None")
    if len(set(sizes)) > 1:
        raise ValueError(
            "vmap: Expected all tensors to have the same size in the mapped dimension, got sizes "
            f"{sizes} for the mapped dimension"
        )
    return sizes[0]


def _slice(value, axes: list[int | None], index: int):
    pending = iter(axes)

    def part(leaf):
        axis = next(pending)
        return leaf if axis is None else leaf.select(axis, index)

    return tree_map(part, value)


def _stacked(results: list, out_dims, func):
    leaves = [tree_flatten(result)[0] for result in results]
    axes = out_dims if isinstance(out_dims, (tuple, list)) else (out_dims,) * len(leaves[0])
    joined = []
    for parts, axis in zip(zip(*leaves), axes):
        if axis is not None and not all(isinstance(part, Tensor) for part in parts):
            raise ValueError(
                f"vmap({_name(func)}, ...): `{_name(func)}` must only return Tensors, got type {type(parts[0])}. "
                "Did you mean to set out_dims= to None for output?"
            )
        joined.append(parts[0] if axis is None else stack(list(parts), axis))
    return tree_unflatten(joined, tree_flatten(results[0])[1])


def _name(func) -> str:
    return getattr(func, "__name__", repr(func))
