"""What shares elements with its input beyond shapes: windows, strided views, detached tensors, `.data`."""

from _skipline.inert import UnsupportedOperation

from .. import _tensor
from .._storage import View
from .._tensor import Tensor, constant, operate
from .._types import int64
from .registry import operation
from .shaping import axis_of, extents_of, permuted
from .views import Detaching, Reshaping, reshaped, view


def unfolded(input: Tensor, dimension: int, size: int, step: int) -> Tensor:
    """Windows of `size` along an axis, as a last axis; a copy, so that writes to it do not reach the original."""
    axis = axis_of(dimension, input.ndim)
    shape = input._storage.shape
    extent = shape[axis] if shape else 1
    if size > extent:
        raise RuntimeError(f"maximum size for tensor at dimension {axis} is {extent} but size is {size}")
    if not shape:
        return reshaped(input, (size,))
    windows = (extent - size) // step + 1
    index = constant(
        [window * step + place for window in range(windows) for place in range(size)], (windows, size), int64
    )
    picked = operate("Gather", input, index, axis=axis)
    rank = input.ndim
    order = [*range(axis + 1), *range(axis + 2, rank + 1), axis + 1]
    return picked if axis == rank - 1 else permuted(picked, order)


Tensor.unfold = unfolded


@operation()
def as_strided(input, size, stride, storage_offset=0):
    """Elements of the memory behind a tensor by their distances; a copy, whose writes do not reach the original."""
    storage = input._storage
    while isinstance(storage, View) and storage.parent is not None and isinstance(storage.path, Reshaping):
        storage = storage.parent
    if isinstance(storage, View) and storage.parent is not None:
        raise UnsupportedOperation(
            "Skipline cannot trace as_strided of a view: it reads the memory behind another tensor"
        )
    shape, strides = extents_of((size,)), extents_of((stride,))
    places = [storage_offset or 0]
    for extent, step in zip(shape, strides):
        places = [place + index * step for place in places for index in range(extent)]
    last = max(places, default=0)
    if last >= input.numel():
        raise RuntimeError(
            f"setStorage: sizes {list(shape)}, strides {list(strides)}, storage offset {storage_offset or 0} are "
            f"out of bounds for storage of {input.numel()} elements"
        )
    return operate("Gather", reshaped(input, (-1,)), constant(places, shape, int64), axis=0)


def _scattering(name: str, part) -> None:
    """`torch.<name>`: a copy of the input in which one of its views is replaced."""

    def implementation(input, src, *arguments, **options):
        result = input.clone()
        part(result, *arguments, **options).copy_(src)
        return result

    implementation.__name__ = name
    operation(name)(implementation)


def _sliced(input, dim=0, start=None, end=None, step=1):
    return input[(*[slice(None)] * axis_of(dim, input.ndim), slice(start, end, step))]


def _fill_diagonal(self, fill_value, wrap=False):
    if wrap and self.shape[0] > self.shape[-1]:
        raise UnsupportedOperation("Skipline cannot trace fill_diagonal_ with wrap yet")
    count = min(self.shape)
    index = constant(list(range(count)), (count,), int64)
    self[(index,) * self.ndim] = fill_value
    return self


Tensor.fill_diagonal_ = _fill_diagonal


def _sum_to_size(self, *size):
    target = extents_of(size)
    lead = self.ndim - len(target)
    axes = [
        axis
        for axis, extent in enumerate(self.shape)
        if axis < lead or (target[axis - lead] == 1 and extent != 1)
    ]
    return reshaped(self.sum(axes, keepdim=True), target) if axes else self


Tensor.sum_to_size = _sum_to_size
Tensor.resize_as_ = lambda self, other, memory_format=None: self.resize_(other.shape)


def _copying(name: str) -> None:
    """`torch.<name>_copy`: the view as a tensor of its own."""

    def implementation(input, *arguments, **options):
        views = getattr(Tensor, name)(input, *arguments, **options)
        return tuple(each.clone() for each in views) if isinstance(views, tuple) else views.clone()

    implementation.__name__ = f"{name}_copy"
    operation(f"{name}_copy")(implementation)


for _name in (
    "as_strided", "detach", "diagonal", "expand", "narrow", "permute", "select", "split", "squeeze", "t", "transpose",
    "unbind", "unsqueeze", "view",
):  # fmt: skip
    _copying(_name)


_scattering("slice_scatter", _sliced)
_scattering("select_scatter", lambda input, dim, index: input.select(dim, index))
_scattering("diagonal_scatter", lambda input, offset=0, dim1=0, dim2=1: input.diagonal(offset, dim1, dim2))


@operation()
def detach(input):
    # Of the content of a parameter while the model is constructed: that has no gradient anyway.
    if _tensor.initialization is not None:
        return Tensor(input._storage)
    result = view(input, Detaching())
    result.requires_grad = False
    return result


@operation("detach_")
def _detach_in_place(input):
    input._storage = detach(input)._storage
    input.requires_grad = False
    return input


def _data(self):
    return detach(self)


def _set_data(self, value) -> None:
    self._storage = value._storage


Tensor.data = property(_data, _set_data)
