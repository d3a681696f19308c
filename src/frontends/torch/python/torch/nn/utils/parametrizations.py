"""Weight norm, spectral norm and orthogonality as parametrizations."""

from _skipline import notices

from ..functional import normalize
from ..modules.module import Module
from . import parametrize
from .spectral_norm import as_matrix, default_dim, first_direction, improved, largest_singular_value
from .weight_norm import first_norm, normalized

__all__ = ["orthogonal", "spectral_norm", "weight_norm"]


class _WeightNorm(Module):
    def __init__(self, dim: int | None = 0):
        super().__init__()
        self.dim = -1 if dim is None else dim

    def forward(self, weight_g, weight_v):
        return normalized(weight_v, weight_g, self.dim)

    def right_inverse(self, weight):
        return first_norm(weight, self.dim), weight


def weight_norm(module, name: str = "weight", dim: int | None = 0):
    parametrize.register_parametrization(module, name, _WeightNorm(dim), unsafe=True)
    return module


class _SpectralNorm(Module):
    def __init__(self, weight, n_power_iterations: int = 1, dim: int = 0, eps: float = 1e-12):
        super().__init__()
        rank = weight.ndim
        if not -rank <= dim < rank:
            raise IndexError(
                f"Dimension out of range (expected to be in range of [-{rank}, {rank - 1}] but got {dim})"
            )
        if n_power_iterations <= 0:
            raise ValueError(
                f"Expected n_power_iterations to be positive, but got n_power_iterations={n_power_iterations}"
            )
        self.dim = dim if dim >= 0 else dim + rank
        self.eps = eps
        if rank > 1:
            self.n_power_iterations = n_power_iterations
            rows, columns = as_matrix(weight, self.dim).shape
            self.register_buffer("_u", first_direction(rows, weight.dtype))
            self.register_buffer("_v", first_direction(columns, weight.dtype))
            notices.warn(
                "spectralNorm",
                "The singular vectors of this spectral norm begin at random; PyTorch improves them by 15 steps of the "
                "power method first.",
            )

    def forward(self, weight):
        if weight.ndim == 1:
            return normalize(weight, dim=0, eps=self.eps)
        matrix = as_matrix(weight, self.dim)
        u, v = self._u, self._v
        if self.training:
            u, v = improved(matrix, u, v, self.n_power_iterations, self.eps)
            self._u._become(u)
            self._v._become(v)
        return weight / largest_singular_value(matrix, u, v)

    def right_inverse(self, value):
        return value


def spectral_norm(
    module, name: str = "weight", n_power_iterations: int = 1, eps: float = 1e-12, dim: int | None = None
):
    weight = getattr(module, name)
    dim = default_dim(module) if dim is None else dim
    parametrize.register_parametrization(module, name, _SpectralNorm(weight, n_power_iterations, dim, eps))
    return module


class _Orthogonal(Module):
    """Known by its shape alone."""

    def __init__(self, orthogonal_map: str):
        super().__init__()
        self.orthogonal_map = orthogonal_map

    def forward(self, X):
        from ..._opaque import opaque

        return opaque(
            f"the orthogonal parametrization ({self.orthogonal_map})", [X], [(tuple(X.shape), X.dtype)]
        )


def orthogonal(
    module, name: str = "weight", orthogonal_map: str | None = None, *, use_trivialization: bool = True
):
    weight = getattr(module, name)
    if weight.ndim < 2:
        raise ValueError(f"Expected a matrix or batch of matrices. Got a tensor of {weight.ndim} dimensions.")
    if orthogonal_map is None:
        orthogonal_map = "matrix_exp" if weight.size(-2) == weight.size(-1) else "householder"
    if orthogonal_map not in ("matrix_exp", "cayley", "householder"):
        raise ValueError(
            f'orthogonal_map has to be one of "matrix_exp", "cayley", "householder". Got: {orthogonal_map}'
        )
    parametrize.register_parametrization(module, name, _Orthogonal(orthogonal_map), unsafe=True)
    return module
