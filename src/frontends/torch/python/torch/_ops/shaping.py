"""Shapes and axes: the same elements in another arrangement. All of these are views, as in PyTorch."""

import math
from operator import index

from .._storage import Storage, is_contiguous
from .._tensor import Tensor
from .registry import operation
from .views import (
    Diagonal,
    Expansion,
    Permutation,
    Reshaping,
    Slicing,
    reshaped,
    reshaped_strides,
    view,
)


def extents_of(shape) -> tuple[int, ...]:
    """`view(2, 3)` and `view((2, 3))` alike. Raises TypeError for what is no whole number, even 2.0."""
    if len(shape) == 1 and isinstance(shape[0], (tuple, list)):
        shape = shape[0]
    for place, extent in enumerate(shape):
        if isinstance(extent, float):
            raise TypeError(
                f"argument 'size' must be tuple of ints, but found element of type float at pos {place}"
            )
    return tuple(map(index, shape))


def axis_of(dim: int, rank: int) -> int:
    """An axis from the start. Raises IndexError as PyTorch does."""
    if not -max(rank, 1) <= dim < max(rank, 1):
        raise IndexError(
            f"Dimension out of range (expected to be in range of [{-max(rank, 1)}, {max(rank, 1) - 1}], but got {dim})"
        )
    return dim % max(rank, 1)


def axes_of(dims, rank: int) -> list[int]:
    """One axis or several of them, from the start."""
    axes = [axis_of(dim, rank) for dim in (dims if isinstance(dims, (tuple, list)) else (dims,))]
    if len(set(axes)) < len(axes):
        raise RuntimeError(f"dim appears multiple times in the list of dims: {list(dims)}")
    return axes


def _reshape(input: Tensor, shape: tuple[int, ...]) -> Tensor:
    """A view where the elements lie in order, else a copy."""
    storage = input._storage
    strides = storage.strides()
    if not is_contiguous(storage.shape, strides) and reshaped_strides(storage.shape, strides, shape) is None:
        return reshaped(input, shape)
    return view(input, Reshaping("Reshape", shape))


@operation(method=False)
def reshape(input, shape):
    return _reshape(input, extents_of((shape,)))


@operation(function=False, name="reshape")
def _reshape_method(input, *sizes, shape=None):
    return _reshape(input, extents_of(sizes if shape is None else (shape,)))


@operation(function=False, name="view")
def _view_method(input, *size, dtype=None):
    from .._types import dtype as dtype_class
    from .conversion import viewed_as

    if dtype is not None or (len(size) == 1 and isinstance(size[0], dtype_class)):
        return viewed_as(input, dtype or size[0])
    target = extents_of(size)
    storage = input._storage
    strides = storage.strides()
    if not is_contiguous(storage.shape, strides):
        if reshaped_strides(storage.shape, strides, target) is None:
            raise RuntimeError(
                "view size is not compatible with input tensor's size and stride (at least one dimension spans "
                "across two contiguous subspaces). Use .reshape(...) instead."
            )
    return view(input, Reshaping("Reshape", target))


@operation(function=False)
def view_as(input, other):
    return _view_method(input, *other.shape)


@operation(function=False)
def reshape_as(input, other):
    return _reshape(input, tuple(other.shape))


@operation(function=False)
def contiguous(input, memory_format=None):
    """A copy where the elements do not lie in order; the graph has no word for that, so it adds no node."""
    storage = input._storage
    if is_contiguous(storage.shape, storage.strides()):
        return input
    return Tensor(Storage(storage.handle, storage.shape, storage.dtype), requires_grad=input.requires_grad)


@operation()
def flatten(input, start_dim=0, end_dim=-1):
    rank = input.ndim
    if rank == 0:
        return _reshape(input, (1,))
    start, end = axis_of(start_dim, rank), axis_of(end_dim, rank)
    if start > end:
        raise RuntimeError("flatten() has invalid args: start_dim cannot come after end_dim")
    if start == end:
        return input
    shape = input._storage.shape
    if start == 1 and end == rank - 1 and not input.dtype.is_complex and input.is_contiguous():
        return view(input, Reshaping("Flatten", (1,)))
    return _reshape(input, (*shape[:start], math.prod(shape[start : end + 1]), *shape[end + 1 :]))


@operation()
def ravel(input):
    return _reshape(input, (-1,))


@operation()
def unflatten(input, dim, sizes):
    axis = axis_of(dim, input.ndim)
    shape = input._storage.shape
    return _reshape(input, (*shape[:axis], *extents_of((sizes,)), *shape[axis + 1 :]))


@operation(alters_shape=True)
def squeeze(input, dim=None):
    shape = input._storage.shape
    if dim is None:
        axes = [axis for axis, extent in enumerate(shape) if extent == 1]
    else:
        axes = [axis for axis in axes_of(dim, len(shape)) if shape and shape[axis] == 1]
    return (
        view(input, Reshaping("Squeeze", tuple(axes)))
        if axes
        else Tensor(input._storage, requires_grad=input.requires_grad)
    )


@operation(alters_shape=True)
def unsqueeze(input, dim):
    rank = input.ndim + 1
    return view(input, Reshaping("Unsqueeze", (axis_of(dim, rank),)))


def permuted(input: Tensor, order) -> Tensor:
    return view(input, Permutation(tuple(order)))


@operation()
def permute(input, *dims):
    axes = axes_of(extents_of(dims), input.ndim)
    if len(axes) != input.ndim:
        raise RuntimeError(
            "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired "
            f"ordering of dimensions i.e. input.dim() = {input.ndim} is not equal to len(dims) = {len(axes)}"
        )
    return permuted(input, axes)


