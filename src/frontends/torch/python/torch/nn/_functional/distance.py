"""Distances and similarities of vectors."""

from ..._ops.shaping import axis_of
from ..._tensor import constant, operate
from ..._types import int64


def pairwise_distance(x1, x2, p=2.0, eps=1e-6, keepdim=False):
    """‖x₁ − x₂ + ε‖ₚ over the last axis."""
    return (x1 - x2 + eps).norm(p, -1, keepdim=keepdim)


def cosine_similarity(x1, x2, dim=1, eps=1e-8):
    """x₁·x₂ / (max(‖x₁‖, ε)·max(‖x₂‖, ε))."""
    rank = max(x1.ndim, x2.ndim)
    axis = axis_of(dim, rank) - rank
    first, second = (item / item.norm(2, axis, keepdim=True).clamp(min=eps) for item in (x1, x2))
    return (first * second).sum(axis)


def pdist(input, p=2):
    """The distances of all pairs of rows, in the order (0, 1), (0, 2), …, (1, 2), …"""
    count = input.shape[0]
    pairs = [(i, j) for i in range(count) for j in range(i + 1, count)]
    one, other = (
        operate("Gather", input, constant([pair[side] for pair in pairs], (len(pairs),), int64), axis=0)
        for side in (0, 1)
    )
    return (one - other).norm(p, -1)


def normalize(input, p=2.0, dim=1, eps=1e-12, out=None):
    """x / max(‖x‖ₚ, ε)."""
    return operate("Div", input, input.norm(p, dim, keepdim=True).clamp(min=eps).expand_as(input))
