"""`torch.nn.init`: the same draws in the same order as PyTorch's."""

import functools
import math

from _skipline import notices
from _skipline.inert import UnsupportedOperation

from .. import _tensor
from .._ops.initialization import record
from .._tensor import Tensor, len_of, undefined

_LINEAR = ("linear", "sigmoid", *(f"conv{'_transpose' * t}{rank}d" for t in (0, 1) for rank in (1, 2, 3)))


def calculate_gain(nonlinearity: str, param=None) -> float:
    if nonlinearity in _LINEAR:
        return 1.0
    if nonlinearity == "tanh":
        return 5.0 / 3
    if nonlinearity == "relu":
        return math.sqrt(2.0)
    if nonlinearity == "leaky_relu":
        if isinstance(param, bool) or not isinstance(param, (int, float, type(None))):
            raise ValueError(f"negative_slope {param} not a valid number")
        return math.sqrt(2.0 / (1 + (0.01 if param is None else param) ** 2))
    if nonlinearity == "selu":
        return 3.0 / 4
    raise ValueError(f"Unsupported nonlinearity {nonlinearity}")


def _calculate_fan_in_and_fan_out(tensor: Tensor) -> tuple[int, int]:
    shape = tensor.shape
    if len(shape) < 2:
        raise ValueError("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions")
    receptive = len_of(shape[2:])
    return shape[1] * receptive, shape[0] * receptive


def _calculate_correct_fan(tensor: Tensor, mode: str) -> int:
    if mode.lower() not in ("fan_in", "fan_out"):
        raise ValueError(f"Mode {mode} not supported, please use one of ['fan_in', 'fan_out']")
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    return fan_in if mode.lower() == "fan_in" else fan_out


def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0, generator=None) -> Tensor:
    return tensor.uniform_(a, b)


def normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0, generator=None) -> Tensor:
    return tensor.normal_(mean, std)


def constant_(tensor: Tensor, val: float) -> Tensor:
    return tensor.fill_(val)


def ones_(tensor: Tensor) -> Tensor:
    return tensor.fill_(1.0)


def zeros_(tensor: Tensor) -> Tensor:
    return tensor.zero_()


def xavier_uniform_(tensor: Tensor, gain: float = 1.0, generator=None) -> Tensor:
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    bound = math.sqrt(3.0) * gain * math.sqrt(2.0 / float(fan_in + fan_out))
    return tensor.uniform_(-bound, bound)


def xavier_normal_(tensor: Tensor, gain: float = 1.0, generator=None) -> Tensor:
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    return tensor.normal_(0.0, gain * math.sqrt(2.0 / float(fan_in + fan_out)))


def kaiming_uniform_(tensor: Tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None) -> Tensor:
    if 0 in tensor.shape:
        return tensor
    std = calculate_gain(nonlinearity, a) / math.sqrt(_calculate_correct_fan(tensor, mode))
    bound = math.sqrt(3.0) * std
    return tensor.uniform_(-bound, bound)


def kaiming_normal_(tensor: Tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None) -> Tensor:
    if 0 in tensor.shape:
        return tensor
    std = calculate_gain(nonlinearity, a) / math.sqrt(_calculate_correct_fan(tensor, mode))
    return tensor.normal_(0.0, std)


def _fill_values(tensor: Tensor, values: list[float]) -> Tensor:
    tensor._storage.handle = _tensor.constant(values, tuple(tensor.shape), tensor.dtype)._storage.handle
    return record(tensor, kind="values", type=tensor.dtype.onnx, values=values)


def _sampled(tensor: Tensor, what: str, **fill) -> Tensor:
    """A fill that only the start of a run computes."""
    if _tensor.initialization is None:
        raise UnsupportedOperation(f"Skipline cannot trace {what} outside of the construction of a model")
    storage = tensor._storage
    storage.handle = undefined(storage.shape, storage.dtype)._storage.handle
    return record(tensor, **fill)


def eye_(tensor: Tensor) -> Tensor:
    if tensor.ndim != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    rows, columns = tensor.shape
    return _fill_values(tensor, [float(row == column) for row in range(rows) for column in range(columns)])


def dirac_(tensor: Tensor, groups: int = 1) -> Tensor:
    """The identity as a convolution: a one at the centre of the filter of each channel onto itself."""
    shape = tensor.shape
    if len(shape) not in (3, 4, 5):
        raise ValueError("Only tensors with 3, 4, or 5 dimensions are supported")
    if shape[0] % groups:
        raise ValueError("dim 0 must be divisible by groups")
    values = [0.0] * len_of(shape)
    receptive = len_of(shape[2:])
    centre = 0
    for extent in shape[2:]:
        centre = centre * extent + extent // 2
    per_group = shape[0] // groups
    for group in range(groups):
        for channel in range(min(per_group, shape[1])):
            values[((group * per_group + channel) * shape[1] + channel) * receptive + centre] = 1.0
    return _fill_values(tensor, values)


def trunc_normal_(
    tensor: Tensor, mean: float = 0.0, std: float = 1.0, a: float = -2.0, b: float = 2.0, generator=None
) -> Tensor:
    settings = {"mean": float(mean), "std": float(std), "low": float(a), "high": float(b)}
    return _sampled(tensor, "trunc_normal_", kind="truncatedNormal", **settings)


def orthogonal_(tensor: Tensor, gain: float = 1, generator=None) -> Tensor:
    """The orthogonal factor of a normal sample (Saxe et al. 2013), one row for each first index."""
    if tensor.ndim < 2:
        raise ValueError("Only tensors with 2 or more dimensions are supported")
    if tensor.numel() == 0:
        return tensor
    return _sampled(tensor, "orthogonal_", kind="orthogonal", gain=float(gain))


def sparse_(tensor: Tensor, sparsity: float, std: float = 0.01, generator=None) -> Tensor:
    if tensor.ndim != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    return _sampled(tensor, "sparse_", kind="sparseNormal", std=float(std), sparsity=float(sparsity))


def direction_(tensor: Tensor) -> Tensor:
    """A normal sample of length one, with which the power method of spectral norms begins."""
    return _sampled(tensor, "the start of a spectral norm", kind="direction")


def _renamed(old: str, function):
    """The names without an underscore of early versions."""

    @functools.wraps(function)
    def deprecated(*args, **kwargs):
        notices.warn(
            "deprecated", f"`nn.init.{old}` is deprecated in favour of `nn.init.{function.__name__}`."
        )
        return function(*args, **kwargs)

    return deprecated


uniform = _renamed("uniform", uniform_)
normal = _renamed("normal", normal_)
constant = _renamed("constant", constant_)
eye = _renamed("eye", eye_)
dirac = _renamed("dirac", dirac_)
xavier_uniform = _renamed("xavier_uniform", xavier_uniform_)
xavier_normal = _renamed("xavier_normal", xavier_normal_)
kaiming_uniform = _renamed("kaiming_uniform", kaiming_uniform_)
kaiming_normal = _renamed("kaiming_normal", kaiming_normal_)
orthogonal = _renamed("orthogonal", orthogonal_)
sparse = _renamed("sparse", sparse_)
