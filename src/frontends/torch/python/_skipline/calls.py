"""Calls of modules while a model runs: hooks, and which call of which module every operator belongs to."""

import dataclasses

from torch._tensor import Tensor

from . import bridge, notices, spans

#: Paths of the modules of the traced model by identity; empty until its forward runs.
paths: dict[int, str] = {}


def tensors_in(value) -> list:
    """Tensors in nested containers, in order."""
    found: list = []

    def visit(item) -> None:
        if isinstance(item, Tensor):
            found.append(item)
        elif isinstance(item, dict):
            for part in item.values():
                visit(part)
        elif isinstance(item, (list, tuple)):
            for part in item:
                visit(part)
        elif dataclasses.is_dataclass(item) and not isinstance(item, type):
            for field in dataclasses.fields(item):
                visit(getattr(item, field.name))

    visit(value)
    return found


def handles_of(value) -> str:
    # The usual case.
    if isinstance(value, Tensor):
        return value._storage.handle
    return ",".join(tensor._storage.handle for tensor in tensors_in(value))


def run(module, args: tuple, kwargs: dict):
    """What `module(...)` does: pre-hooks, forward, hooks."""
    path = paths.get(id(module))
    if path is None:
        if paths and any(held is not None for held in module._parameters.values()):
            notices.warn(
                "unregistered",
                f"This {type(module).__name__} has parameters but is not a submodule of the model, so they are not "
                "trained: keep such modules in nn.ModuleList or nn.ModuleDict, not in a plain list or dict.",
            )
        return _with_hooks(module, args, kwargs)
    given = args[0] if len(args) == 1 and not kwargs else (args, kwargs)
    stack, before = spans.enter_call()
    call, outputs = bridge.enter(path, handles_of(given), stack), ""
    try:
        result = _with_hooks(module, args, kwargs)
        outputs = handles_of(result)
        return result
    finally:
        spans.leave_call(before)
        bridge.leave(call, outputs)


def _with_hooks(module, args: tuple, kwargs: dict):
    for hook, with_kwargs in list(module._forward_pre_hooks.values()):
        changed = hook(module, args, kwargs) if with_kwargs else hook(module, args)
        if changed is not None:
            if with_kwargs:
                args, kwargs = changed
            else:
                args = changed if isinstance(changed, tuple) else (changed,)
    result = module.forward(*args, **kwargs)
    for hook, with_kwargs in list(module._forward_hooks.values()):
        changed = hook(module, args, kwargs, result) if with_kwargs else hook(module, args, result)
        if changed is not None:
            result = changed
    return result
