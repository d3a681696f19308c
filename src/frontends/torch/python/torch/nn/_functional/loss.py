"""Losses, as they may stand inside of a model's forward."""

import math

from ..._ops.promotion import cast
from ..._ops.selection import where
from ..._tensor import Tensor, filled, int64s, operate
from ..._types import int64
from .activation import logsigmoid, relu
from .convolution import linear


def reduction_of(reduction: str, size_average=None, reduce=None) -> str:
    """The reduction that the two older arguments ask for, where they are given."""
    if size_average is None and reduce is None:
        return reduction
    if reduce is False:
        return "none"
    return "sum" if size_average is False else "mean"


def reduced(loss: Tensor, reduction: str, weight: Tensor | None = None) -> Tensor:
    """The mean of weighted losses is divided by the sum of their weights."""
    if reduction == "none":
        return loss
    if reduction not in ("mean", "sum"):
        raise ValueError(f"{reduction} is not a valid value for reduction")
    if reduction == "mean" and weight is None:
        return operate("ReduceMean", loss, None, keepdims=0)
    total = operate("ReduceSum", loss, None, keepdims=0)
    if reduction == "sum":
        return total
    return operate("Div", total, operate("ReduceSum", weight.expand(*loss.shape), None, keepdims=0))


def _elementwise(loss: Tensor, weight: Tensor | None, reduction: str) -> Tensor:
    return reduced(loss if weight is None else loss * weight, reduction, weight)


def mse_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    difference = operate("Sub", input, cast(target, input.dtype))
    squared = operate("Mul", difference, difference)
    return _elementwise(squared, weight, reduction_of(reduction, size_average, reduce))


def l1_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    distance = operate("Abs", operate("Sub", input, cast(target, input.dtype)))
    return _elementwise(distance, weight, reduction_of(reduction, size_average, reduce))


def smooth_l1_loss(input, target, size_average=None, reduce=None, reduction="mean", beta=1.0):
    reduction = reduction_of(reduction, size_average, reduce)
    if beta < 0:
        raise RuntimeError("smooth_l1_loss does not support negative values for beta.")
    if beta == 0:
        return l1_loss(input, target, reduction=reduction)
    distance = (input - target).abs()
    return reduced(
        where(distance < beta, distance * distance * (0.5 / beta), distance - 0.5 * beta), reduction
    )


def huber_loss(input, target, reduction="mean", delta=1.0, weight=None):
    if delta <= 0:
        raise RuntimeError("huber_loss does not support non-positive values for delta.")
    distance = (input - target).abs()
    loss = where(distance <= delta, distance * distance * 0.5, (distance - 0.5 * delta) * delta)
    return _elementwise(loss, weight, reduction)


def _with_class_axis(input: Tensor, target: Tensor, is_probability: bool) -> tuple[Tensor, Tensor, bool]:
    """A single example as a batch of one. The last entry is True for it."""
    if input.ndim == 1:
        return input.unsqueeze(0), target.unsqueeze(0), True
    wanted = tuple(input.shape) if is_probability else (input.shape[0], *input.shape[2:])
    if tuple(target.shape) != wanted:
        raise ValueError(
            f"Expected input batch_size ({input.shape[0]}) to match target batch_size ({target.shape[0]})."
            if target.shape[:1] != input.shape[:1]
            else f"Expected target size {list(wanted)}, got {list(target.shape)}"
        )
    return input, target, False


def _picked(input: Tensor, target: Tensor, weight: Tensor | None, ignore_index: int) -> tuple[Tensor, Tensor]:
    """−input at the target's class and the weight of that class, both zero where the target is to be ignored."""
    target = cast(target, int64)
    is_ignored = operate("Equal", target, filled(float(ignore_index), (), int64))
    place = operate("Where", is_ignored, filled(0.0, (), int64), target)
    picked = operate("GatherElements", input, operate("Unsqueeze", place, int64s(1)), axis=1)
    picked = operate("Neg", operate("Squeeze", picked, int64s(1)))
    each = (
        filled(1.0, (), input.dtype)
        if weight is None
        else operate("Gather", cast(weight, input.dtype), place, axis=0)
    )
    return picked, operate("Where", is_ignored, filled(0.0, (), input.dtype), each)


