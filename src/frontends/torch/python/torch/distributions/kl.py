"""Divergences of Kullback and Leibler between distributions of one kind."""

from .._tensor import Tensor
from .continuous import Independent, Laplace, Normal
from .discrete import Bernoulli, Categorical, OneHotCategorical

_RULES: dict[tuple[type, type], object] = {}


def register_kl(type_p: type, type_q: type):
    def register(function):
        _RULES[type_p, type_q] = function
        return function

    return register


def kl_divergence(p, q) -> Tensor:
    for first in type(p).__mro__:
        for second in type(q).__mro__:
            if (first, second) in _RULES:
                return _RULES[first, second](p, q)
    raise NotImplementedError(
        f"No KL(p || q) is implemented for p type {type(p).__name__} and q type {type(q).__name__}"
    )


@register_kl(Normal, Normal)
def _normal(p, q) -> Tensor:
    ratio, distance = (p.scale / q.scale) ** 2, ((p.loc - q.loc) / q.scale) ** 2
    return 0.5 * (ratio + distance - 1 - ratio.log())


@register_kl(Laplace, Laplace)
def _laplace(p, q) -> Tensor:
    ratio, distance = p.scale / q.scale, (p.loc - q.loc).abs()
    return -ratio.log() + distance / q.scale + ratio * (-distance / p.scale).exp() - 1


@register_kl(Bernoulli, Bernoulli)
def _bernoulli(p, q) -> Tensor:
    one, zero = p.probs, 1 - p.probs
    return one * (p.probs.log() - q.probs.log()) + zero * (zero.log() - (1 - q.probs).log())


@register_kl(Categorical, Categorical)
@register_kl(OneHotCategorical, OneHotCategorical)
def _categorical(p, q) -> Tensor:
    return (p.probs * (p.logits - q.logits)).sum(-1)


@register_kl(Independent, Independent)
def _independent(p, q) -> Tensor:
    return p._summed(kl_divergence(p.base_dist, q.base_dist))
