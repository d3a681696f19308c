"""Layers that hand on more than one argument, or stand for a function."""

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
