"""The recorded fills of a model's construction as the initialization steps of its graph."""

from torch._ops.initialization import Step, fill_of
from torch._tensor import Storage

from . import notices


def written(steps: list[Step], state: list[tuple[Storage, str]]) -> list[dict[str, object]]:
    """Steps in order, each with the handle of the tensor that it fills (None where that is not part of the model).

    `state` holds the storages of parameters and buffers with their handles.
    """
    return _Writer(state, steps).written


class _Writer:
    def __init__(self, state: list[tuple[Storage, str]], steps: list[Step]):
        self.handles = {id(storage): handle for storage, handle in state}
        self.computed = _computed(state)
        self.originals = {id(step.fill["of"]) for step in steps if step.fill["kind"] == "copy"}
        self.written: list[dict[str, object]] = []
        #: Where each step was written, so that copies can name it.
        self.places: dict[int, int] = {}
        for step in steps:
            self._take(step)
        filled = {entry["target"] for entry in self.written}
        for storage, handle in state:
            if handle not in filled:
                self._write(handle, storage.shape, None)

    def _write(self, target: str | None, shape: tuple[int, ...], fill: dict[str, object] | None) -> int:
        self.written.append({"target": target, "shape": list(shape), "fill": fill})
        return len(self.written) - 1

    def _take(self, step: Step) -> None:
        target, fill = self.handles.get(id(step.target)), step.fill
        if fill["kind"] == "copy":
            place = self.places.get(id(fill["of"]))
            if place is not None:
                # A copy of a copy is one of the first.
                self.places[id(step)] = place
                if target is not None:
                    self._write(target, step.shape, {"kind": "copy", "step": place})
            return
        computed = self.computed.get(id(step), [])
        # A tensor that was scaled in place is its own sample; another takes over one that nobody else needs.
        own = next((entry for entry in computed if target in (None, entry[0])), None)
        if own is not None:
            computed.remove(own)
            target, fill = own
        if fill["kind"] == "content":
            if target is not None:
                self._write(target, step.shape, None)
            return
        is_sample = fill["kind"] not in ("constant", "values")
        if target is None and not is_sample and id(step) not in self.originals:
            return
        place = self._write(target, step.shape, fill)
        self.places[id(step)] = place
        for handle, other in computed:
            if other != fill:
                notices.warn(
                    "initialization",
                    "Two tensors of the model are computed from the same random numbers; both begin alike.",
                )
            self._write(handle, step.shape, {"kind": "copy", "step": place})


def _computed(state: list[tuple[Storage, str]]) -> dict[int, list[tuple[str, dict[str, object]]]]:
    """Tensors that are a scaled and shifted sample, by the step that drew it."""
    found: dict[int, list[tuple[str, dict[str, object]]]] = {}
    for storage, handle in state:
        if storage.step is None and storage.scaled is not None:
            step, factor, offset = storage.scaled
            found.setdefault(id(step), []).append((handle, fill_of(step, factor, offset)))
    return found
