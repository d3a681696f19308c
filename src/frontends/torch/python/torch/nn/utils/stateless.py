"""A module run with other tensors in the place of its own."""

import contextlib


@contextlib.contextmanager
def _reparametrize_module(
    module, parameters_and_buffers, tie_weights=False, strict=False, stack_weights=False
):
    before = []
    for path, tensor in parameters_and_buffers.items():
        parent, _, name = path.rpartition(".")
        holder = module.get_submodule(parent)
        for members in (holder._parameters, holder._buffers):
            if name in members:
                before.append((members, name, members[name]))
                members[name] = tensor
    try:
        yield
    finally:
        for members, name, tensor in reversed(before):
            members[name] = tensor


def functional_call(
    module, parameters_and_buffers, args=None, kwargs=None, *, tie_weights=True, strict=False
):
    if not isinstance(parameters_and_buffers, dict):
        merged: dict = {}
        for part in parameters_and_buffers:
            merged.update(part)
        parameters_and_buffers = merged
    args = () if args is None else args if isinstance(args, tuple) else (args,)
    with _reparametrize_module(module, parameters_and_buffers):
        return module(*args, **(kwargs or {}))
