"""Operations that move elements without computing: shapes, axes, joining, splitting."""

from .._tensor import Tensor, int64s, operate
from .registry import operation


def _extents(shape) -> tuple[int, ...]:
    """`view(2, 3)` and `view((2, 3))` alike."""
    if len(shape) == 1 and isinstance(shape[0], (tuple, list)):
        shape = shape[0]
    return tuple(int(extent) for extent in shape)


def reshaped(input: Tensor, shape) -> Tensor:
    return operate("Reshape", input, int64s(*shape), **({"allowzero": 1} if 0 in shape else {}))


def axis_of(dim: int, rank: int) -> int:
    """An axis from the start. Raises IndexError as PyTorch does."""
    if not -max(rank, 1) <= dim < max(rank, 1):
        raise IndexError(
            f"Dimension out of range (expected to be in range of [{-max(rank, 1)}, {max(rank, 1) - 1}], but got {dim})"
        )
    return dim % max(rank, 1)


@operation(method=False)
def reshape(input, shape):
    return reshaped(input, _extents((shape,)))


def _reshape_method(self, *shape):
    if len(shape) == 1 and not isinstance(shape[0], (int, tuple, list, Tensor)):
        return self
    return reshaped(self, _extents(shape))


Tensor.view = Tensor.reshape = _reshape_method
Tensor.view_as = Tensor.reshape_as = lambda self, other: reshaped(self, other.shape)


@operation()
def flatten(input, start_dim=0, end_dim=-1):
    rank = input.ndim
    if rank == 0:
        return reshaped(input, (1,))
    start, end = axis_of(start_dim, rank), axis_of(end_dim, rank)
    if start > end:
        raise RuntimeError("flatten() has invalid args: start_dim cannot come after end_dim")
    if start == end:
        return input
    if start == 1 and end == rank - 1:
        return operate("Flatten", input, axis=1)
    shape = input.shape
    return reshaped(input, (*shape[:start], -1, *shape[end + 1 :]))


@operation()
def unflatten(input, dim, sizes):
    axis = axis_of(dim, input.ndim)
    shape = input.shape
    return reshaped(input, (*shape[:axis], *sizes, *shape[axis + 1 :]))


@operation()
def squeeze(input, dim=None):
    if dim is None:
        axes = [axis for axis, extent in enumerate(input.shape) if extent == 1]
    else:
        dims = dim if isinstance(dim, (tuple, list)) else (dim,)
        axes = [axis for axis in (axis_of(item, input.ndim) for item in dims) if input.shape[axis] == 1]
    return operate("Squeeze", input, int64s(*axes)) if axes else input


@operation()
def unsqueeze(input, dim):
    return operate("Unsqueeze", input, int64s(dim))


@operation("permute")
def permute(input, *dims):
    dims = _extents(dims)
    return operate("Transpose", input, perm=[axis_of(dim, input.ndim) for dim in dims])


@operation("transpose", "swapaxes", "swapdims")
def transpose(input, dim0, dim1):
    order = list(range(input.ndim))
    a, b = axis_of(dim0, input.ndim), axis_of(dim1, input.ndim)
    order[a], order[b] = order[b], order[a]
    return operate("Transpose", input, perm=order)


@operation()
def t(input):
    return transpose(input, 0, 1) if input.ndim == 2 else input


@operation()
def movedim(input, source, destination):
    sources = [
        axis_of(dim, input.ndim) for dim in (source if isinstance(source, (tuple, list)) else (source,))
    ]
    places = [
        axis_of(dim, input.ndim)
        for dim in (destination if isinstance(destination, (tuple, list)) else (destination,))
    ]
    rest = iter([axis for axis in range(input.ndim) if axis not in sources])
    order = [sources[places.index(axis)] if axis in places else next(rest) for axis in range(input.ndim)]
    return operate("Transpose", input, perm=order)


Tensor.T = property(lambda self: operate("Transpose", self, perm=list(range(self.ndim))[::-1]))
Tensor.mT = property(lambda self: transpose(self, -1, -2))


@operation(function=False)
def expand(input, *sizes):
    sizes = _extents(sizes)
    lead = len(sizes) - input.ndim
    # -1 keeps an extent, which Expand writes as 1.
    return operate(
        "Expand",
        input,
        int64s(*(1 if size == -1 and axis >= lead else size for axis, size in enumerate(sizes))),
    )


Tensor.expand_as = lambda self, other: expand(self, *other.shape)


@operation(function=False)
def repeat(input, *sizes):
    sizes = _extents(sizes)
    lead = len(sizes) - input.ndim
    padded = reshaped(input, (*[1] * lead, *input.shape)) if lead else input
    return operate("Tile", padded, int64s(*sizes))


@operation()
def broadcast_to(input, size):
    return expand(input, *size)


@operation("cat", "concat", "concatenate", method=False)
def cat(tensors, dim=0, *, axis=None):
    tensors = list(tensors)
    if not tensors:
        raise RuntimeError("torch.cat(): expected a non-empty list of Tensors")
    return operate("Concat", *tensors, axis=axis_of(dim if axis is None else axis, tensors[0].ndim))


@operation(method=False)
def stack(tensors, dim=0):
    tensors = list(tensors)
    axis = axis_of(dim, tensors[0].ndim + 1)
    return operate("Concat", *[unsqueeze(tensor, axis) for tensor in tensors], axis=axis)


@operation()
def split(input, split_size_or_sections, dim=0):
    axis = axis_of(dim, input.ndim)
    extent = input.shape[axis]
    if isinstance(split_size_or_sections, int):
        size = split_size_or_sections
        sizes = [min(size, extent - start) for start in range(0, extent, size)]
    else:
        sizes = list(split_size_or_sections)
    if len(sizes) == 1:
        return (input,)
    return operate("Split", input, int64s(*sizes), outputs=len(sizes), axis=axis)


@operation()
def chunk(input, chunks, dim=0):
    extent = input.shape[axis_of(dim, input.ndim)]
    return split(input, -(-extent // chunks), dim)


@operation()
def unbind(input, dim=0):
    axis = axis_of(dim, input.ndim)
    return tuple(squeeze(part, axis) for part in split(input, 1, axis))


@operation()
def narrow(input, dim, start, length):
    return sliced(input, axis_of(dim, input.ndim), start, start + length, 1)


def sliced(input: Tensor, axis: int, start: int, stop: int, step: int) -> Tensor:
    return operate("Slice", input, int64s(start), int64s(stop), int64s(axis), int64s(step))


@operation()
def flip(input, *dims):
    for dim in _extents(dims):
        axis = axis_of(dim, input.ndim)
        input = sliced(input, axis, -1, -(2**31), -1)
    return input


@operation()
def roll(input, shifts, dims=None):
    if dims is None:
        return reshaped(roll(reshaped(input, (-1,)), shifts, 0), input.shape)
    pairs = zip(shifts, dims) if isinstance(dims, (tuple, list)) else [(shifts, dims)]
    for shift, dim in pairs:
        axis = axis_of(dim, input.ndim)
        extent = input.shape[axis]
        shift %= extent
        if shift:
            input = cat(
                [sliced(input, axis, extent - shift, extent, 1), sliced(input, axis, 0, extent - shift, 1)],
                axis,
            )
    return input


def _copied(self, memory_format=None):
    return operate("Identity", self)


Tensor.clone = _copied


@operation()
def detach(input):
    # Shares its storage, as PyTorch's does, so that in-place operations reach the original.
    return Tensor(input._storage)


Tensor.detach_ = lambda self: self
