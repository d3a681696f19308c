"""Reductions over axes."""

import math

from .._tensor import Tensor, int64s, operate
from .._types import bool_, float32, get_default_dtype, int64, uint8
from .masked_selection import MaskedSelection
from .pointwise import absolute, mul, sub
from .promotion import cast
from .registry import operation
from .shaping import axis_of, flatten
from .views import as_complex, as_real


def axes_named(dim) -> tuple[int, ...]:
    """Axes as a tuple; empty for all of them."""
    if dim is None:
        return ()
    return tuple(dim) if isinstance(dim, (tuple, list)) else (dim,)


def reduce(operator: str, input: Tensor, dim, keepdim: bool) -> Tensor:
    axes = axes_named(dim)
    if input.ndim == 0:
        for axis in axes:
            axis_of(axis, 0)
        axes = ()
    else:
        axes = tuple(axis_of(axis, input.ndim) for axis in axes)
    if input.dtype.is_complex:
        every = axes or tuple(range(input.ndim))
        return as_complex(operate(operator, as_real(input), int64s(*every), keepdims=int(keepdim)))
    return operate(operator, input, int64s(*axes) if axes else None, keepdims=int(keepdim))


class NamedResults(tuple):
    """Several results that also have names, as PyTorch's `torch.return_types` have."""

    _names: tuple[str, ...] = ()

    @classmethod
    def of(cls, names: tuple[str, ...], results) -> "NamedResults":
        made = cls(results)
        made._names = names
        return made

    def __getattr__(self, name: str):
        if name in self._names:
            return self[self._names.index(name)]
        raise AttributeError(name)


def _floating(input: Tensor, dtype) -> Tensor:
    if dtype is not None:
        return cast(input, dtype)
    return input if input.dtype.category >= 2 else cast(input, get_default_dtype())


@operation()
def mean(input, dim=None, keepdim=False, *, dtype=None):
    if dtype is None and input.dtype.category < 2:
        raise RuntimeError(
            "mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. "
            f"Got: {input.dtype.type_name}"
        )
    if isinstance(input, MaskedSelection) and dim is None:
        return sum(input, dtype=dtype) / input.count()
    return reduce("ReduceMean", _floating(input, dtype), dim, keepdim)


@operation()
def sum(input, dim=None, keepdim=False, *, dtype=None):
    if isinstance(input, MaskedSelection) and dim is None:
        input = input.zero_elsewhere()
    kind = dtype or (input.dtype if input.dtype.category >= 2 else int64)
    return reduce("ReduceSum", cast(input, kind), dim, keepdim)


def _without_nan(input: Tensor) -> Tensor:
    return input.masked_fill(input.isnan(), 0.0)


@operation()
def nansum(input, dim=None, keepdim=False, *, dtype=None):
    return sum(_without_nan(input) if input.dtype.is_floating_point else input, dim, keepdim, dtype=dtype)


@operation()
def nanmean(input, dim=None, keepdim=False, *, dtype=None):
    count = sum(input.isnan().logical_not(), dim, keepdim)
    return nansum(input, dim, keepdim, dtype=dtype) / count


@operation()
def prod(input, dim=None, keepdim=False, *, dtype=None):
    kind = dtype or (input.dtype if input.dtype.category >= 2 else int64)
    return reduce("ReduceProd", cast(input, kind), dim, keepdim)


@operation()
def amax(input, dim=(), keepdim=False):
    return reduce("ReduceMax", input, dim, keepdim)


@operation()
def amin(input, dim=(), keepdim=False):
    return reduce("ReduceMin", input, dim, keepdim)


@operation()
def aminmax(input, *, dim=None, keepdim=False):
    return NamedResults.of(
        ("min", "max"), (amin(input, axes_named(dim), keepdim), amax(input, axes_named(dim), keepdim))
    )


def _extreme(name: str, reduction: str, index: str, pairwise):
    def implementation(input, dim=None, keepdim=False, *, other=None):
        if isinstance(dim, Tensor) or other is not None:
            return pairwise(input, dim if other is None else other)
        if dim is None:
            return reduce(reduction, input, None, False)
        return NamedResults.of(
            ("values", "indices"),
            (reduce(reduction, input, dim, keepdim), _index(index, input, dim, keepdim)),
        )

    implementation.__name__ = name
    operation()(implementation)


def _index(operator: str, input: Tensor, dim: int | None, keepdim: bool) -> Tensor:
    if input.dtype is bool_:
        input = cast(input, uint8)
    if dim is None:
        place = operate(operator, flatten(input), axis=0, keepdims=0)
        return place.reshape([1] * input.ndim) if keepdim else place
    if input.ndim == 0:
        return operate(operator, flatten(input), axis=0, keepdims=0)
    return operate(operator, input, axis=axis_of(dim, input.ndim), keepdims=int(keepdim))


def _pairwise(name: str):
    def call(a, b):
        from .pointwise import maximum, minimum

        return (maximum if name == "max" else minimum)(a, b)

    return call


_extreme("max", "ReduceMax", "ArgMax", _pairwise("max"))
_extreme("min", "ReduceMin", "ArgMin", _pairwise("min"))


@operation()
def argmax(input, dim=None, keepdim=False):
    return _index("ArgMax", input, dim, keepdim)


