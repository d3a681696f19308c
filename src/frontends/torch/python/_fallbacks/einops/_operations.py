"""Rearrange, reduce, repeat: reshape, permute, reduce, repeat, reshape — for tensors and arrays alike."""

import math
import string

from ._patterns import ELLIPSIS, EinopsError, Expression, sides, solved


def _permuted(tensor, order: list[int]):
    if order == list(range(len(order))):
        return tensor
    return tensor.permute(order) if hasattr(tensor, "permute") else tensor.transpose(order)


def _reshaped(tensor, shape):
    return tensor if tuple(tensor.shape) == tuple(shape) else tensor.reshape(tuple(shape))


def _reduced(tensor, reduction, axes: tuple[int, ...]):
    if not axes:
        return tensor
    if callable(reduction):
        return reduction(tensor, axes)
    if reduction == "mean" and hasattr(tensor, "is_floating_point") and not tensor.is_floating_point():
        raise EinopsError("reduce_mean is not available for non-floating tensors")
    if reduction in ("sum", "mean"):
        return getattr(tensor, reduction)(axes)
    name = {"min": "amin", "max": "amax"}.get(reduction, reduction)
    if name in ("amin", "amax") and hasattr(tensor, name):
        return getattr(tensor, name)(axes)
    # One axis after another, from the last.
    for axis in sorted(axes, reverse=True):
        tensor = getattr(tensor, reduction)(axis)
    return tensor


def _stacked(tensor):
    """A list is a tensor with one more axis in front."""
    if not isinstance(tensor, (list, tuple)):
        return tensor
    if not tensor:
        raise TypeError("Rearrange/Reduce/Repeat can't be applied to an empty list")
    if hasattr(tensor[0], "permute"):
        import torch

        return torch.stack(list(tensor))
    import numpy

    return numpy.stack(tensor)


def _check(pattern: str, left: Expression, right: Expression, reduction, lengths: dict) -> None:
    named = {name for name in (*left.axes, *right.axes) if not name.isdecimal()}
    for name in lengths:
        if name not in named:
            raise EinopsError(f"Axis {name} is not used in transform '{pattern}'")
    if ELLIPSIS in right.axes and ELLIPSIS not in left.axes:
        raise EinopsError(f"Ellipsis found in right side, but not left side of a pattern {pattern}")
    if left.joins_ellipsis:
        raise EinopsError("Ellipsis inside parenthesis in the left side is not allowed")
    only_left, only_right = left.names - right.names, right.names - left.names
    if reduction in ("rearrange", "repeat") and any(name.isdecimal() for name in left.axes):
        raise EinopsError("Non-unitary anonymous axes are not supported in rearrange (exception is length 1)")
    if reduction == "rearrange" and (only_left or only_right):
        raise EinopsError(
            f"Identifiers only on one side of expression (should be on both): {only_left | only_right}"
        )
    if reduction == "repeat":
        if only_left:
            raise EinopsError(f"Unexpected identifiers on the left side of repeat: {only_left}")
        missing = only_right - set(lengths)
        if missing:
            raise EinopsError(f"Specify sizes for new axes in repeat: {missing}")
    elif only_right:
        raise EinopsError(f"Unexpected identifiers on the right side of reduce {reduction}: {only_right}")


def transformed(tensor, pattern: str, reduction, lengths: dict):
    left, right = sides(pattern)
    _check(pattern, left, right, reduction, lengths)
    tensor = _stacked(tensor)
    rank = len(tensor.shape)
    try:
        spread = rank - (len(left.groups) - 1)
        if (ELLIPSIS not in left.axes and rank != len(left.groups)) or spread < 0:
            raise EinopsError(f"Expected {len(left.groups)} dimensions, got {rank}")
        return _apply(tensor, pattern, reduction, lengths, left.with_axes(spread), right.with_axes(spread))
    except EinopsError as error:
        name = reduction if reduction in ("rearrange", "repeat") else f"{reduction}-reduction"
        raise EinopsError(
            f'Error while processing {name} pattern "{pattern}". Input tensor shape: {tuple(tensor.shape)}. '
            f"Additional info: {lengths}. {error}"
        ) from None


def _apply(tensor, pattern, reduction, lengths, left: list[list[str]], right: list[list[str]]):
    sizes = solved(left, tensor.shape, {name: int(size) for name, size in lengths.items()}, pattern)
    # Anonymous axes get names that say where they stand, since each is one of its own.
    elementary = [
        (f"{name}@{place}" if name.isdecimal() else name, int(name) if name.isdecimal() else sizes[name])
        for place, name in enumerate(name for group in left for name in group)
    ]
    names = [name for name, _ in elementary]
    wanted = [name for group in right for name in group]
    tensor = _reshaped(tensor, [size for _, size in elementary])
    kept = [name for name in wanted if name in names]
    gone = [name for name in names if name not in kept]
    order = [names.index(name) for name in (*kept, *gone)]
    tensor = _permuted(tensor, order)
    tensor = _reduced(tensor, reduction, tuple(range(len(kept), len(names))))
    lengths_of = dict(elementary)
    if len(kept) != len(wanted):
        singled = [lengths_of.get(name, 1) if name in kept else 1 for name in wanted]
        full = [
            lengths_of[name] if name in kept else int(name) if name.isdecimal() else sizes[name]
            for name in wanted
        ]
        tensor = _expanded(_reshaped(tensor, singled), full)
        lengths_of |= {name: size for name, size in zip(wanted, full)}
    return _reshaped(tensor, [math.prod(lengths_of[name] for name in group) for group in right])


