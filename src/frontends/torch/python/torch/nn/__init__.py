"""`torch.nn`."""

from . import functional, init, modules, parallel, utils
from .modules import *
from .modules import Module
from .parallel import DataParallel
from .parameter import Buffer, Parameter, UninitializedBuffer, UninitializedParameter


def factory_kwargs(kwargs):
    """The arguments of a factory of tensors among those of a module."""
    if kwargs is None:
        return {}
    simple = {"device", "dtype", "memory_format"}
    unexpected = kwargs.keys() - {*simple, "factory_kwargs"}
    if unexpected:
        raise TypeError(f"unexpected kwargs {unexpected}")
    return {**kwargs.get("factory_kwargs", {}), **{key: kwargs[key] for key in simple & kwargs.keys()}}


def __getattr__(name: str):
    from _skipline.missing import missing_module_class

    return missing_module_class(name)


__all__ = [
    "Buffer",
    "DataParallel",
    "Module",
    "Parameter",
    "UninitializedBuffer",
    "UninitializedParameter",
    "functional",
    "init",
    "modules",
    "parallel",
    "utils",
]
