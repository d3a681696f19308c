"""Losses as modules."""

from .. import functional as F
from .module import Module

__all__ = ["BCEWithLogitsLoss", "CrossEntropyLoss", "L1Loss", "MSELoss", "NLLLoss"]


class _Loss(Module):
    def __init__(self, size_average=None, reduce=None, reduction: str = "mean", **settings):
        super().__init__()
        self.reduction = reduction
        self.settings = settings

    def forward(self, input, target):
        return self.function(input, target, reduction=self.reduction, **self.settings)


class MSELoss(_Loss):
    function = staticmethod(F.mse_loss)


class L1Loss(_Loss):
    function = staticmethod(F.l1_loss)


class _Weighted(_Loss):
    def __init__(
        self, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean", **settings
    ):
        super().__init__(reduction=reduction, weight=weight, **settings)


class CrossEntropyLoss(_Weighted):
    function = staticmethod(F.cross_entropy)


class NLLLoss(_Weighted):
    function = staticmethod(F.nll_loss)


class BCEWithLogitsLoss(_Loss):
    function = staticmethod(F.binary_cross_entropy_with_logits)
