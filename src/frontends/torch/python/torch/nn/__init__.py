"""`torch.nn`."""

from . import functional, init, modules
from .modules import *
from .modules import Module
from .parameter import Buffer, Parameter


def __getattr__(name: str):
    from _skipline.missing import missing_module_class

    return missing_module_class(name)


__all__ = ["Buffer", "Module", "Parameter", "functional", "init", "modules"]
