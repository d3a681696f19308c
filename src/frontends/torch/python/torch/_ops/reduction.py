"""Reductions over axes."""

from .._tensor import Tensor, int64s, operate
from .._types import get_default_dtype, int64
from .pointwise import mul, sub
from .promotion import cast
from .registry import operation


def axes_of(dim) -> tuple[int, ...]:
    """Axes as a tuple; empty for all of them."""
    if dim is None:
        return ()
    return tuple(dim) if isinstance(dim, (tuple, list)) else (dim,)


def reduce(operator: str, input: Tensor, dim, keepdim: bool) -> Tensor:
    axes = axes_of(dim)
    return operate(operator, input, int64s(*axes) if axes else None, keepdims=int(keepdim))


def _floating(input: Tensor, dtype) -> Tensor:
    if dtype is not None:
        return cast(input, dtype)
    return input if input.dtype.is_floating_point else cast(input, get_default_dtype())


@operation()
def mean(input, dim=None, keepdim=False, *, dtype=None, axis=None):
    return reduce("ReduceMean", _floating(input, dtype), axis if dim is None else dim, keepdim)


@operation()
def sum(input, dim=None, keepdim=False, *, dtype=None, axis=None):
    kind = dtype or (input.dtype if input.dtype.is_floating_point else int64)
    return reduce("ReduceSum", cast(input, kind), axis if dim is None else dim, keepdim)


@operation()
def prod(input, dim=None, keepdim=False, *, dtype=None):
    return reduce("ReduceProd", cast(input, dtype or input.dtype), dim, keepdim)


@operation()
def amax(input, dim=(), keepdim=False):
    return reduce("ReduceMax", input, dim, keepdim)


@operation()
def amin(input, dim=(), keepdim=False):
    return reduce("ReduceMin", input, dim, keepdim)


class Extreme(tuple):
    """What `max` and `min` along an axis give: values and indices."""

    values = property(lambda self: self[0])
    indices = property(lambda self: self[1])


def _extreme(name: str, reduction: str, index: str, pairwise: str):
    def implementation(input, dim=None, keepdim=False, *, other=None):
        if isinstance(dim, Tensor) or other is not None:
            return operate(pairwise, input, dim if other is None else other)
        if dim is None:
            return reduce(reduction, input, None, False)
        return Extreme((reduce(reduction, input, dim, keepdim), _index(index, input, dim, keepdim)))

    implementation.__name__ = name
    operation()(implementation)


def _index(operator: str, input: Tensor, dim: int | None, keepdim: bool) -> Tensor:
    if dim is None:
        return operate(operator, input.reshape(-1), axis=0, keepdims=0)
    return operate(operator, input, axis=dim, keepdims=int(keepdim))


_extreme("max", "ReduceMax", "ArgMax", "Max")
_extreme("min", "ReduceMin", "ArgMin", "Min")


@operation()
def argmax(input, dim=None, keepdim=False):
    return _index("ArgMax", input, dim, keepdim)


@operation()
def argmin(input, dim=None, keepdim=False):
    return _index("ArgMin", input, dim, keepdim)


@operation()
def logsumexp(input, dim, keepdim=False):
    return reduce("ReduceLogSumExp", input, dim, keepdim)


@operation()
def var(input, dim=None, unbiased=True, keepdim=False, *, correction=None):
    axes = axes_of(dim) or tuple(range(input.ndim))
    centred = sub(input, reduce("ReduceMean", input, axes, True))
    biased = reduce("ReduceMean", mul(centred, centred), axes, keepdim)
    less = correction if correction is not None else int(unbiased)
    count = 1
    for axis in axes:
        count *= input.shape[axis]
    return biased if less == 0 else mul(biased, count / (count - less))


@operation()
def std(input, dim=None, unbiased=True, keepdim=False, *, correction=None):
    return var(input, dim, unbiased, keepdim, correction=correction).sqrt()


@operation(method=False)
def var_mean(input, dim=None, unbiased=True, keepdim=False, *, correction=None):
    return var(input, dim, unbiased, keepdim, correction=correction), mean(input, dim, keepdim)


@operation()
def norm(input, p="fro", dim=None, keepdim=False, dtype=None):
    if p in ("fro", 2, 2.0, None):
        return reduce("ReduceL2", input, dim, keepdim)
    if p in (1, 1.0):
        return reduce("ReduceL1", input, dim, keepdim)
    if p == float("inf"):
        return reduce("ReduceMax", input.abs(), dim, keepdim)
    return reduce("ReduceSum", input.abs().pow(p), dim, keepdim).pow(1.0 / p)


@operation()
def softmax(input, dim, dtype=None):
    return operate("Softmax", _floating(input, dtype), axis=dim)


@operation()
def log_softmax(input, dim, dtype=None):
    return operate("LogSoftmax", _floating(input, dtype), axis=dim)


@operation()
def cumsum(input, dim, dtype=None):
    return operate("CumSum", cast(input, dtype or input.dtype), int64s(dim).reshape(()))
