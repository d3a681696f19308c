"""Weight normalisation (Salimans & Kingma 2016): w = g·v/‖v‖, in its older form by a hook."""

from ..._ops.initialization import record_norm
from ..._tensor import operate, undefined
from ..modules._hooks import check_single_hook, remove_hook
from ..parameter import Parameter


def kept_axes(rank: int, dim: int | None) -> list[int]:
    """The axes over which the norm goes: all but one."""
    return [axis for axis in range(rank) if dim is None or axis != dim % rank]


def norm_except_dim(weight, dim: int | None):
    from ..._tensor import int64s

    if dim is None or dim == -1:
        return operate("ReduceL2", weight, None, keepdims=0)
    return operate("ReduceL2", weight, int64s(*kept_axes(weight.ndim, dim)), keepdims=1)


def first_norm(weight, dim: int | None) -> Parameter:
    """The norms of a weight as a parameter that begins with them."""
    dim = None if dim == -1 else dim
    like = norm_except_dim(weight, dim)
    norm = Parameter(undefined(tuple(like.shape), weight.dtype))
    record_norm(norm, weight, kept_axes(weight.ndim, dim))
    return norm


def normalized(v, g, dim: int | None):
    return v * (g / norm_except_dim(v, dim))


class WeightNorm:
    def __init__(self, name: str, dim: int | None):
        self.name = name
        self.dim = -1 if dim is None else dim

    def compute_weight(self, module):
        return normalized(getattr(module, self.name + "_v"), getattr(module, self.name + "_g"), self.dim)

    @staticmethod
    def apply(module, name: str, dim: int | None) -> "WeightNorm":
        check_single_hook(module, WeightNorm, name, "weight_norm")
        hook = WeightNorm(name, dim)
        weight = getattr(module, name)
        del module._parameters[name]
        module.register_parameter(name + "_g", first_norm(weight, dim))
        module.register_parameter(name + "_v", Parameter(weight.data))
        setattr(module, name, hook.compute_weight(module))
        module.register_forward_pre_hook(hook)
        return hook

    def remove(self, module) -> None:
        """The weight as a parameter again. While a model is constructed it still is what v began as."""
        v = getattr(module, self.name + "_v")
        delattr(module, self.name)
        del module._parameters[self.name + "_g"], module._parameters[self.name + "_v"]
        setattr(module, self.name, Parameter(v.data))

    def __call__(self, module, inputs) -> None:
        setattr(module, self.name, self.compute_weight(module))


def weight_norm(module, name: str = "weight", dim: int | None = 0):
    WeightNorm.apply(module, name, dim)
    return module


def remove_weight_norm(module, name: str = "weight"):
    return remove_hook(module, WeightNorm, name, "weight_norm")
