"""`torch.func` (functorch): transformations of functions, of which none can be drawn as a graph of one run."""

from _skipline.inert import UnsupportedOperation


def _refused(name: str):
    def transform(*args, **kwargs):
        raise UnsupportedOperation(
            f"Skipline cannot trace torch.func.{name}, which transforms a function instead of running it: "
            "write the computation out over whole tensors"
        )

    transform.__name__ = name
    return transform


vmap, grad, grad_and_value, vjp, jvp, jacrev, jacfwd, hessian, linearize, functionalize = map(
    _refused, "vmap grad grad_and_value vjp jvp jacrev jacfwd hessian linearize functionalize".split()
)


def functional_call(
    module, parameter_and_buffer_dicts, args=None, kwargs=None, *, tie_weights=True, strict=False
):
    """Runs a module with other tensors in the place of its parameters and buffers."""
    given = parameter_and_buffer_dicts
    given = (
        given if isinstance(given, dict) else {name: item for part in given for name, item in part.items()}
    )
    before = []
    for path, tensor in given.items():
        parent, _, name = path.rpartition(".")
        holder = module.get_submodule(parent)
        members = holder._parameters if name in holder._parameters else holder._buffers
        before.append((members, name, members[name]))
        members[name] = tensor
    try:
        return module(
            *(args if isinstance(args, tuple) else () if args is None else (args,)), **(kwargs or {})
        )
    finally:
        for members, name, tensor in before:
            members[name] = tensor


def stack_module_state(models):
    from . import stack

    models = list(models)
    return tuple(
        {name: stack([dict(named(model))[name] for model in models]) for name, _ in named(models[0])}
        for named in (lambda model: model.named_parameters(), lambda model: model.named_buffers())
    )


def __getattr__(name: str):
    from _skipline.missing import missing_attribute

    return missing_attribute(f"torch.func.{name}")