@operation()
def argmin(input, dim=None, keepdim=False):
    return _index("ArgMin", input, dim, keepdim)


def _truth(name: str, operator: str):
    """`any` is the maximum and `all` the minimum of truth values."""

    def implementation(input, dim=None, keepdim=False):
        truth = cast(cast(input, bool_), uint8)
        kind = uint8 if input.dtype is uint8 else bool_
        # A reduction of nothing: onnxruntime has no maximum of no elements.
        return cast(reduce(operator, cast(truth, float32), dim, keepdim), kind)

    implementation.__name__ = name
    return operation()(implementation)


any = _truth("any", "ReduceMax")
all = _truth("all", "ReduceMin")


@operation()
def count_nonzero(input, dim=None):
    return reduce("ReduceSum", cast(cast(input, bool_), int64), dim, False)


@operation()
def logsumexp(input, dim, keepdim=False):
    return reduce("ReduceLogSumExp", _floating(input, None), dim, keepdim)


def _correction(dim, unbiased, correction) -> tuple[object, float]:
    """`var(x, False)` names no axes but the correction."""
    if isinstance(dim, bool):
        dim, unbiased = None, dim
    if correction is not None:
        return dim, correction
    return dim, int(True if unbiased is None else unbiased)


def _centred(input: Tensor, dim, unbiased, correction) -> tuple[Tensor, tuple[int, ...], float]:
    """The distances from the mean, the axes of it, and by how much the biased variance is too small."""
    dim, less = _correction(dim, unbiased, correction)
    axes = axes_named(dim) or tuple(range(input.ndim))
    count = math.prod(input.shape[axis] for axis in axes)
    factor = 1.0 if less == 0 else count / (count - less) if count > less else math.nan
    return sub(input, reduce("ReduceMean", input, axes, True)), axes, factor


@operation()
def var(input, dim=None, unbiased=None, keepdim=False, *, correction=None):
    centred, axes, factor = _centred(input, dim, unbiased, correction)
    biased = reduce("ReduceMean", mul(centred, centred), axes, keepdim)
    return biased if factor == 1.0 else mul(biased, factor)


@operation()
def std(input, dim=None, unbiased=None, keepdim=False, *, correction=None):
    """The length of the distances from the mean: unlike the root of the variance it has a gradient where it is zero,
    the one that PyTorch gives."""
    centred, axes, factor = _centred(input, dim, unbiased, correction)
    count = math.prod(input.shape[axis] for axis in axes)
    return mul(reduce("ReduceL2", centred, axes, keepdim), math.sqrt(factor / count) if count else math.nan)


def _average(input: Tensor, dim, keepdim: bool) -> Tensor:
    return mean(input, None if isinstance(dim, bool) else dim, keepdim)


@operation(method=False)
def var_mean(input, dim=None, unbiased=None, keepdim=False, *, correction=None):
    return var(input, dim, unbiased, keepdim, correction=correction), _average(input, dim, keepdim)


@operation(method=False)
def std_mean(input, dim=None, unbiased=None, keepdim=False, *, correction=None):
    return std(input, dim, unbiased, keepdim, correction=correction), _average(input, dim, keepdim)


@operation()
def norm(input, p="fro", dim=None, keepdim=False, dtype=None):
    input = cast(absolute(input) if input.dtype.is_complex else input, dtype or input.dtype.to_real())
    if p == "nuc":
        from ..linalg import matrix_norm

        return matrix_norm(input, p, (-2, -1) if dim is None else dim, keepdim)
    if p in ("fro", 2, 2.0, None):
        return reduce("ReduceL2", input, dim, keepdim)
    if p in (1, 1.0):
        return reduce("ReduceL1", input, dim, keepdim)
    if p == float("inf"):
        return reduce("ReduceMax", input.abs(), dim, keepdim)
    if p == -float("inf"):
        return reduce("ReduceMin", input.abs(), dim, keepdim)
    if p == 0:
        return reduce("ReduceSum", cast(cast(input, bool_), input.dtype), dim, keepdim)
    return reduce("ReduceSum", input.abs().pow(p), dim, keepdim).pow(1.0 / p)


@operation(method=False)
def norm_except_dim(v, pow=2, dim=0):
    return norm(v, pow, [axis for axis in range(v.ndim) if axis != dim], True)


@operation()
def dist(input, other, p=2):
    return norm(sub(input, other), p)


@operation()
def renorm(input, p, dim, maxnorm):
    axis = axis_of(dim, input.ndim)
    size = norm(input, p, [other for other in range(input.ndim) if other != axis], True)
    return mul(input, (maxnorm / (size + 1e-7)).clamp(max=1.0))


@operation()
def softmax(input, dim, dtype=None):
    return operate("Softmax", _checked_floating(input, dtype, "softmax"), axis=axis_of(dim, input.ndim))


@operation()
def log_softmax(input, dim, dtype=None):
    return operate(
        "LogSoftmax", _checked_floating(input, dtype, "log_softmax"), axis=axis_of(dim, input.ndim)
    )


def _checked_floating(input: Tensor, dtype, name: str) -> Tensor:
    if dtype is None and not input.dtype.is_floating_point:
        raise RuntimeError(f"\"{name}_kernel_impl\" not implemented for '{input.dtype.type_name}'")
    return _floating(input, dtype)
