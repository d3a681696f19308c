"""Spectral normalisation (Miyato et al. 2018): w/σ, with σ from the power method; in its older form by a hook."""

from ... import _tensor
from ..._ops.initialization import record
from ..._tensor import undefined
from ..functional import normalize
from ..init import direction_
from ..modules._hooks import check_single_hook, remove_hook
from ..modules.conv import ConvTranspose1d, ConvTranspose2d, ConvTranspose3d
from ..parameter import Parameter

_TRANSPOSED = (ConvTranspose1d, ConvTranspose2d, ConvTranspose3d)


def default_dim(module) -> int:
    """The axis of the output channels."""
    return 1 if isinstance(module, _TRANSPOSED) else 0


def as_matrix(weight, dim: int):
    if dim != 0:
        weight = weight.permute(dim, *(axis for axis in range(weight.dim()) if axis != dim))
    return weight.flatten(1) if weight.dim() > 2 else weight


def first_direction(size: int, dtype):
    """A random unit vector."""
    if _tensor.initialization is None:
        return record(undefined((size,), dtype))
    return direction_(undefined((size,), dtype))


def improved(matrix, u, v, steps: int, eps: float):
    """Singular vectors after some steps of the power method, which no gradient goes through."""
    fixed = matrix.detach()
    for _ in range(steps):
        v = normalize(fixed.t() @ u, dim=0, eps=eps)
        u = normalize(fixed @ v, dim=0, eps=eps)
    return u.detach(), v.detach()


def largest_singular_value(matrix, u, v):
    return u @ (matrix @ v)


class SpectralNorm:
    def __init__(self, name: str = "weight", n_power_iterations: int = 1, dim: int = 0, eps: float = 1e-12):
        self.name = name
        self.dim = dim
        if n_power_iterations <= 0:
            raise ValueError(
                f"Expected n_power_iterations to be positive, but got n_power_iterations={n_power_iterations}"
            )
        self.n_power_iterations = n_power_iterations
        self.eps = eps

    def compute_weight(self, module, do_power_iteration: bool):
        weight = getattr(module, self.name + "_orig")
        u, v = getattr(module, self.name + "_u"), getattr(module, self.name + "_v")
        matrix = as_matrix(weight, self.dim)
        if do_power_iteration:
            next_u, next_v = improved(matrix, u, v, self.n_power_iterations, self.eps)
            u._become(next_u)
            v._become(next_v)
            u, v = next_u, next_v
        return weight / largest_singular_value(matrix, u, v)

    def __call__(self, module, inputs) -> None:
        setattr(module, self.name, self.compute_weight(module, module.training))

    @staticmethod
    def apply(module, name: str, n_power_iterations: int, dim: int, eps: float) -> "SpectralNorm":
        check_single_hook(module, SpectralNorm, name, "spectral_norm")
        hook = SpectralNorm(name, n_power_iterations, dim, eps)
        weight = module._parameters[name]
        if weight is None:
            raise ValueError(f"`SpectralNorm` cannot be applied as parameter `{name}` is None")
        rows, columns = as_matrix(weight, dim).shape
        u, v = first_direction(rows, weight.dtype), first_direction(columns, weight.dtype)
        delattr(module, name)
        module.register_parameter(name + "_orig", weight)
        setattr(module, name, weight.data)
        module.register_buffer(name + "_u", u)
        module.register_buffer(name + "_v", v)
        module.register_forward_pre_hook(hook)
        return hook

    def remove(self, module) -> None:
        weight = module._parameters[self.name + "_orig"]
        delattr(module, self.name)
        for suffix in ("_u", "_v", "_orig"):
            delattr(module, self.name + suffix)
        module.register_parameter(self.name, Parameter(weight.data))


def spectral_norm(
    module, name: str = "weight", n_power_iterations: int = 1, eps: float = 1e-12, dim: int | None = None
):
    SpectralNorm.apply(module, name, n_power_iterations, default_dim(module) if dim is None else dim, eps)
    return module


def remove_spectral_norm(module, name: str = "weight"):
    return remove_hook(module, SpectralNorm, name, "spectral_norm")
