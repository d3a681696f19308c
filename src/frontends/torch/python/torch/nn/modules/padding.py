"""Padding as modules, for one to three spatial axes."""

from .. import functional as F
from .module import Module
from .utils import _ntuple

__all__ = [
    f"{kind}Pad{rank}d"
    for kind in ("Constant", "Reflection", "Replication", "Zero", "Circular")
    for rank in (1, 2, 3)
]


class _Pad(Module):
    rank = 0
    mode = "constant"
    value = 0.0

    def __init__(self, padding):
        super().__init__()
        self.padding = _ntuple(2 * self.rank)(padding)

    def forward(self, input):
        return F.pad(input, self.padding, self.mode, self.value if self.mode == "constant" else None)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class _ConstantPad(_Pad):
    def __init__(self, padding, value):
        super().__init__(padding)
        self.value = value

    def extra_repr(self) -> str:
        return f"padding={self.padding}, value={self.value}"


def _define() -> None:
    kinds = {"Reflection": "reflect", "Replication": "replicate", "Zero": "constant", "Circular": "circular"}
    for rank in (1, 2, 3):
        members = {"rank": rank, "__module__": __name__}
        globals()[f"ConstantPad{rank}d"] = type(f"ConstantPad{rank}d", (_ConstantPad,), members)
        for kind, mode in kinds.items():
            name = f"{kind}Pad{rank}d"
            globals()[name] = type(name, (_Pad,), {**members, "mode": mode})


_define()
