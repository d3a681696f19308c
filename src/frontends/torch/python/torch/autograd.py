"""Gradient modes. Gradients come from the graph, so they only mark places."""

import functools

from ._function import (
    Function,
    FunctionCtx,
    InplaceFunction,
    NestedIOFunction,
    Variable,
    backward,
    detect_anomaly,
    grad,
    once_differentiable,
    set_detect_anomaly,
    set_multithreading_enabled,
)  # fmt: skip


class _Mode:
    """A context manager and a decorator, with or without parentheses."""

    def __new__(cls, function=None, *args, **kwargs):
        self = super().__new__(cls)
        if callable(function):
            return function
        return self

    def __init__(self, *args, **kwargs):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        return False

    def __call__(self, function):
        @functools.wraps(function)
        def wrapped(*args, **kwargs):
            return function(*args, **kwargs)

        return wrapped if not isinstance(function, type) else function


class no_grad(_Mode):
    pass


class enable_grad(_Mode):
    pass


class inference_mode(_Mode):
    pass


class set_grad_enabled(_Mode):
    pass


def __getattr__(name: str):
    from _skipline.missing import missing_attribute

    return missing_attribute(f"torch.autograd.{name}")
