"""Tensors joined along an axis, and grids of them."""

from .._tensor import constant, operate
from .._types import int64
from .promotion import cast, result_type
from .registry import operation
from .shaping import atleast_1d, atleast_2d, atleast_3d, axis_of, flatten, unsqueeze
from .views import as_complex, as_real, reshaped


@operation("cat", "concat", "concatenate", method=False)
def cat(tensors, dim=0):
    tensors = list(tensors)
    if not tensors:
        raise RuntimeError("torch.cat(): expected a non-empty list of Tensors")
    kind = result_type(*tensors)
    # PyTorch skips tensors of the one shape (0,), whatever the others are.
    joined = [tensor for tensor in tensors if tensor._storage.shape != (0,)] or tensors[:1]
    where = axis_of(dim, joined[0].ndim)
    if joined[0].ndim == 0:
        raise RuntimeError("zero-dimensional tensor (at position 0) cannot be concatenated")
    joined = [cast(tensor, kind) for tensor in joined]
    if kind.is_complex:
        return as_complex(operate("Concat", *[as_real(tensor) for tensor in joined], axis=where))
    return operate("Concat", *joined, axis=where)


@operation(method=False)
def stack(tensors, dim=0):
    tensors = list(tensors)
    if not tensors:
        raise RuntimeError("stack expects a non-empty TensorList")
    axis = axis_of(dim, tensors[0].ndim + 1)
    return cat([unsqueeze(tensor, axis) for tensor in tensors], axis)


@operation("hstack", method=False)
def hstack(tensors):
    raised = [atleast_1d(tensor) for tensor in tensors]
    return cat(raised, 0 if raised[0].ndim == 1 else 1)


@operation("vstack", "row_stack", method=False)
def vstack(tensors):
    return cat([atleast_2d(tensor) for tensor in tensors], 0)


@operation(method=False)
def dstack(tensors):
    return cat([atleast_3d(tensor) for tensor in tensors], 2)


@operation(method=False)
def column_stack(tensors):
    return cat(
        [reshaped(tensor, (tensor.numel(), 1)) if tensor.ndim <= 1 else tensor for tensor in tensors], 1
    )


@operation(method=False)
def block_diag(*tensors):
    matrices = [atleast_2d(tensor) for tensor in tensors]
    width = sum(matrix.shape[1] for matrix in matrices)
    rows, before = [], 0
    for matrix in matrices:
        height, own = matrix.shape
        parts = [matrix.new_zeros(height, before), matrix, matrix.new_zeros(height, width - before - own)]
        rows.append(cat([part for part in parts if part.shape[1]], 1))
        before += own
    return cat(rows, 0)


@operation(method=False)
def meshgrid(*tensors, indexing="ij"):
    if len(tensors) == 1 and isinstance(tensors[0], (tuple, list)):
        tensors = tuple(tensors[0])
    if indexing not in ("ij", "xy"):
        raise RuntimeError(f'torch.meshgrid: indexing must be one of "xy" or "ij", but received: {indexing}')
    if len({tensor.dtype for tensor in tensors}) > 1:
        raise RuntimeError("meshgrid expects all tensors to have the same dtype")
    swaps = indexing == "xy" and len(tensors) >= 2
    if swaps:
        tensors = (tensors[1], tensors[0], *tensors[2:])
    shape = tuple(tensor.numel() for tensor in tensors)
    grids = []
    for axis, tensor in enumerate(tensors):
        alone = reshaped(tensor, tuple(shape[axis] if place == axis else 1 for place in range(len(shape))))
        grids.append(alone.expand(shape))
    if swaps:
        grids[0], grids[1] = grids[1], grids[0]
    return tuple(grids)


@operation(method=False)
def cartesian_prod(*tensors):
    if len(tensors) == 1:
        return tensors[0]
    return stack([flatten(grid) for grid in meshgrid(*tensors)], 1)


@operation(method=False)
def combinations(input, r=2, with_replacement=False):
    import itertools

    choose = itertools.combinations_with_replacement if with_replacement else itertools.combinations
    rows = list(choose(range(input.numel()), r))
    return operate("Gather", input, constant([i for row in rows for i in row], (len(rows), r), int64), axis=0)
