"""Elements where a mask holds, `x[mask]`, for a mask whose content only a run knows; and assignments to them."""

from _skipline import spans

from .._opaque import of_assumed_shape
from .._storage import Storage
from .._tensor import Tensor, emitting_at, filled, int64s, operate
from .._types import int64
from .promotion import as_tensor_of, cast
from .views import reshaped


class MaskedSelection(Tensor):
    """`source[..., mask, ...]`, where the mask takes the place of the axes of `source` from `axis` on.

    What can be done in the shape of `source` is exact: arithmetic with numbers and with other selections by the same
    mask, the assignment to the same places of a tensor, the sum and the mean. Anything else needs the elements one
    behind the other. How many these are depends on the data, so the graph takes the mask to hold everywhere, and says
    so.
    """

    def __init__(self, source: Tensor, axis: int, mask: Tensor):
        self._source = _unaffected(source)
        self._axis = axis
        self._mask = _unaffected(mask)
        self._at = spans.here()
        self._place = spans.innermost()
        #: The elements one behind the other, as they were before anything was written to them.
        self._laid_out_handle: str | None = None
        self.requires_grad = source.requires_grad
        self.grad = None

    def __getattr__(self, name: str):
        if name != "_storage":
            return super().__getattr__(name)
        self._storage = self._laid_out()._storage
        self._laid_out_handle = self._storage.handle
        return self._storage

    def _laid_out(self) -> Tensor:
        """The elements one behind the other."""
        extents = self._source._storage.shape
        end = self._axis + self._mask.ndim
        count = self._mask.numel()
        with emitting_at(self._at):
            return of_assumed_shape(
                "a selection by a mask",
                [self._source, self._mask],
                [((*extents[: self._axis], count, *extents[end:]), self._source.dtype)],
                f"keep all {count} elements that the mask can choose",
                self._place,
            )

    def _of(self, source: Tensor) -> "MaskedSelection":
        """The same places of another tensor."""
        selection = MaskedSelection(source, self._axis, self._mask)
        selection._at, selection._place = self._at, self._place
        return selection

    def is_of(self, axis: int, mask: Tensor, shape: tuple[int, ...]) -> bool:
        """True for a selection by this very mask of a tensor of this shape, to which nothing was written since."""
        return (
            (self._laid_out_handle is None or self._laid_out_handle == self._storage.handle)
            and axis == self._axis
            and self._mask._storage.handle == mask._storage.handle
            and self._source._storage.shape == shape
        )

    @property
    def source(self) -> Tensor:
        """What was selected from, with its content at that time."""
        return self._source

    def zero_elsewhere(self) -> Tensor:
        """The source with zeros where the mask does not hold, which add nothing to a sum."""
        mask = _broadcast(self._mask, self._axis, self._source.ndim)
        return operate("Where", mask, self._source, filled(0, (), self._source.dtype))

    def count(self) -> Tensor:
        """How many elements are selected."""
        per_place = self._source.numel() // max(self._mask.numel(), 1)
        return self._mask.sum() * per_place


def _in_place_of_source(name: str, changes: bool = False):
    """The operator of this name, computed in the shape of the source where that gives the same; with `changes`, the
    form that changes the selection itself."""

    def method(self: MaskedSelection, other):
        whole = None
        if isinstance(other, (int, float)):
            whole = other
        elif isinstance(other, MaskedSelection) and other.is_of(
            self._axis, self._mask, self._source._storage.shape
        ):
            whole = other.source
        if whole is None or not self.is_of(self._axis, self._mask, self._source._storage.shape):
            return getattr(Tensor, f"__i{name}__" if changes else f"__{name}__")(self, other)
        result = getattr(self._source, f"__{name}__")(whole)
        if not changes:
            return self._of(result)
        if result.dtype is not self._source.dtype or self._laid_out_handle is not None:
            return getattr(Tensor, f"__i{name}__")(self, other)
        self._source = result
        return self

    return method


# The others are not defined everywhere (division, powers), or what they make of the places that are not selected has a
# gradient that is not a number.
for _name in ("add", "sub", "mul"):
    for _form in (_name, f"r{_name}"):
        setattr(MaskedSelection, f"__{_form}__", _in_place_of_source(_form))
    setattr(MaskedSelection, f"__i{_name}__", _in_place_of_source(_name, changes=True))


def _unaffected(tensor: Tensor) -> Tensor:
    """A tensor of the present content, which later writes do not reach."""
    storage = tensor._storage
    return Tensor(
        Storage(storage.handle, storage.shape, storage.dtype), requires_grad=tensor.requires_grad
    )


def _broadcast(mask: Tensor, axis: int, rank: int) -> Tensor:
    """A mask over the axes from `axis` on, for a tensor of this rank."""
    missing = rank - axis - mask.ndim
    return reshaped(mask, (*mask.shape, *[1] * missing)) if missing else mask


def with_masked(part: Tensor, axis: int, mask: Tensor, value) -> Tensor:
    """`part` as `part[mask] = value` leaves it, for a mask over its axes from `axis` on that depends on the data.

    `value` is a number or a tensor that goes to every place, or has a row for each place in their order, of which as
    many are used as the mask has true elements. Raises RuntimeError where its shape does not fit.
    """
    places = _broadcast(mask, axis, part.ndim)
    if isinstance(value, MaskedSelection) and value.is_of(axis, mask, part._storage.shape):
        return operate("Where", places, cast(value.source, part.dtype), part)
    if not isinstance(value, Tensor) or value.numel() == 1:
        number = reshaped(value, ()) if isinstance(value, Tensor) else value
        return operate("Where", places, as_tensor_of(number, part.dtype), part)
    value = cast(value, part.dtype)
    extents = value._storage.shape
    while len(extents) > part.ndim - mask.ndim + 1 and extents[0] == 1:
        # PyTorch drops leading axes of one element.
        extents = extents[1:]
        value = reshaped(value, extents)
    row_axis = len(extents) - 1 - (part.ndim - axis - mask.ndim)
    if row_axis >= 0:
        before, rest = extents[:row_axis], extents[row_axis + 1 :]
        if extents[row_axis] == 1:
            value = reshaped(value, (*before, *[1] * mask.ndim, *rest))
        elif extents[row_axis] > mask.numel():
            raise RuntimeError(
                f"shape mismatch: value tensor of shape {list(extents)} has more rows than the mask of shape "
                f"{list(mask.shape)} has elements"
            )
        else:
            rows = operate("Gather", value, _order(mask, extents[row_axis]), axis=row_axis)
            value = reshaped(rows, (*before, *mask.shape, *rest))
    return operate("Where", places, value, part)


def _order(mask: Tensor, rows: int) -> Tensor:
    """For each element of a mask how many are true before it, up to the number of rows."""
    flat = cast(reshaped(mask, (-1,)), int64)
    place = operate("CumSum", flat, reshaped(int64s(0), ())) - 1
    return operate("Clip", place, as_tensor_of(0, int64), as_tensor_of(rows - 1, int64))
