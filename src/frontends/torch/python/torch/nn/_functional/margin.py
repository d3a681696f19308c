"""Losses that ask for a margin between two scores or distances."""

from ..._ops.promotion import cast
from ..._ops.selection import where
from ..._tensor import filled
from ..._types import int64
from .distance import pairwise_distance
from .embedding import one_hot
from .loss import reduced, reduction_of


def margin_ranking_loss(input1, input2, target, margin=0, size_average=None, reduce=None, reduction="mean"):
    """max(0, −t(x₁ − x₂) + margin)."""
    loss = (-target * (input1 - input2) + margin).clamp(min=0)
    return reduced(loss, reduction_of(reduction, size_average, reduce))


def hinge_embedding_loss(input, target, margin=1.0, size_average=None, reduce=None, reduction="mean"):
    """x for a target of 1, max(0, margin − x) for −1."""
    apart = where(target != 1, (margin - input).clamp(min=0), filled(0.0, (), input.dtype))
    loss = apart + where(target != -1, input, filled(0.0, (), input.dtype))
    return reduced(loss, reduction_of(reduction, size_average, reduce))


def cosine_embedding_loss(input1, input2, target, margin=0, size_average=None, reduce=None, reduction="mean"):
    """1 − cos for a target of 1, max(0, cos − margin) for −1."""
    axis = target.dim()
    product = (input1 * input2).sum(axis)
    squares = ((item * item).sum(axis) + 1e-12 for item in (input1, input2))
    first, second = squares
    cosine = product / (first * second).sqrt()
    alike = where(target == 1, 1 - cosine, filled(0.0, (), cosine.dtype))
    loss = alike + where(target == -1, (cosine - margin).clamp(min=0), filled(0.0, (), cosine.dtype))
    return reduced(loss, reduction_of(reduction, size_average, reduce))


def triplet_margin_loss(
    anchor,
    positive,
    negative,
    margin=1.0,
    p=2,
    eps=1e-6,
    swap=False,
    size_average=None,
    reduce=None,
    reduction="mean",
):
    """max(0, d(a, p) − d(a, n) + margin) (Schroff et al. 2015)."""
    return triplet_margin_with_distance_loss(
        anchor,
        positive,
        negative,
        distance_function=lambda one, other: pairwise_distance(one, other, p, eps),
        margin=margin,
        swap=swap,
        reduction=reduction_of(reduction, size_average, reduce),
    )


def triplet_margin_with_distance_loss(
    anchor, positive, negative, *, distance_function=None, margin=1.0, swap=False, reduction="mean"
):
    distance = pairwise_distance if distance_function is None else distance_function
    near, far = distance(anchor, positive), distance(anchor, negative)
    if swap:
        far = far.minimum(distance(positive, negative))
    return reduced((margin + near - far).clamp(min=0), reduction)


def multi_margin_loss(
    input,
    target,
    p=1,
    margin=1.0,
    weight=None,
    size_average=None,
    reduce=None,
    reduction="mean",
):
    """Σ max(0, margin − x_y + x_i)^p / C over the other classes i, times the weight of y."""
    is_single = input.ndim == 1
    if is_single:
        input, target = input.unsqueeze(0), target.reshape(1)
    place = cast(target, int64).unsqueeze(1)
    difference = (margin - input.gather(1, place) + input).clamp(min=0)
    terms = difference if p == 1 else difference * difference
    if weight is not None:
        terms = terms * weight.index_select(0, cast(target, int64)).unsqueeze(1)
    # The class itself has the term margin^p.
    own = margin**p if weight is None else margin**p * weight.index_select(0, cast(target, int64))
    loss = (terms.sum(1) - own) / input.shape[1]
    reduction = reduction_of(reduction, size_average, reduce)
    return loss.squeeze(0) if is_single and reduction == "none" else reduced(loss, reduction)


def multilabel_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    """Σ max(0, 1 − (x_j − x_i)) / C over the target classes j, which end at the first −1, and the others i."""
    is_single = input.ndim == 1
    if is_single:
        input, target = input.unsqueeze(0), target.unsqueeze(0)
    classes = input.shape[1]
    target = cast(target, int64)
    is_target = cast(cast(target < 0, int64).cumsum(1) == 0, input.dtype)
    place = where(target < 0, filled(0.0, (), int64), target)
    marked = (cast(one_hot(place, classes), input.dtype) * is_target.unsqueeze(2)).amax(1)
    scores = input.gather(1, place).unsqueeze(2)
    terms = (1 - scores + input.unsqueeze(1)).clamp(min=0)
    loss = (terms * is_target.unsqueeze(2) * (1 - marked).unsqueeze(1)).sum((1, 2)) / classes
    reduction = reduction_of(reduction, size_average, reduce)
    return loss.squeeze(0) if is_single and reduction == "none" else reduced(loss, reduction)