def nll_loss(input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean"):
    """−w·log p of the target's class; the mean is divided by the weights."""
    reduction = reduction_of(reduction, size_average, reduce)
    input, target, is_single = _with_class_axis(input, target, False)
    picked, weights = _picked(input, target, weight, ignore_index)
    loss = operate("Mul", picked, weights)
    if reduction == "none":
        return loss.squeeze(0) if is_single else loss
    return reduced(loss, reduction, weights)


def cross_entropy(
    input,
    target,
    weight=None,
    size_average=None,
    ignore_index=-100,
    reduce=None,
    reduction="mean",
    label_smoothing=0.0,
):
    """−Σ q·log softmax(x), with the target as a class or as probabilities q (Szegedy et al. 2016 for the smoothing)."""
    reduction = reduction_of(reduction, size_average, reduce)
    is_probability = target.is_floating_point()
    input, target, is_single = _with_class_axis(input, target, is_probability)
    logarithms = operate("LogSoftmax", input, axis=1)
    classes = input.shape[1]
    by_class = None if weight is None else weight.reshape(1, -1, *[1] * (input.ndim - 2))
    weighted = logarithms if by_class is None else logarithms * by_class
    if is_probability:
        if label_smoothing:
            target = target * (1 - label_smoothing) + label_smoothing / classes
        loss = -(weighted * target).sum(1)
        if reduction == "none":
            return loss.squeeze(0) if is_single else loss
        return reduced(loss, reduction)
    loss = nll_loss(logarithms, target, weight, ignore_index=ignore_index, reduction=reduction)
    if is_single and reduction == "none":
        loss = loss.unsqueeze(0)
    if label_smoothing:
        is_kept = operate(
            "Not", operate("Equal", cast(target, int64), filled(float(ignore_index), (), int64))
        )
        smooth = operate("Neg", weighted.sum(1)) * cast(is_kept, input.dtype)
        divisor = _picked(input, target, weight, ignore_index)[1].expand(*smooth.shape)
        smooth = reduced(smooth, reduction, divisor)
        loss = loss * (1 - label_smoothing) + smooth * (label_smoothing / classes)
    return loss.squeeze(0) if is_single and reduction == "none" else loss


def linear_cross_entropy(input, linear_weight, target, linear_bias=None, **settings):
    """Cross entropy of a linear layer's output."""
    return cross_entropy(linear(input, linear_weight, linear_bias), target, **settings)


def kl_div(input, target, size_average=None, reduce=None, reduction="mean", log_target=False):
    """q(log q − x), zero where q is."""
    if log_target:
        loss = target.exp() * (target - input)
    else:
        is_positive = target > 0
        safe = where(is_positive, target, filled(1.0, (), target.dtype))
        loss = where(is_positive, target * safe.log(), filled(0.0, (), target.dtype)) - target * input
    if reduction == "batchmean":
        total = reduced(loss, "sum")
        return total / input.size(0) if input.ndim else total
    return reduced(loss, reduction_of(reduction, size_average, reduce))


def binary_cross_entropy(input, target, weight=None, size_average=None, reduce=None, reduction="mean"):
    """−(t·log x + (1 − t)·log(1 − x)) with logarithms of at least −100."""
    if tuple(target.shape) != tuple(input.shape):
        raise ValueError(
            f"Using a target size ({target.shape}) that is different to the input size ({input.shape}) is "
            "deprecated. Please ensure they have the same size."
        )
    positive, negative = input.log().clamp(min=-100.0), (1.0 - input).log().clamp(min=-100.0)
    loss = -(target * positive + (1.0 - target) * negative)
    return reduced(loss if weight is None else loss * weight, reduction_of(reduction, size_average, reduce))


def binary_cross_entropy_with_logits(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean", pos_weight=None
):
    """max(x, 0) − x·t + log(1 + e^−|x|); with p the weight of the positives (1 − t)x + (1 + (p − 1)t)·softplus(−x)."""
    if tuple(target.shape) != tuple(input.shape):
        raise ValueError(f"Target size ({target.shape}) must be the same as input size ({input.shape})")
    soft = operate("Softplus", operate("Neg", operate("Abs", input)))
    if pos_weight is None:
        product = operate("Mul", input, cast(target, input.dtype))
        loss = operate("Add", operate("Sub", operate("Relu", input), product), soft)
    else:
        factor = (pos_weight - 1) * target + 1
        loss = (1 - target) * input + factor * (soft + relu(-input))
    return reduced(loss if weight is None else loss * weight, reduction_of(reduction, size_average, reduce))


def poisson_nll_loss(
    input,
    target,
    log_input=True,
    full=False,
    size_average=None,
    eps=1e-8,
    reduce=None,
    reduction="mean",
):
    loss = input.exp() - target * input if log_input else input - target * (input + eps).log()
    if full:
        is_large = target > 1
        safe = where(is_large, target, filled(1.0, (), target.dtype))
        stirling = safe * safe.log() - safe + 0.5 * (2 * math.pi * safe).log()
        loss = loss + where(is_large, stirling, filled(0.0, (), target.dtype))
    return reduced(loss, reduction_of(reduction, size_average, reduce))


def gaussian_nll_loss(input, target, var, full=False, eps=1e-6, reduction="mean"):
    if not isinstance(var, Tensor):
        if var < 0:
            raise ValueError("var has negative entry/entries")
        var = filled(float(var), tuple(input.shape), input.dtype)
    elif tuple(var.shape) != tuple(input.shape) and tuple(input.shape[:-1]) == tuple(var.shape):
        var = var.unsqueeze(-1)
    var = var.clamp(min=eps)
    loss = 0.5 * (var.log() + (input - target) ** 2 / var)
    return reduced(loss + 0.5 * math.log(2 * math.pi) if full else loss, reduction)


def soft_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    """log(1 + e^(−t·x))."""
    return reduced(operate("Softplus", -(target * input)), reduction_of(reduction, size_average, reduce))


def multilabel_soft_margin_loss(input, target, weight=None, size_average=None, reduce=None, reduction="mean"):
    loss = -(target * logsigmoid(input) + (1 - target) * logsigmoid(-input))
    if weight is not None:
        loss = loss * weight
    return reduced(loss.mean(-1), reduction_of(reduction, size_average, reduce))


def ctc_loss(
    log_probs, targets, input_lengths, target_lengths, blank=0, reduction="mean", zero_infinity=False
):
    """Connectionist temporal classification (Graves et al. 2006)."""
    from ..._opaque import opaque

    shape = (log_probs.shape[1],) if reduction == "none" and log_probs.ndim == 3 else ()
    return opaque("torch.nn.functional.ctc_loss", [log_probs, targets], [(shape, log_probs.dtype)])