def _expanded(tensor, shape):
    if hasattr(tensor, "expand"):
        return tensor.expand(*shape)
    import numpy

    return numpy.broadcast_to(tensor, tuple(shape))


def rearrange(tensor, pattern: str, **axes_lengths):
    return transformed(tensor, pattern, "rearrange", axes_lengths)


def reduce(tensor, pattern: str, reduction, **axes_lengths):
    if not callable(reduction) and reduction not in ("min", "max", "sum", "mean", "prod", "any", "all"):
        raise EinopsError(f"Unknown reduction {reduction}")
    return transformed(tensor, pattern, reduction, axes_lengths)


def repeat(tensor, pattern: str, **axes_lengths):
    return transformed(tensor, pattern, "repeat", axes_lengths)


def parse_shape(x, pattern: str) -> dict[str, int]:
    expression = Expression(pattern, allow_underscore=True)
    rank = len(x.shape)
    spread = rank - (len(expression.groups) - 1)
    if (ELLIPSIS not in expression.axes and rank != len(expression.groups)) or spread < 0:
        raise RuntimeError(
            f"Can't parse shape with different number of dimensions: {pattern} {tuple(x.shape)}"
        )
    found: dict[str, int] = {}
    for group, extent in zip(expression.with_axes(spread), x.shape):
        if len(group) == 1 and not group[0].startswith((ELLIPSIS, "_")) and not group[0].isdecimal():
            found[group[0]] = extent
        elif len(group) > 1:
            raise RuntimeError(f"Can't parse shape with composite axes: {pattern} {tuple(x.shape)}")
    return found


def einsum(*tensors_and_pattern):
    *tensors, pattern = tensors_and_pattern
    left, arrow, right = pattern.partition("->")
    if not arrow:
        raise ValueError("Einsum pattern must contain '->'.")
    letters: dict[str, str] = {}

    def compact(text: str) -> str:
        expression = Expression(text)
        if any(len(group) != 1 for group in expression.groups):
            raise NotImplementedError("Singleton and composite axes are not supported in einsum")
        return "".join(
            "..." if name == ELLIPSIS else letters.setdefault(name, string.ascii_letters[len(letters)])
            for name in expression.axes
        )

    written = ",".join(map(compact, left.split(","))) + "->" + compact(right)
    import torch

    return torch.einsum(written, *tensors)


def pack(tensors, pattern: str):
    """Tensors joined along the axis `*`, which stands for any number of axes of each; and those axes' shapes."""
    names = pattern.split()
    if names.count("*") != 1:
        raise EinopsError(f"No or several *-axes in pattern {pattern}")
    before = names.index("*")
    after = len(names) - before - 1
    flat, shapes = [], []
    for tensor in tensors:
        shape = tuple(tensor.shape)
        if len(shape) < before + after:
            raise EinopsError(
                f"packed tensor of shape {shape} has fewer than the {before + after} axes of {pattern}"
            )
        packed = shape[before : len(shape) - after]
        shapes.append(packed)
        flat.append(_reshaped(tensor, (*shape[:before], math.prod(packed), *shape[len(shape) - after :])))
    if hasattr(flat[0], "permute"):
        import torch

        return torch.cat(flat, before), shapes
    import numpy

    return numpy.concatenate(flat, before), shapes


def unpack(tensor, packed_shapes, pattern: str) -> list:
    names = pattern.split()
    if len(tensor.shape) != len(names):
        raise EinopsError(
            f"unpack(..., {pattern}) received input of wrong dim with shape {tuple(tensor.shape)}"
        )
    axis = names.index("*")
    shape = list(tensor.shape)
    sizes = [-1 if -1 in packed else math.prod(packed) for packed in packed_shapes]
    if sizes.count(-1) > 1:
        raise EinopsError("unpack can't infer more than one size")
    if -1 in sizes:
        sizes[sizes.index(-1)] = shape[axis] - sum(size for size in sizes if size != -1)
    if sum(sizes) != shape[axis]:
        raise EinopsError(f"unpack got shapes of {sum(sizes)} elements for an axis of {shape[axis]}")
    parts, start = [], 0
    for size, packed in zip(sizes, packed_shapes):
        part = tensor[(*[slice(None)] * axis, slice(start, start + size))]
        parts.append(part.reshape((*shape[:axis], *packed, *shape[axis + 1 :])))
        start += size
    return parts


def asnumpy(tensor):
    return tensor.numpy() if hasattr(tensor, "numpy") else tensor
