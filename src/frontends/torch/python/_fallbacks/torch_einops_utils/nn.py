"""Layers that hand on more than one argument, or stand for a function."""

from contextlib import contextmanager
from functools import wraps

from torch import nn


def Sequential(*modules):
    """Without those that are None."""
    return nn.Sequential(*(module for module in modules if module is not None))


class Identity(nn.Module):
    def forward(self, t, *args, **kwargs):
        return t


class Lambda(nn.Module):
    def __init__(self, fn):
        super().__init__()
        self.fn = fn

    def forward(self, t, *args, **kwargs):
        return self.fn(t, *args, **kwargs)


@contextmanager
def _evaluating(module):
    was_training = module.training
    module.eval()
    try:
        yield
    finally:
        module.train(was_training)


def temp_eval(fn_or_module):
    """A module in evaluation mode for a `with` block, or a method that runs its module in this mode."""
    if isinstance(fn_or_module, nn.Module):
        return _evaluating(fn_or_module)

    @wraps(fn_or_module)
    def inner(self, *args, **kwargs):
        with _evaluating(self):
            return fn_or_module(self, *args, **kwargs)

    return inner
