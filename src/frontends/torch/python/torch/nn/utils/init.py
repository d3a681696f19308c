"""Modules whose parameters are left as they are."""

import inspect

from ... import _tensor


def skip_init(module_cls, *args, **kwargs):
    """Constructs a module without drawing numbers; its parameters begin as zeros."""
    from ..modules.module import Module

    if not issubclass(module_cls, Module):
        raise RuntimeError(f"Expected a Module; got {module_cls}")
    if "device" not in inspect.signature(module_cls).parameters:
        raise RuntimeError("Module must support a 'device' arg to skip initialization")
    kwargs.pop("device", None)
    steps = _tensor.initialization
    known = None if steps is None else len(steps)
    module = module_cls(*args, **kwargs)
    if steps is not None:
        del steps[known:]
        for tensor in (*module.parameters(), *module.buffers()):
            tensor._storage.step = tensor._storage.scaled = None
            tensor.zero_()
    return module
