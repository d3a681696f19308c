"""Installed packages that ask for native code at import: what they are told so that they go on without it."""

from types import ModuleType


def _torchvision_extension(module: ModuleType) -> None:
    """Its operators are opaque nodes, see `torch/ops.py`: as far as torchvision is concerned they are there."""
    module._HAS_OPS = True
    module._has_ops = lambda: True
    module._assert_has_ops = lambda: None
    module._check_cuda_version = lambda: -1


_BY_NAME = {"torchvision.extension": _torchvision_extension}


def adapt(module: ModuleType) -> None:
    """Right after the body of a module ran."""
    change = _BY_NAME.get(module.__name__)
    if change is not None:
        change(module)
