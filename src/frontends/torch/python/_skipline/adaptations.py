"""Installed packages that ask for native code or for downloads: what they are told so that they go on without."""

from types import ModuleType

from . import weights


def _torchvision_extension(module: ModuleType) -> None:
    """Its operators are opaque nodes, see `torch/ops.py`: as far as torchvision is concerned they are there."""
    module._HAS_OPS = True
    module._has_ops = lambda: True
    module._assert_has_ops = lambda: None
    module._check_cuda_version = lambda: -1


def _timm_builder(module: ModuleType) -> None:
    """`pretrained=True` would download: the model keeps the parameters of its construction."""
    module.load_pretrained = lambda *args, **kwargs: weights.tell_unread()


_BY_NAME = {"torchvision.extension": _torchvision_extension, "timm.models._builder": _timm_builder}


def adapt(module: ModuleType) -> None:
    """Right after the body of a module ran."""
    change = _BY_NAME.get(module.__name__)
    if change is not None:
        change(module)
