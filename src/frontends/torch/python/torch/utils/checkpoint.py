"""Recomputation in the backward pass makes no difference to the graph."""

import contextlib


def checkpoint(
    function, *args, use_reentrant=None, context_fn=None, determinism_check="default", debug=False,
    preserve_rng_state=True, **kwargs,
):  # fmt: skip
    return function(*args, **kwargs)


def checkpoint_sequential(functions, segments, input, use_reentrant=None, **kwargs):
    for function in functions:
        input = function(input)
    return input


class CheckpointFunction:
    @staticmethod
    def apply(run_function, preserve_rng_state, *args):
        return run_function(*args)


def create_selective_checkpoint_contexts(*args, **kwargs):
    return contextlib.nullcontext(), contextlib.nullcontext()


def noop_context_fn():
    return contextlib.nullcontext(), contextlib.nullcontext()


def __getattr__(name: str):
    from _skipline.missing import missing_attribute

    return missing_attribute(f"torch.utils.checkpoint.{name}")
