"""Gradient modes: where they are off, the graph's nodes let no gradient through."""

import functools

from . import _tensor
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


class set_grad_enabled:
    """A switch from the moment it is made; as a context manager or decorator only inside.

    What is computed while gradients are off lets none through (see `_tensor.operate`).
    """

    def __init__(self, mode: bool):
        self.mode = mode
        self._before = [_tensor.grad_enabled]
        _tensor.grad_enabled = mode

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        _tensor.grad_enabled = self._before[0]
        return False

    def __call__(self, function):
        _tensor.grad_enabled = self._before[0]
        return _decorated(function, lambda: set_grad_enabled(self.mode))


def _decorated(function, make):
    if isinstance(function, type):
        return function

    @functools.wraps(function)
    def wrapped(*args, **kwargs):
        with make():
            return function(*args, **kwargs)

    return wrapped


class _Mode:
    """A context manager and a decorator, with or without parentheses."""

    _enables = False

    def __new__(cls, function=None, *args, **kwargs):
        if callable(function):
            return _decorated(function, cls)
        return super().__new__(cls)

    def __init__(self, *args, **kwargs):
        self._before: list[bool] = []

    def __enter__(self):
        self._before.append(_tensor.grad_enabled)
        _tensor.grad_enabled = self._enables
        return self

    def __exit__(self, *failure):
        _tensor.grad_enabled = self._before.pop()
        return False

    def __call__(self, function):
        return _decorated(function, type(self))


class no_grad(_Mode):
    pass


class enable_grad(_Mode):
    _enables = True


class inference_mode(_Mode):
    """`inference_mode(False)` leaves gradients on."""

    def __init__(self, mode=True):
        super().__init__()
        self._enables = not mode


def __getattr__(name: str):
    from _skipline.missing import missing_attribute

    return missing_attribute(f"torch.autograd.{name}")
