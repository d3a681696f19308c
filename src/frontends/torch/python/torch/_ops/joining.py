"""Joining tensors along an axis, taking them apart, repeating, reversing."""

from .._storage import View
from .._tensor import Tensor, constant, int64s, operate
from .._types import int64
from .promotion import cast, result_type
from .registry import operation
from .shaping import (
    atleast_1d,
    atleast_2d,
    atleast_3d,
    axes_of,
    axis_of,
    extents_of,
    flatten,
    permuted,
    sliced,
    squeeze,
    unsqueeze,
)
from .views import Slicing, as_complex, as_real, reshaped


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


def _parts(input: Tensor, axis: int, sizes: list[int]) -> tuple[Tensor, ...]:
    """Views of consecutive parts; one node makes all of them."""
    if len(sizes) == 1 and sizes[0] == input._storage.shape[axis]:
        return (Tensor(input._storage, requires_grad=input.requires_grad),)
    if input.dtype.is_complex:
        return tuple(map(as_complex, _parts(as_real(input), axis, sizes)))
    made = operate("Split", input, int64s(*sizes), outputs=len(sizes), axis=axis)
    views, start = [], 0
    for part, size in zip(made if len(sizes) > 1 else (made,), sizes):
        path = Slicing(((axis, start, size, 1),))
        views.append(
            Tensor(View(input._storage, path, part._storage, True), requires_grad=part.requires_grad)
        )
        start += size
    return tuple(views)


@operation(
    named={"split_size": "split_size_or_sections", "split_sizes": "split_size_or_sections"},
)
def split(input, split_size_or_sections, dim=0):
    axis = axis_of(dim, input.ndim)
    extent = input._storage.shape[axis]
    sections = split_size_or_sections
    if isinstance(sections, (tuple, list)):
        sizes = [int(size) for size in sections]
        if sum(sizes) != extent:
            raise RuntimeError(
                f"split_with_sizes expects split_sizes to sum exactly to {extent} (input tensor's size at dimension "
                f"{dim}), but got split_sizes={sizes}"
            )
    else:
        size = int(sections)
        if size <= 0 and extent:
            raise RuntimeError(f"split expects split_size be positive, but got split_size={size}")
        sizes = [min(size, extent - start) for start in range(0, extent, size)] or [0]
    return _parts(input, axis, sizes)


operation(
    "split_with_sizes",
    "unsafe_split",
    "unsafe_split_with_sizes",
    named={"split_size": "split_size_or_sections", "split_sizes": "split_size_or_sections"},
)(split)


@operation()
def chunk(input, chunks, dim=0):
    if chunks <= 0:
        raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    extent = input._storage.shape[axis_of(dim, input.ndim)]
    return split(input, max(-(-extent // chunks), 1), dim)


operation("unsafe_chunk")(chunk)


@operation()
def tensor_split(input, indices_or_sections=None, dim=0, *, indices=None, sections=None):
    axis = axis_of(dim, input.ndim)
    extent = input._storage.shape[axis]
    given = next(item for item in (indices_or_sections, indices, sections) if item is not None)
    if isinstance(given, Tensor):
        given = given.tolist()
    if isinstance(given, int):
        small, longer = divmod(extent, given)
        return _parts(input, axis, [small + (place < longer) for place in range(given)])
    starts = [0, *[min(index + extent if index < 0 else index, extent) for index in given], extent]
    return tuple(
        sliced(input, axis, start, max(stop - start, 0)) for start, stop in zip(starts[:-1], starts[1:])
    )


@operation()
def hsplit(input, indices_or_sections):
    return tensor_split(input, indices_or_sections, 0 if input.ndim == 1 else 1)


@operation()
def vsplit(input, indices_or_sections):
    return tensor_split(input, indices_or_sections, 0)


@operation()
def dsplit(input, indices_or_sections):
    return tensor_split(input, indices_or_sections, 2)


@operation()
def unbind(input, dim=0):
    axis = axis_of(dim, input.ndim)
    if input.ndim == 0:
        raise RuntimeError("Dimension specified as 0 but tensor has no dimensions")
    extent = input._storage.shape[axis]
    if extent == 0:
        return ()
    return tuple(squeeze(part, axis) for part in _parts(input, axis, [1] * extent))


@operation(function=False)
def repeat(input, *repeats):
    sizes = extents_of(repeats)
    lead = len(sizes) - input.ndim
    if lead < 0:
        raise RuntimeError(
            "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor"
        )
    padded = reshaped(input, (*[1] * lead, *input.shape)) if lead else input
    if input.dtype.is_complex:
        return as_complex(operate("Tile", as_real(padded), int64s(*sizes, 1)))
    return operate("Tile", padded, int64s(*sizes))


@operation()
def tile(input, *dims):
    sizes = extents_of(dims)
    return repeat(input, *[1] * (input.ndim - len(sizes)), *sizes)


@operation()
def repeat_interleave(input, repeats=None, dim=None, *, output_size=None):
    if repeats is None:
        counts = input.tolist()
        return constant(
            [place for place, count in enumerate(counts) for _ in range(count)], (sum(counts),), int64
        )
    if dim is None:
        input, dim = flatten(input), 0
    axis = axis_of(dim, input.ndim)
    extent = input._storage.shape[axis]
    counts = repeats.tolist() if isinstance(repeats, Tensor) else repeats
    counts = [counts] * extent if isinstance(counts, int) else counts * extent if len(counts) == 1 else counts
    if len(counts) != extent:
        raise RuntimeError("repeats must have the same size as input along dim")
    index = [place for place, count in enumerate(counts) for _ in range(count)]
    return picked(input, axis, constant(index, (len(index),), int64))


def picked(input: Tensor, axis: int, index: Tensor) -> Tensor:
    """Elements along an axis at the places of an index tensor."""
    if input.dtype.is_complex:
        return as_complex(operate("Gather", as_real(input), index, axis=axis))
    return operate("Gather", input, index, axis=axis)


@operation()
def flip(input, *dims):
    axes = axes_of(extents_of(dims), input.ndim)
    if not axes:
        return input.clone()
    if input.dtype.is_complex:
        return as_complex(flip(as_real(input), axes))
    count = len(axes)
    return operate(
        "Slice",
        input,
        int64s(*[-1] * count),
        int64s(*[-(2**31)] * count),
        int64s(*axes),
        int64s(*[-1] * count),
    )


@operation()
def fliplr(input):
    return flip(input, 1)


@operation()
def flipud(input):
    return flip(input, 0)


@operation()
def rot90(input, k=1, dims=(0, 1)):
    first, second = axes_of(tuple(dims), input.ndim)
    turns = k % 4
    if turns == 0:
        return input.clone()
    if turns == 2:
        return flip(input, first, second)
    order = list(range(input.ndim))
    order[first], order[second] = second, first
    return permuted(flip(input, second), order) if turns == 1 else flip(permuted(input, order), second)


@operation()
def roll(input, shifts, dims=None):
    if dims is None or dims == ():
        return reshaped(roll(flatten(input), shifts, 0), input.shape)
    pairs = zip(shifts, dims) if isinstance(dims, (tuple, list)) else [(shifts, dims)]
    result = input
    for shift, dim in pairs:
        axis = axis_of(dim, input.ndim)
        extent = input._storage.shape[axis]
        shift = int(shift) % extent if extent else 0
        if shift:
            parts = [sliced(result, axis, extent - shift, shift), sliced(result, axis, 0, extent - shift)]
            result = cat(parts, axis)
    return result.clone() if result is input else result


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
