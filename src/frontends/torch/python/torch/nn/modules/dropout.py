"""Dropout as modules."""

from _skipline.inert import UnsupportedOperation

from .. import functional as F
from .module import Module

__all__ = ["AlphaDropout", "Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "FeatureAlphaDropout"]


class _Dropout(Module):
    def __init__(self, p=0.5, inplace=False):
        super().__init__()
        if not 0.0 <= p <= 1.0:
            raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
        self.p = p
        self.inplace = inplace

    def forward(self, input):
        return self.function(input, self.p, self.training, self.inplace)

    def extra_repr(self) -> str:
        return f"p={self.p}, inplace={self.inplace}"


class Dropout(_Dropout):
    function = staticmethod(F.dropout)


class Dropout1d(_Dropout):
    function = staticmethod(F.dropout1d)


class Dropout2d(_Dropout):
    function = staticmethod(F.dropout2d)


class Dropout3d(_Dropout):
    function = staticmethod(F.dropout3d)


class AlphaDropout(_Dropout):
    @staticmethod
    def function(input, p, training, inplace):
        if training and p > 0.0:
            raise UnsupportedOperation("Skipline cannot trace AlphaDropout in training yet")
        return input


class FeatureAlphaDropout(AlphaDropout):
    pass
