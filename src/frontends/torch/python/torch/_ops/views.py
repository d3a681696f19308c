"""Views: the steps by which a tensor is a part or another arrangement of another one.

Each step reads the view from its parent and writes it back into the parent; both are ONNX operators.
"""

from dataclasses import dataclass
from typing import ClassVar

from .._storage import Storage, View, contiguous_strides, is_contiguous
from .._tensor import Tensor, inferring_only, int64s, operate


def view(input: Tensor, path, read: bool = True) -> Tensor:
    """View of `input` by this step. With `read` False only its shape is asked for, its elements when they are used."""
    if input.dtype.is_complex and not isinstance(path, Pairs):
        return as_complex(view(as_real(input), path.paired(), read))
    parent = input._storage
    if read:
        storage = path.read(parent)
    else:
        with inferring_only():
            storage = path.read(parent)
    return Tensor(View(parent, path, storage, read), requires_grad=input.requires_grad)


def reshaped(input: Tensor, shape) -> Tensor:
    """A new tensor of this shape."""
    if input.dtype.is_complex:
        return as_complex(reshaped(as_real(input), (*shape, 2)))
    return operate("Reshape", input, int64s(*shape), **({"allowzero": 1} if 0 in shape else {}))


@dataclass(frozen=True)
class Pairs:
    """A complex tensor as its real and imaginary parts along one more axis, as the graph holds it; or back."""

    is_writable: ClassVar[bool] = True

    to_complex: bool

    def read(self, parent: Storage) -> Storage:
        if self.to_complex:
            return Storage(parent.handle, parent.shape[:-1], parent.dtype.to_complex())
        return Storage(parent.handle, (*parent.shape, 2), parent.dtype.to_real())

    def write(self, parent: Storage, value: Storage) -> Storage:
        return value

    def strides(self, shape, strides):
        if self.to_complex:
            return tuple(stride // 2 for stride in strides[:-1])
        return (*(2 * stride for stride in strides), 1)


def as_real(input: Tensor) -> Tensor:
    return view(input, Pairs(False))


def as_complex(input: Tensor) -> Tensor:
    return view(input, Pairs(True))


@dataclass(frozen=True)
class Reshaping:
    """The same elements in the same order. `operator` is ONNX's name of it; `numbers` are its axes, or the shape."""

    is_writable: ClassVar[bool] = True

    operator: str
    numbers: tuple[int, ...]

    def read(self, parent: Storage) -> Storage:
        input = Tensor(parent)
        if self.operator == "Reshape":
            return reshaped(input, self.numbers)._storage
        if self.operator == "Flatten":
            return operate("Flatten", input, axis=self.numbers[0])._storage
        return operate(self.operator, input, int64s(*self.numbers))._storage

    def write(self, parent: Storage, value: Storage) -> Storage:
        return reshaped(Tensor(value), parent.shape)._storage

    def strides(self, shape, strides):
        target = self._shape(shape)
        return reshaped_strides(shape, strides, target)

    def paired(self) -> "Reshaping":
        return Reshaping(self.operator, (*self.numbers, 2)) if self.operator == "Reshape" else self

    def _shape(self, shape) -> tuple[int, ...]:
        if self.operator == "Squeeze":
            return tuple(extent for axis, extent in enumerate(shape) if axis not in self.numbers)
        if self.operator == "Unsqueeze":
            extents = iter(shape)
            rank = len(shape) + len(self.numbers)
            places = {number % rank for number in self.numbers}
            return tuple(1 if axis in places else next(extents) for axis in range(rank))
        if self.operator == "Flatten":
            return (shape[0], -1)
        return self.numbers


def reshaped_strides(shape, strides, target) -> tuple[int, ...] | None:
    """Strides of the same memory in another shape; None where there are none (PyTorch's `computeStride`)."""
    count = 1
    for extent in shape:
        count *= extent
    if -1 in target:
        known = 1
        for extent in target:
            known *= extent if extent != -1 else 1
        target = tuple(count // known if extent == -1 else extent for extent in target)
    if is_contiguous(shape, strides) or count == 0:
        return contiguous_strides(target)
    result = [0] * len(target)
    place = len(target) - 1
    chunk_stride = strides[-1] if strides else 1
    elements = covered = 1
    for axis in range(len(shape) - 1, -1, -1):
        elements *= shape[axis]
        is_end = axis == 0 or (shape[axis - 1] != 1 and strides[axis - 1] != elements * chunk_stride)
        if not is_end:
            continue
        while place >= 0 and (covered < elements or target[place] == 1):
            result[place] = covered * chunk_stride
            covered *= target[place]
            place -= 1
        if covered != elements:
            return None
        if axis > 0:
            chunk_stride = strides[axis - 1]
            elements = covered = 1
    return tuple(result) if place == -1 else None


@dataclass(frozen=True)
class Permutation:
    """The axes in another order."""

    is_writable: ClassVar[bool] = True
    order: tuple[int, ...]

    def read(self, parent: Storage) -> Storage:
        return operate("Transpose", Tensor(parent), perm=self.order)._storage

    def write(self, parent: Storage, value: Storage) -> Storage:
        inverse = [self.order.index(axis) for axis in range(len(self.order))]
        return operate("Transpose", Tensor(value), perm=inverse)._storage

    def strides(self, shape, strides):
        return tuple(strides[axis] for axis in self.order)

    def paired(self) -> "Permutation":
        return Permutation((*self.order, len(self.order)))


@dataclass(frozen=True)
class Slicing:
    """The elements start, start + step, … of some axes: (axis, start, count, step)."""

    is_writable: ClassVar[bool] = True

    ranges: tuple[tuple[int, int, int, int], ...]

    def read(self, parent: Storage) -> Storage:
        return _slice(Tensor(parent), self.ranges)._storage

    def write(self, parent: Storage, value: Storage) -> Storage:
        return _replaced(Tensor(parent), self.ranges, Tensor(value))._storage

    def strides(self, shape, strides):
        steps = {axis: step for axis, _, _, step in self.ranges}
        return tuple(stride * steps.get(axis, 1) for axis, stride in enumerate(strides))

    def paired(self) -> "Slicing":
        return self


def _slice(input: Tensor, ranges) -> Tensor:
    axes, starts, counts, steps = zip(*ranges)
    stops = [start + count * step for start, count, step in zip(starts, counts, steps)]
    return operate("Slice", input, int64s(*starts), int64s(*stops), int64s(*axes), int64s(*steps))


def _replaced(input: Tensor, ranges, value: Tensor) -> Tensor:
    """`input` with the elements of these ranges replaced."""
    (axis, start, count, step), *others = ranges
    extent = input._storage.shape[axis]
    if others:
        is_whole = count == extent and step == 1
        inner = input if is_whole else _slice(input, ranges[:1])
        value = _replaced(inner, others, value)
    if count == extent:
        return value
    if count == 0:
        return input
    if step == 1:
        parts = [value]
        if start > 0:
            parts.insert(0, _slice(input, ((axis, 0, start, 1),)))
        if start + count < extent:
            parts.append(_slice(input, ((axis, start + count, extent - start - count, 1),)))
        return operate("Concat", *parts, axis=axis)
    return scattered(input, axis, int64s(*range(start, start + count * step, step)), value)


def scattered(input: Tensor, axis: int, index: Tensor, value: Tensor, reduction: str = "none") -> Tensor:
    """`input` with `value` written, or combined, at the places `index` (one axis) along `axis`."""
    rank = len(input._storage.shape)
    order = [axis, *[other for other in range(rank) if other != axis]]
    inverse = [order.index(other) for other in range(rank)]
    is_first = axis == 0
    data, updates = (
        (input, value) if is_first else [operate("Transpose", item, perm=order) for item in (input, value)]
    )
    column = operate("Unsqueeze", index, int64s(1))
    written = operate("ScatterND", data, column, updates, reduction=reduction)
    return written if is_first else operate("Transpose", written, perm=inverse)


@dataclass(frozen=True)
class Expansion:
    """Axes repeated without copying. It cannot be written to, as in PyTorch."""

    shape: tuple[int, ...]
    is_writable: ClassVar[bool] = False

    def read(self, parent: Storage) -> Storage:
        return operate("Expand", Tensor(parent), int64s(*self.shape))._storage

    def strides(self, shape, strides):
        lead = len(self.shape) - len(shape)
        return tuple(
            0 if axis < lead or (shape[axis - lead] == 1 and extent != 1) else strides[axis - lead]
            for axis, extent in enumerate(self.shape)
        )

    def paired(self) -> "Expansion":
        return Expansion((*self.shape, 2))


@dataclass(frozen=True)
class Detaching:
    """The same elements, from which no gradient flows back."""

    is_writable: ClassVar[bool] = True

    def read(self, parent: Storage) -> Storage:
        return operate("Identity", Tensor(parent), stage="detached")._storage

    def write(self, parent: Storage, value: Storage) -> Storage:
        return value

    def strides(self, shape, strides):
        return strides

    def paired(self) -> "Detaching":
        return self


@dataclass(frozen=True)
class Diagonal:
    """Elements (i, i + offset) of two axes, which become one at the end."""

    is_writable: ClassVar[bool] = True

    offset: int
    first: int
    second: int

    def _places(self, shape) -> tuple[list[int], int]:
        """Order with both axes in front, and how many elements the diagonal has."""
        rest = [axis for axis in range(len(shape)) if axis not in (self.first, self.second)]
        rows, columns = shape[self.first], shape[self.second]
        count = min(rows, columns - self.offset) if self.offset >= 0 else min(rows + self.offset, columns)
        return [self.first, self.second, *rest], max(count, 0)

    def _indices(self, count: int) -> Tensor:
        row, column = max(-self.offset, 0), max(self.offset, 0)
        pairs = [number for place in range(count) for number in (row + place, column + place)]
        return reshaped(int64s(*pairs), (count, 2))

    def read(self, parent: Storage) -> Storage:
        order, count = self._places(parent.shape)
        front = operate("Transpose", Tensor(parent), perm=order)
        picked = operate("GatherND", front, self._indices(count))
        rank = len(order) - 1
        return (picked if rank == 1 else operate("Transpose", picked, perm=[*range(1, rank), 0]))._storage

    def write(self, parent: Storage, value: Storage) -> Storage:
        order, count = self._places(parent.shape)
        front = operate("Transpose", Tensor(parent), perm=order)
        rank = len(value.shape)
        updates = operate("Transpose", Tensor(value), perm=[rank - 1, *range(rank - 1)])
        written = operate("ScatterND", front, self._indices(count), updates)
        inverse = [order.index(axis) for axis in range(len(order))]
        return operate("Transpose", written, perm=inverse)._storage

    def strides(self, shape, strides):
        rest = [strides[axis] for axis in range(len(shape)) if axis not in (self.first, self.second)]
        return (*rest, strides[self.first] + strides[self.second])
