"""Calls of modules while a model runs: hooks, and which call of which module every operator belongs to."""

import contextlib
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
    from torch.nn.modules import _hooks
    from torch.nn.modules.lazy import LazyModuleMixin

    args, kwargs = _before(module, args, kwargs, _hooks.forward_pre_hooks, {})
    args, kwargs = _before(
        module, args, kwargs, module._forward_pre_hooks, module._forward_pre_hooks_with_kwargs
    )
    if isinstance(module, LazyModuleMixin) and module.has_uninitialized_params():
        module._infer_parameters(args, kwargs)
    # Hooks of all modules come before those of this one.
    pending = [
        *_marked(_hooks.forward_hooks, _hooks.forward_hooks_with_kwargs, _hooks.forward_hooks_always_called),
        *_marked(
            module._forward_hooks, module._forward_hooks_with_kwargs, module._forward_hooks_always_called
        ),
    ]
    result = None
    try:
        result = module.forward(*args, **kwargs)
        while pending:
            hook, with_kwargs, _ = pending.pop(0)
            result = _after(hook, with_kwargs, module, args, kwargs, result)
        return result
    except Exception:
        for hook, with_kwargs, is_always_called in pending:
            if is_always_called:
                with contextlib.suppress(Exception):
                    result = _after(hook, with_kwargs, module, args, kwargs, result)
        raise


def _marked(hooks: dict, with_kwargs: dict, always_called: dict) -> list[tuple]:
    return [(hook, key in with_kwargs, key in always_called) for key, hook in hooks.items()]


def _before(module, args: tuple, kwargs: dict, hooks: dict, with_kwargs: dict) -> tuple[tuple, dict]:
    for key, hook in list(hooks.items()):
        if key in with_kwargs:
            changed = hook(module, args, kwargs)
            if changed is not None:
                if not isinstance(changed, tuple) or len(changed) != 2:
                    raise RuntimeError(
                        "forward pre-hook must return None or a tuple of (new_args, new_kwargs), "
                        f"but got {changed}."
                    )
                args, kwargs = changed
        else:
            changed = hook(module, args)
            if changed is not None:
                args = changed if isinstance(changed, tuple) else (changed,)
    return args, kwargs


def _after(hook, with_kwargs: bool, module, args: tuple, kwargs: dict, result):
    changed = hook(module, args, kwargs, result) if with_kwargs else hook(module, args, result)
    return result if changed is None else changed
