"""Tensors taken apart along an axis. The parts are views."""

from .._storage import View
from .._tensor import Tensor, int64s, operate
from .registry import operation
from .shaping import axis_of, sliced, squeeze
from .views import Slicing, as_complex, as_real


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
