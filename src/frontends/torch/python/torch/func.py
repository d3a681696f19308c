"""`torch.func` (functorch): transformations of functions. Of these only `vmap` can be drawn as a graph of one run."""

from _skipline.inert import refused

from ._vmap import vmap as vmap

grad, grad_and_value, vjp, jvp, jacrev, jacfwd, hessian, linearize, functionalize = (
    refused(
        f"torch.func.{name}, which transforms a function instead of running it: write the computation out over whole "
        "tensors"
    )
    for name in "grad grad_and_value vjp jvp jacrev jacfwd hessian linearize functionalize".split()
)


def functional_call(
    module, parameter_and_buffer_dicts, args=None, kwargs=None, *, tie_weights=True, strict=False
):
    """Runs a module with other tensors in the place of its parameters and buffers."""
    from .nn.utils.stateless import functional_call as run

    return run(module, parameter_and_buffer_dicts, args, kwargs)


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
