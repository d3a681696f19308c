"""Gradients are those of a run, not of a trace: there is nothing to clip here."""

from ..._ops.creation import zeros


def get_total_norm(tensors, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    return zeros(())


def clip_grad_norm_(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    return zeros(())


clip_grad_norm = clip_grad_norm_


def clip_grads_with_norm_(parameters, max_norm, total_norm, foreach=None) -> None:
    pass


def clip_grad_value_(parameters, clip_value, foreach=None) -> None:
    pass
