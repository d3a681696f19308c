"""Steps of initialization: what PyTorch's samplers would do to the content of a tensor, in the same order."""

from _skipline import bridge

from .. import _tensor
from .._tensor import Storage, Tensor
from .._types import dtype

#: Samples that a scale and a shift fold into, and those that a tensor takes over as a scaled copy.
FOLDED = ("uniform", "normal", "truncatedNormal")
_SCALED = (*FOLDED, "orthogonal", "direction", "sparseNormal", "copy")


class Step:
    """One fill of a storage. Where the storage is not part of the model, it still advances the random stream."""

    __slots__ = ("target", "shape", "dtype", "fill", "offset")

    def __init__(
        self,
        target: Storage,
        fill: dict[str, object],
        offset: int | None = None,
        shape: tuple[int, ...] | None = None,
    ):
        self.target = target
        self.shape = target.shape if shape is None else shape
        #: First element of the part that is filled, row by row; None for the whole.
        self.offset = offset
        #: The element type in which its numbers are drawn.
        self.dtype = target.dtype
        self.fill = fill


def record(tensor: Tensor, **fill) -> Tensor:
    """Notes a fill of this tensor, while a model is constructed."""
    if _tensor.initialization is not None:
        _append(tensor._storage, fill)
    return tensor


def _append(storage: Storage, fill: dict[str, object]) -> None:
    step = Step(storage, fill)
    _tensor.initialization.append(step)
    storage.step = step
    storage.scaled = (step, 1.0, 0.0) if fill["kind"] in _SCALED else None


def record_part(tensor: Tensor, offset: int, shape: tuple[int, ...], **fill) -> None:
    """Notes a fill of the elements from `offset` on, as many as `shape` has, while a model is constructed."""
    storage = tensor._storage
    storage.handle = _tensor.undefined(storage.shape, storage.dtype)._storage.handle
    _tensor.initialization.append(Step(storage, fill, offset, shape))


def record_norm(tensor: Tensor, of: Tensor, axes: list[int]) -> None:
    """Notes that a tensor begins as the Euclidean norms of another over some axes, while a model is constructed."""
    step = of._storage.step
    if _tensor.initialization is not None and step is not None:
        _append(tensor._storage, {"kind": "norm", "of": step, "axes": axes})


def _parts_of(storage: Storage) -> list[Step]:
    """Fills of parts since the whole was filled."""
    parts = []
    for step in reversed(_tensor.initialization):
        if step is storage.step:
            break
        if step.target is storage and step.offset is not None:
            parts.append(step)
    return parts[::-1]


def record_content(storage: Storage) -> None:
    """Notes that the storage was computed from others, while a model is constructed."""
    if _tensor.initialization is not None:
        _append(storage, {"kind": "content"})


def copy_steps(storage: Storage, copy: Storage) -> None:
    """A deep copy begins with what filled its original."""
    parts = _parts_of(storage)
    if storage.step is None:
        copy.scaled = storage.scaled
    else:
        is_content = storage.step.fill["kind"] == "content"
        _append(copy, storage.step.fill if is_content else {"kind": "copy", "of": storage.step})
    for part in parts:
        _tensor.initialization.append(Step(copy, part.fill, part.offset, part.shape))


def take_content(target: Tensor, source: Tensor) -> None:
    """Gives a tensor the content of another of its shape, in its own element type; its aliases see it."""
    mine, theirs = target._storage, converted(source, target.dtype)._storage
    if _tensor.initialization is None:
        mine.handle = theirs.handle
        return
    mine.handle = bridge.own(theirs.handle)
    mine.step, mine.scaled = None, None
    copy_steps(theirs, mine)


def converted(tensor: Tensor, kind: dtype) -> Tensor:
    """A tensor in another element type. While a model is constructed it keeps how its content begins."""
    from .promotion import cast

    result = cast(tensor, kind)
    if tensor.dtype is kind:
        return tensor
    storage = result._storage
    if storage is tensor._storage:
        storage = Storage(bridge.own(storage.handle), storage.shape, kind)
    storage.dtype = kind
    if _tensor.initialization is not None:
        copy_steps(tensor._storage, storage)
    return Tensor(storage)


def scaled(input, other, operator: str) -> Tensor | None:
    """`torch.randn(n) * 0.02 + 1`: while a model is constructed, a scaled and shifted sample is a sample of its own."""
    if _tensor.initialization is None:
        return None
    if not isinstance(input, Tensor):
        if operator not in ("add", "mul"):
            return None
        input, other = other, input
    known = input._storage.scaled
    if known is None:
        return None
    if isinstance(other, Tensor):
        other = _repeated_number(other, input)
    if isinstance(other, bool) or not isinstance(other, (int, float)):
        return None
    step, factor, offset = known
    if operator == "mul":
        factor, offset = factor * other, offset * other
    elif operator == "div":
        factor, offset = factor / other, offset / other
    else:
        offset += other if operator == "add" else -other
    result = _tensor.undefined(input._storage.shape, input._storage.dtype)
    result._storage.scaled = (step, factor, offset)
    return result


def _repeated_number(tensor: Tensor, like: Tensor) -> float | None:
    """The number that a known tensor repeats, where it broadcasts to the other's shape."""
    extents = zip(reversed(tensor._storage.shape), reversed(like._storage.shape))
    if tensor.ndim > like.ndim or any(extent not in (1, wanted) for extent, wanted in extents):
        return None
    elements = _tensor.elements_of(tensor)
    is_repeated = elements and all(element == elements[0] for element in elements)
    return float(elements[0]) if is_repeated else None


def fill_of(step: Step, factor: float, offset: float) -> dict[str, object]:
    """The fill that gives `factor` times the sample plus `offset`."""
    fill = dict(step.fill)
    if fill["kind"] == "truncatedNormal":
        fill["std"] *= factor
        low, high = sorted((fill["low"] * factor, fill["high"] * factor))
        fill["mean"], fill["low"], fill["high"] = fill["mean"] * factor + offset, low + offset, high + offset
    elif fill["kind"] == "normal":
        fill["mean"], fill["std"] = fill["mean"] * factor + offset, fill["std"] * factor
    else:
        fill["low"], fill["high"] = fill["low"] * factor + offset, fill["high"] * factor + offset
    return fill
