"""Steps of initialization: what PyTorch's samplers would do to the content of a tensor, in the same order."""

from .. import _tensor
from .._tensor import Storage, Tensor


class Step:
    """One fill of a storage. Where the storage is not part of the model, it still advances the random stream."""

    __slots__ = ("target", "shape", "fill")

    def __init__(self, target: Storage, fill: dict[str, object]):
        self.target = target
        self.shape = target.shape
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
    storage.scaled = (step, 1.0, 0.0) if fill["kind"] in ("uniform", "normal") else None


def record_content(storage: Storage) -> None:
    """Notes that the storage was computed from others, while a model is constructed."""
    if _tensor.initialization is not None:
        _append(storage, {"kind": "content"})


def copy_steps(storage: Storage, copy: Storage) -> None:
    """A deep copy begins with what filled its original."""
    if storage.step is not None:
        is_content = storage.step.fill["kind"] == "content"
        _append(copy, storage.step.fill if is_content else {"kind": "copy", "of": storage.step})
    copy.scaled = storage.scaled if storage.step is None else None


def scaled(input, other, operator: str) -> Tensor | None:
    """`torch.randn(n) * 0.02 + 1`: while a model is constructed, a scaled and shifted sample is a sample of its own."""
    if _tensor.initialization is None:
        return None
    if not isinstance(input, Tensor):
        if operator not in ("add", "mul"):
            return None
        input, other = other, input
    if isinstance(other, (bool, Tensor)) or not isinstance(other, (int, float)):
        return None
    known = input._storage.scaled
    if known is None:
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