@operation(
    "transpose", "swapaxes", "swapdims", alters_shape=True, named={"axis0": "dim0", "axis1": "dim1"}
)
def transpose(input, dim0, dim1):
    order = list(range(input.ndim))
    a, b = axis_of(dim0, input.ndim), axis_of(dim1, input.ndim)
    if not order:
        return input
    order[a], order[b] = order[b], order[a]
    return permuted(input, order)


@operation(alters_shape=True)
def t(input):
    if input.ndim > 2:
        raise RuntimeError(f"t() expects a tensor with <= 2 dimensions, but self is {input.ndim}D")
    return transpose(input, 0, 1) if input.ndim == 2 else input


@operation("movedim", "moveaxis")
def movedim(input, source, destination):
    sources, places = axes_of(source, input.ndim), axes_of(destination, input.ndim)
    rest = iter([axis for axis in range(input.ndim) if axis not in sources])
    return permuted(
        input, [sources[places.index(axis)] if axis in places else next(rest) for axis in range(input.ndim)]
    )


@operation()
def adjoint(input):
    return transpose(input, -1, -2).conj()


Tensor.T = property(lambda self: permuted(self, range(self.ndim)[::-1]))
Tensor.mT = property(lambda self: transpose(self, -1, -2))
Tensor.mH = property(adjoint)
Tensor.H = property(lambda self: t(self).conj())


@operation("expand", function=False)
def expand(input, *size, implicit=False):
    sizes = extents_of(size)
    shape = input._storage.shape
    lead = len(sizes) - len(shape)
    if lead < 0:
        raise RuntimeError(
            f"expand({input.dtype.type_name}Tensor{{{list(shape)}}}, size={list(sizes)}): the number of sizes provided "
            f"({len(sizes)}) must be greater or equal to the number of dimensions in the tensor ({len(shape)})"
        )
    target = []
    for axis, size in enumerate(sizes):
        own = shape[axis - lead] if axis >= lead else 1
        if size == -1 and axis < lead:
            raise RuntimeError(
                f"The expanded size of the tensor (-1) isn't allowed in a leading, non-existing dimension {axis}"
            )
        if size != -1 and size != own and own != 1:
            raise RuntimeError(
                f"The expanded size of the tensor ({size}) must match the existing size ({own}) at non-singleton "
                f"dimension {axis}.  Target sizes: {list(sizes)}.  Tensor sizes: {list(shape)}"
            )
        target.append(own if size == -1 else size)
    if tuple(target) == shape:
        return Tensor(input._storage, requires_grad=input.requires_grad)
    return view(input, Expansion(tuple(target)))


@operation(function=False)
def expand_as(input, other):
    return expand(input, *other.shape)


@operation()
def broadcast_to(input, size):
    return expand(input, *size)


@operation(method=False)
def broadcast_shapes(*shapes):
    from .._types import Size

    shapes = [(shape,) if isinstance(shape, int) else tuple(shape) for shape in shapes]
    rank = max(map(len, shapes), default=0)
    result = [1] * rank
    for shape in shapes:
        for axis, extent in enumerate(shape, rank - len(shape)):
            if extent != 1 and result[axis] not in (1, extent):
                raise RuntimeError(
                    "Shape mismatch: objects cannot be broadcast to a single shape: "
                    + " and ".join(str(list(each)) for each in shapes)
                )
            result[axis] = extent if extent != 1 else result[axis]
    return Size(result)


@operation(method=False)
def broadcast_tensors(*tensors):
    tensors = tensors[0] if len(tensors) == 1 and isinstance(tensors[0], (tuple, list)) else tensors
    shape = broadcast_shapes(*[tensor._storage.shape for tensor in tensors])
    return tuple(expand(tensor, *shape) for tensor in tensors)


def _at_least(rank: int, name: str, raise_rank):
    def implementation(*tensors):
        if len(tensors) == 1 and isinstance(tensors[0], (tuple, list)):
            tensors = tuple(tensors[0])
        raised = tuple(raise_rank(tensor) for tensor in tensors)
        return raised[0] if len(raised) == 1 else raised

    implementation.__name__ = name
    return operation(name, method=False)(implementation)


def _to_2d(input):
    return input if input.ndim >= 2 else _reshape(input, (1, input.numel()))


def _to_3d(input):
    return (
        unsqueeze(input, -1) if input.ndim == 2 else input if input.ndim > 2 else _reshape(input, (1, -1, 1))
    )


atleast_1d = _at_least(1, "atleast_1d", lambda input: input if input.ndim >= 1 else _reshape(input, (1,)))
atleast_2d = _at_least(2, "atleast_2d", _to_2d)
atleast_3d = _at_least(3, "atleast_3d", _to_3d)


@operation()
def narrow(input, dim, start, length):
    axis = axis_of(dim, input.ndim)
    extent = input._storage.shape[axis]
    start = int(start)
    if not -extent <= start <= extent:
        raise IndexError(
            f"Dimension out of range (expected to be in range of [{-extent}, {extent}], but got {start})"
        )
    start = start + extent if start < 0 else start
    if length < 0 or start + length > extent:
        raise RuntimeError(f"start ({start}) + length ({length}) exceeds dimension size ({extent}).")
    return sliced(input, axis, start, length)


def sliced(input: Tensor, axis: int, start: int, count: int, step: int = 1) -> Tensor:
    return view(input, Slicing(((axis, start, count, step),)))


@operation()
def diagonal(input, offset=0, dim1=0, dim2=1):
    first, second = axis_of(dim1, input.ndim), axis_of(dim2, input.ndim)
    if first == second:
        raise RuntimeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    return view(input, Diagonal(int(offset), first, second))
