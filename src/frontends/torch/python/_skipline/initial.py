"""The recorded fills of a model's construction as the initialization steps of its graph."""

import math

from torch._ops.initialization import FOLDED, Step, fill_of
from torch._tensor import Storage


def written(steps: list[Step], state: list[tuple[Storage, str]]) -> list[dict[str, object]]:
    """Steps in order, each with the handle of the tensor that it fills (None where that is not part of the model).

    `state` holds the storages of parameters and buffers with their handles.
    """
    return _Writer(state, steps).written


class _Writer:
    def __init__(self, state: list[tuple[Storage, str]], steps: list[Step]):
        self.handles = {id(storage): handle for storage, handle in state}
        self.computed = _computed(state)
        self.originals = {id(step.fill["of"]) for step in steps if "of" in step.fill}
        self.written: list[dict[str, object]] = []
        #: Where each step was written, and by which factor and offset what stands there differs from the sample.
        self.places: dict[int, tuple[int, float, float]] = {}
        #: Handles of the tensors that a step fills as a whole.
        self.filled: set[str] = set()
        for step in steps:
            self._take(step)
        for storage, handle in state:
            if handle not in self.filled:
                self._write(handle, storage.shape, None, storage.dtype.onnx)

    def _write(
        self,
        target: str | None,
        shape: tuple[int, ...],
        fill: dict[str, object] | None,
        kind: str,
        offset: int | None = None,
    ) -> int:
        fill = fill and {name: _worded(value) for name, value in fill.items()}
        self.written.append(
            {"target": target, "shape": list(shape), "type": kind, "fill": fill, "offset": offset}
        )
        if target is not None and offset is None:
            self.filled.add(target)
        return len(self.written) - 1

    def _take(self, step: Step) -> None:
        target, fill = self.handles.get(id(step.target)), step.fill
        if step.offset is not None and target is not None and target not in self.filled:
            self._write(target, step.target.shape, None, step.target.dtype.onnx)
        computed = self.computed.get(id(step), [])
        kind = step.dtype.onnx
        if "of" in fill:
            known = self.places.get(id(fill["of"]))
            if known is not None:
                self.places[id(step)] = known
                self._follow(step, target, computed, known)
            return
        # A tensor that was scaled in place is its own sample; another takes over one that nobody else needs.
        own = next((entry for entry in computed if target in (None, entry[0]) and _folds(fill, entry[1])), None)
        factor, offset = 1.0, 0.0
        if own is not None:
            computed.remove(own)
            target, factor, offset = own
            fill = fill_of(step, factor, offset)
        if fill["kind"] == "content":
            if target is not None:
                self._write(target, step.shape, None, kind)
            return
        is_sample = fill["kind"] not in ("constant", "values")
        if target is None and not is_sample and id(step) not in self.originals:
            return
        place = self._write(target, step.shape, fill, kind, step.offset)
        self.places[id(step)] = (place, factor, offset)
        for handle, other_factor, other_offset in computed:
            copy = _copy(self.places[id(step)], other_factor, other_offset)
            self._write(handle, step.shape, copy, kind)

    def _follow(self, step: Step, target: str | None, computed, known: tuple[int, float, float]) -> None:
        """Writes a step that takes over what an earlier one made, and what is computed from it."""
        if target is not None:
            fill = _copy(known, 1.0, 0.0)
            if step.fill["kind"] == "norm":
                fill = {"kind": "norm", "step": known[0], "axes": step.fill["axes"]}
            self._write(target, step.shape, fill, step.dtype.onnx)
        for handle, factor, offset in computed:
            self._write(handle, step.shape, _copy(known, factor, offset), step.dtype.onnx)


def _folds(fill: dict[str, object], factor: float) -> bool:
    """A truncated sample turned round would be drawn from its other end."""
    return fill["kind"] in FOLDED and (factor > 0 or factor < 0 and fill["kind"] != "truncatedNormal")


def _worded(value):
    """JSON has no infinities: they are the words `inf`, `-inf`, `nan`."""
    if isinstance(value, list):
        return [_worded(element) for element in value]
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _copy(known: tuple[int, float, float], factor: float, offset: float) -> dict[str, object]:
    """`factor` times a sample plus `offset`, from the step that wrote the sample in a scale of its own."""
    place, written_factor, written_offset = known
    factor /= written_factor
    offset -= factor * written_offset
    change = {} if (factor, offset) == (1.0, 0.0) else {"factor": factor, "offset": offset}
    return {"kind": "copy", "step": place, **change}


def _computed(state: list[tuple[Storage, str]]) -> dict[int, list[tuple[str, float, float]]]:
    """Tensors that are a scaled and shifted sample, by the step that drew it."""
    found: dict[int, list[tuple[str, float, float]]] = {}
    for storage, handle in state:
        if storage.step is None and storage.scaled is not None:
            step, factor, offset = storage.scaled
            found.setdefault(id(step), []).append((handle, factor, offset))
    return found
