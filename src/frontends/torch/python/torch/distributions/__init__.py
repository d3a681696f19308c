"""`torch.distributions`: those that the heads of models use, in terms of tensor operations."""

from .continuous import Exponential, Independent, Laplace, LogNormal, Normal, Uniform
from .discrete import Bernoulli, Categorical, OneHotCategorical, RelaxedBernoulli, RelaxedOneHotCategorical
from .distribution import Distribution
from .kl import kl_divergence, register_kl
from .multivariate import MultivariateNormal


def __getattr__(name: str):
    from _skipline.missing import missing_attribute

    return missing_attribute(f"torch.distributions.{name}")
