"""Hooks of modules: of one module, and of every module."""

import weakref
from collections import OrderedDict


class RemovableHandle:
    """Takes a hook out again. `extra` holds the dictionaries that know something of the same hook."""

    _next = 0

    def __init__(self, hooks: dict, *, extra_dict=None):
        self.hooks_dict_ref = weakref.ref(hooks)
        self.id = RemovableHandle._next
        RemovableHandle._next += 1
        extra = extra_dict if isinstance(extra_dict, list) else [] if extra_dict is None else [extra_dict]
        self.extra_dict_ref = tuple(weakref.ref(held) for held in extra)

    def remove(self) -> None:
        for held in (self.hooks_dict_ref, *self.extra_dict_ref):
            hooks = held()
            if hooks is not None:
                hooks.pop(self.id, None)

    def __enter__(self):
        return self

    def __exit__(self, *failure) -> None:
        self.remove()


def register(hooks: OrderedDict, hook, prepend: bool = False, **marks) -> RemovableHandle:
    """Adds a hook. `marks` are pairs of a dictionary and whether the hook is to be marked in it."""
    handle = RemovableHandle(hooks, extra_dict=[held for held, _ in marks.values()])
    hooks[handle.id] = hook
    for held, is_marked in marks.values():
        if is_marked:
            held[handle.id] = True
    if prepend:
        hooks.move_to_end(handle.id, last=False)
    return handle


def named_hook(module, kind: type, name: str) -> tuple:
    """Key and hook in front of forward of this kind that computes the parameter `name`; (None, None) without one."""
    for key, hook in module._forward_pre_hooks.items():
        if isinstance(hook, kind) and hook.name == name:
            return key, hook
    return None, None


def check_single_hook(module, kind: type, name: str, what: str) -> None:
    if named_hook(module, kind, name)[1] is not None:
        raise RuntimeError(f"Cannot register two {what} hooks on the same parameter {name}")


def remove_hook(module, kind: type, name: str, what: str):
    key, hook = named_hook(module, kind, name)
    if hook is None:
        raise ValueError(f"{what} of '{name}' not found in {module}")
    hook.remove(module)
    del module._forward_pre_hooks[key]
    return module


forward_pre_hooks: OrderedDict = OrderedDict()
forward_hooks: OrderedDict = OrderedDict()
forward_hooks_with_kwargs: OrderedDict = OrderedDict()
forward_hooks_always_called: OrderedDict = OrderedDict()
backward_hooks: OrderedDict = OrderedDict()
module_registration_hooks: OrderedDict = OrderedDict()
parameter_registration_hooks: OrderedDict = OrderedDict()
buffer_registration_hooks: OrderedDict = OrderedDict()


def register_module_forward_pre_hook(hook) -> RemovableHandle:
    return register(forward_pre_hooks, hook)


def register_module_forward_hook(
    hook, *, with_kwargs: bool = False, always_call: bool = False
) -> RemovableHandle:
    return register(
        forward_hooks,
        hook,
        with_kwargs=(forward_hooks_with_kwargs, with_kwargs),
        always_call=(forward_hooks_always_called, always_call),
    )


def register_module_backward_hook(hook) -> RemovableHandle:
    """Gradients come from the graph, so hooks on them are kept and never called."""
    return register(backward_hooks, hook)


register_module_full_backward_hook = register_module_backward_hook
register_module_full_backward_pre_hook = register_module_backward_hook


def register_module_module_registration_hook(hook) -> RemovableHandle:
    return register(module_registration_hooks, hook)


def register_module_parameter_registration_hook(hook) -> RemovableHandle:
    return register(parameter_registration_hooks, hook)


def register_module_buffer_registration_hook(hook) -> RemovableHandle:
    return register(buffer_registration_hooks, hook)


def registered(hooks: OrderedDict, module, name: str, member):
    """The member as the hooks of registration want it."""
    for hook in hooks.values():
        changed = hook(module, name, member)
        if changed is not None:
            member = changed
    return member


class HookRegistry:
    """The part of `Module` that registers hooks."""

    def register_forward_pre_hook(
        self, hook, *, prepend: bool = False, with_kwargs: bool = False
    ) -> RemovableHandle:
        return register(
            self._forward_pre_hooks,
            hook,
            prepend,
            with_kwargs=(self._forward_pre_hooks_with_kwargs, with_kwargs),
        )

    def register_forward_hook(
        self, hook, *, prepend: bool = False, with_kwargs: bool = False, always_call: bool = False
    ) -> RemovableHandle:
        return register(
            self._forward_hooks,
            hook,
            prepend,
            with_kwargs=(self._forward_hooks_with_kwargs, with_kwargs),
            always_call=(self._forward_hooks_always_called, always_call),
        )

    def register_full_backward_hook(self, hook, prepend: bool = False) -> RemovableHandle:
        """Kept and never called: gradients come from the graph."""
        return register(self._backward_hooks, hook, prepend)

    def register_backward_hook(self, hook) -> RemovableHandle:
        return register(self._backward_hooks, hook)

    def register_full_backward_pre_hook(self, hook, prepend: bool = False) -> RemovableHandle:
        return register(self._backward_pre_hooks, hook, prepend)

    def register_state_dict_pre_hook(self, hook) -> RemovableHandle:
        return register(self._state_dict_pre_hooks, hook)

    def register_state_dict_post_hook(self, hook) -> RemovableHandle:
        hook._from_public_api = True
        return register(self._state_dict_hooks, hook)

    def _register_state_dict_hook(self, hook) -> RemovableHandle:
        return register(self._state_dict_hooks, hook)

    def _register_load_state_dict_pre_hook(self, hook, with_module: bool = False) -> RemovableHandle:
        def called(*arguments):
            return hook(self, *arguments) if with_module else hook(*arguments)

        return register(self._load_state_dict_pre_hooks, called)

    def register_load_state_dict_pre_hook(self, hook) -> RemovableHandle:
        return self._register_load_state_dict_pre_hook(hook, with_module=True)

    def register_load_state_dict_post_hook(self, hook) -> RemovableHandle:
        return register(self._load_state_dict_post_hooks, hook)
