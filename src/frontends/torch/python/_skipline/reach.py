"""What is known of a parameter of `forward` from where it goes: its first layer, its axes, what describes it."""

import re
from dataclasses import dataclass

from . import flow
from .definitions import lines_of


@dataclass
class Reach:
    #: The first layer of torch.nn, or what stands for a network that is not installed.
    layer: object | None = None
    #: The axes that are named, permuted or unpacked before it; None where nothing says them.
    axes: flow.Axes | None = None
    #: It has at least as many.
    least: int = 0

    @property
    def rank(self) -> int | None:
        return self.axes.count if self.axes is not None else None


#: Layers that give as many axes as they take, whatever their number.
_KEEP_AXES = ("Linear", "LayerNorm", "RMSNorm")


def reach_of(module, parameter: str) -> Reach:
    found = Reach()
    steps = flow.steps(module, parameter)
    for step in steps:
        if isinstance(step, flow.Layer):
            found.layer = step.module
            if found.axes is None and type(step.module).__name__ in _KEEP_AXES:
                behind = next(steps, None)
                is_told = isinstance(behind, flow.Axes) and behind.is_exact
                found.axes = flow.Axes(behind.count, []) if is_told else None
            break
        if step.is_exact:
            found.axes = found.axes or step
        elif found.axes is None:
            found.least = max(found.least, step.count)
    return found


def described_shape(module, parameter: str) -> list[str] | None:
    """Axes that the docstring or a comment of `forward` or its class names: `x: (B, C, H, W)`."""
    texts = [module.forward.__doc__ or "", type(module).__doc__ or ""]
    texts += [line.partition("#")[2] for line in lines_of(type(module).forward)[:7] if "#" in line]
    pattern = re.compile(rf"\b{re.escape(parameter)}\b[^\n(\[]*[(\[]\s*(\w+(?:\s*[,x*]\s*\w+)+)\s*,?\s*[)\]]")
    for text in texts:
        match = pattern.search(text)
        if match:
            return re.split(r"\s*[,x*]\s*", match.group(1)) if "," in match.group(1) else None
    return None
