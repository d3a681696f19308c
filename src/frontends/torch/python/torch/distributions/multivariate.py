"""Distributions of whole vectors."""

import math

from .. import linalg
from .._tensor import Tensor
from .distribution import Distribution, expanded


class MultivariateNormal(Distribution):
    """N(μ, Σ), Σ given as itself, as its inverse, or as its lower triangular factor L (Σ = L·Lᵀ)."""

    has_rsample = True

    def __init__(self, loc, covariance_matrix=None, precision_matrix=None, scale_tril=None, validate_args=None):
        given = [item for item in (covariance_matrix, precision_matrix, scale_tril) if item is not None]
        if len(given) != 1:
            raise ValueError(
                "Exactly one of covariance_matrix or precision_matrix or scale_tril may be specified."
            )
        if scale_tril is None:
            scale_tril = linalg.cholesky(
                linalg.inv(precision_matrix) if covariance_matrix is None else covariance_matrix
            )
        size = loc.shape[-1]
        if tuple(scale_tril.shape[-2:]) != (size, size):
            raise ValueError(f"the mean has {size} elements, but the matrix is {list(given[0].shape)}")
        batch = tuple((loc[..., 0] + scale_tril[..., 0, 0]).shape)
        self.loc = expanded(loc, (*batch, size))
        self.scale_tril = scale_tril
        super().__init__(batch, (size,))

    mean = mode = property(lambda self: self.loc)
    covariance_matrix = property(lambda self: self.scale_tril @ self.scale_tril.mT)
    variance = property(lambda self: self.scale_tril.square().sum(-1).expand(self.loc.shape))

    def rsample(self, sample_shape=()) -> Tensor:
        from .. import randn

        drawn = randn(tuple(self._extended_shape(sample_shape)), dtype=self.loc.dtype)
        return self.loc + (self.scale_tril @ drawn.unsqueeze(-1)).squeeze(-1)

    def _half_log_determinant(self) -> Tensor:
        return self.scale_tril.diagonal(dim1=-2, dim2=-1).log().sum(-1)

    def log_prob(self, value) -> Tensor:
        """-½·(n·log 2π + (x − μ)ᵀ·Σ⁻¹·(x − μ)) − log det L."""
        distance = linalg.solve_triangular(self.scale_tril, (value - self.loc).unsqueeze(-1), upper=False)
        squared = distance.squeeze(-1).square().sum(-1)
        return -0.5 * (self._event_shape[0] * math.log(2 * math.pi) + squared) - self._half_log_determinant()

    def entropy(self) -> Tensor:
        return 0.5 * self._event_shape[0] * (1 + math.log(2 * math.pi)) + self._half_log_determinant()
