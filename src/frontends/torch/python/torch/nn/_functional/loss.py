"""Losses, as they may stand inside of a model's forward."""

from _skipline.inert import UnsupportedOperation

from ..._tensor import Tensor, int64s, operate


def _reduced(loss: Tensor, reduction: str) -> Tensor:
    if reduction == "none":
        return loss
    if reduction not in ("mean", "sum"):
        raise ValueError(f"{reduction} is not a valid value for reduction")
    return operate("ReduceMean" if reduction == "mean" else "ReduceSum", loss, None, keepdims=0)


def mse_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    difference = operate("Sub", input, target)
    return _reduced(operate("Mul", difference, difference), reduction)


def l1_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    return _reduced(operate("Abs", operate("Sub", input, target)), reduction)


def nll_loss(input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean"):
    """−log p of the target's class: picked by a product with its one-hot row."""
    if weight is not None:
        raise UnsupportedOperation("Skipline cannot trace class weights of nll_loss yet")
    from ..._ops.promotion import cast
    from .shape import one_hot

    chosen = cast(one_hot(target, input.shape[1]), input.dtype)
    if input.ndim > 2:
        chosen = chosen.movedim(-1, 1)
    picked = operate("ReduceSum", operate("Mul", input, chosen), int64s(1), keepdims=0)
    return _reduced(operate("Neg", picked), reduction)


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
    if label_smoothing:
        raise UnsupportedOperation("Skipline cannot trace label_smoothing of cross_entropy yet")
    if input.ndim == 1:
        input, target = input.unsqueeze(0), target.unsqueeze(0)
    return nll_loss(operate("LogSoftmax", input, axis=1), target, weight, reduction=reduction)


def binary_cross_entropy_with_logits(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean", pos_weight=None
):
    """max(x, 0) − x·t + log(1 + e^−|x|)."""
    positive = operate("Relu", input)
    soft = operate("Softplus", operate("Neg", operate("Abs", input)))
    return _reduced(operate("Add", operate("Sub", positive, operate("Mul", input, target)), soft), reduction)
