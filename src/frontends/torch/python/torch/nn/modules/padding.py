"""Padding as modules, for one to three spatial axes."""

from .. import functional as F
from .module import Module
from .utils import _ntuple

__all__ = [
    f"{kind}Pad{rank}d"
    for kind in ("Circular", "Constant", "Reflection", "Replication", "Zero")
    for rank in (1, 2, 3)
]


class _PadNd(Module):
    rank = 0
    mode = "constant"

    def __init__(self, padding):
        super().__init__()
        self.padding = _ntuple(2 * self.rank)(padding)

    def forward(self, input):
        return F.pad(input, self.padding, self.mode)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class _ReflectionPadNd(_PadNd):
    mode = "reflect"


class _ReplicationPadNd(_PadNd):
    mode = "replicate"


class _CircularPadNd(_PadNd):
    mode = "circular"


class _ConstantPadNd(_PadNd):
    def __init__(self, padding, value):
        super().__init__(padding)
        self.value = value

    def forward(self, input):
        return F.pad(input, self.padding, "constant", self.value)

    def extra_repr(self) -> str:
        return f"padding={self.padding}, value={self.value}"


def _define(kind: str, base: type) -> dict[str, type]:
    return {
        f"{kind}Pad{rank}d": type(f"{kind}Pad{rank}d", (base,), {"rank": rank, "__module__": __name__})
        for rank in (1, 2, 3)
    }


globals().update(_define("Circular", _CircularPadNd))
globals().update(_define("Constant", _ConstantPadNd))
globals().update(_define("Reflection", _ReflectionPadNd))
globals().update(_define("Replication", _ReplicationPadNd))


class _ZeroPad:
    """Zeros are a constant that goes without saying."""

    def __init__(self, padding):
        super().__init__(padding, 0.0)

    def extra_repr(self) -> str:
        return f"{self.padding}"


for _rank in (1, 2, 3):
    _bases = (_ZeroPad, globals()[f"ConstantPad{_rank}d"])
    globals()[f"ZeroPad{_rank}d"] = type(f"ZeroPad{_rank}d", _bases, {"__module__": __name__})
