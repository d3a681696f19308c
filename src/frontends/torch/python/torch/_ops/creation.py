"""New tensors whose content is known: constants of the graph."""

import math

from .._tensor import Tensor, constant, elements_of, filled, known_elements
from .._types import dtype as dtype_class
from .._types import get_default_dtype, int64
from .initialization import record
from .literals import gathered, holds_unknown, nested, number_of, numbers_of
from .promotion import scalar_type, wider
from .registry import operation
from .shaping import extents_of


def size_of(size) -> tuple[int, ...]:
    """`zeros(2, 3)` and `zeros((2, 3))` alike. Raises RuntimeError where one is negative."""
    extents = extents_of(size or ((),))
    for extent in extents:
        if extent < 0:
            raise RuntimeError(f"Trying to create tensor with negative dimension {extent}: {list(extents)}")
    return extents


def marked(tensor: Tensor, requires_grad: bool) -> Tensor:
    tensor.requires_grad = requires_grad
    return tensor


def _filled(value, shape: tuple[int, ...], kind: dtype_class) -> Tensor:
    if kind.is_complex:
        from .promotion import as_tensor_of
        from .shaping import expand

        return expand(as_tensor_of(value, kind), *shape).clone()
    return record(filled(value, shape, kind), kind="constant", value=float(value))


def _factory(name: str, value: float, make=_filled):
    def implementation(*size, dtype=None, requires_grad=False, **rest):
        return marked(make(value, size_of(size), dtype or get_default_dtype()), requires_grad)

    def like(input, *, dtype=None, requires_grad=False, **rest):
        return implementation(tuple(input.shape), dtype=dtype or input.dtype, requires_grad=requires_grad)

    def new(self, *size, dtype=None, requires_grad=False, **rest):
        return implementation(*size, dtype=dtype or self.dtype, requires_grad=requires_grad, **rest)

    implementation.__name__ = name
    operation(name, method=False)(implementation)
    operation(f"{name}_like", method=False)(like)
    operation(name=f"new_{name}", function=False)(new)
    return implementation


zeros = _factory("zeros", 0.0)
ones = _factory("ones", 1.0)


def _unset(value, shape: tuple[int, ...], kind: dtype_class) -> Tensor:
    """Zeros, as nothing is known of what the memory held; that is no step of initialization."""
    return _filled(value, shape, kind) if kind.is_complex else filled(value, shape, kind)


empty = _factory("empty", 0.0, _unset)


@operation(method=False)
def empty_strided(size, stride, *, dtype=None, requires_grad=False, **rest):
    return empty(size, dtype=dtype, requires_grad=requires_grad)


@operation(method=False)
def full(size, fill_value, *, dtype=None, requires_grad=False, **rest):
    if isinstance(fill_value, Tensor):
        dtype = dtype or fill_value.dtype
        if elements_of(fill_value) is None:
            from .promotion import cast
            from .shaping import expand

            return expand(cast(fill_value, dtype).reshape(()), *size_of((size,))).clone()
        fill_value = fill_value.item()
    kind = dtype or scalar_type(fill_value)
    return marked(_filled(fill_value, size_of((size,)), kind), requires_grad)


@operation(method=False)
def full_like(input, fill_value, *, dtype=None, requires_grad=False, **rest):
    return full(tuple(input.shape), fill_value, dtype=dtype or input.dtype, requires_grad=requires_grad)


@operation(function=False)
def new_full(self, size, fill_value, *, dtype=None, requires_grad=False, **rest):
    return full(size, fill_value, dtype=dtype or self.dtype, requires_grad=requires_grad)


@operation(method=False)
def scalar_tensor(s, *, dtype=None, **rest):
    return full((), s, dtype=dtype or get_default_dtype())


@operation("tensor", method=False)
def tensor(data, *, dtype=None, requires_grad=False, **rest):
    if holds_unknown(data):
        # A copy that remembers nothing of where it comes from.
        copy = gathered(data).detach().clone()
        return marked(copy if dtype is None else copy.to(dtype), requires_grad)
    shape, elements, kind = nested(data)
    if dtype is None:
        dtype = kind
    if dtype is None:
        dtype = scalar_type(elements[0]) if elements else get_default_dtype()
        for type_of_element in {type(element) for element in elements}:
            dtype = wider(dtype, scalar_type(type_of_element()))
    if dtype.is_complex:
        from .views import as_complex

        pairs = [part for element in map(complex, elements) for part in (element.real, element.imag)]
        return marked(
            as_complex(constant([number_of(part) for part in pairs], (*shape, 2), dtype.to_real())),
            requires_grad,
        )
    made = constant(numbers_of(elements, dtype), shape, dtype)
    return marked(record(made, kind="content"), requires_grad)


@operation("as_tensor", "asarray", method=False)
def as_tensor(data, dtype=None, device=None, *, copy=None, requires_grad=False):
    if isinstance(data, Tensor) and not copy:
        return data if dtype is None else data.to(dtype)
    return tensor(data, dtype=dtype, requires_grad=requires_grad)


@operation(method=False)
def from_numpy(ndarray):
    return tensor(ndarray)


@operation(name="new_tensor", function=False)
def new_tensor(self, data, *, dtype=None, requires_grad=False, **rest):
    return tensor(data, dtype=dtype or self.dtype, requires_grad=requires_grad)


def _number(value):
    """Raises DataDependence for a bound that only a run knows, as it decides the shape."""
    if isinstance(value, Tensor):
        known_elements(value, "torch.arange()")
    return value.item() if hasattr(value, "item") else value


@operation(method=False)
def arange(*bounds, dtype=None, requires_grad=False, **named):
    if len(bounds) == 1 and "end" not in named:
        bounds = (named.get("start", 0), *bounds)
    start, end, step = (*bounds, *[None] * (3 - len(bounds)))
    start, end, step = (
        _number(named.get(name, default) if given is None else given)
        for name, given, default in (("start", start, 0), ("end", end, 0), ("step", step, 1))
    )
    kind = dtype or (
        int64 if all(isinstance(item, int) for item in (start, end, step)) else get_default_dtype()
    )
    if step == 0:
        raise RuntimeError("step must be nonzero")
    if (end - start) * step < 0:
        raise RuntimeError("upper bound and lower bound inconsistent with step sign")
    count = math.ceil((end - start) / step)
    values = [number_of(start + index * step, kind) for index in range(count)]
    return marked(constant(values, (count,), kind), requires_grad)


@operation("range", method=False)
def inclusive_range(start=0, end=None, step=1, *, dtype=None, **rest):
    count = math.floor((end - start) / step) + 1
    kind = dtype or get_default_dtype()
    return constant([number_of(start + index * step, kind) for index in range(count)], (count,), kind)


def _spaced(start: float, end: float, steps: int) -> list[float]:
    """Computed from both ends inwards, as PyTorch does, so that both ends are exact."""
    gap = (end - start) / (steps - 1) if steps > 1 else 0.0
    half = steps // 2
    return [start + gap * i if i < half or steps == 1 else end - gap * (steps - 1 - i) for i in range(steps)]


@operation(method=False)
def linspace(start, end, steps, *, dtype=None, requires_grad=False, **rest):
    kind = dtype or get_default_dtype()
    values = _spaced(_number(start), _number(end), int(steps))
    return marked(constant([number_of(value, kind) for value in values], (int(steps),), kind), requires_grad)


@operation(method=False)
def logspace(start, end, steps, base=10.0, *, dtype=None, requires_grad=False, **rest):
    kind = dtype or get_default_dtype()
    values = [base**exponent for exponent in _spaced(_number(start), _number(end), int(steps))]
    return marked(constant([number_of(value, kind) for value in values], (int(steps),), kind), requires_grad)


@operation(method=False)
def eye(n, m=None, *, dtype=None, requires_grad=False, **rest):
    m = n if m is None else m
    kind = dtype or get_default_dtype()
    ones_and_zeros = [int(row == column) for row in range(n) for column in range(m)]
    return marked(constant(ones_and_zeros, (n, m), kind), requires_grad)


def _window(name: str, value_at) -> None:
    """A window function over `window_length` places; periodic ones leave out the last place of the next size."""

    def implementation(window_length, periodic=True, *arguments, dtype=None, requires_grad=False, **rest):
        kind = dtype or get_default_dtype()
        if window_length == 0:
            return constant([], (0,), kind)
        span = window_length if periodic else window_length - 1
        options = {key: value for key, value in rest.items() if key in ("alpha", "beta")}
        values = [value_at(i / span if span else 0.5, *arguments, **options) for i in range(window_length)]
        return marked(
            constant([1.0] if window_length == 1 else values, (window_length,), kind), requires_grad
        )

    implementation.__name__ = name
    operation(name, method=False)(implementation)


_window("hann_window", lambda x: 0.5 - 0.5 * math.cos(2 * math.pi * x))
_window("hamming_window", lambda x, alpha=0.54, beta=0.46: alpha - beta * math.cos(2 * math.pi * x))
_window(
    "blackman_window", lambda x: 0.42 - 0.5 * math.cos(2 * math.pi * x) + 0.08 * math.cos(4 * math.pi * x)
)
_window("bartlett_window", lambda x: 1.0 - abs(2.0 * x - 1.0))


@operation(function=False)
def copy_(self, other, non_blocking=False):
    if not isinstance(other, Tensor):
        other = tensor(other)
    from .indexing import fitted

    self._become(fitted(other, self._storage.shape, self))
    return self


@operation(function=False)
def set_(self, source=None):
    self._storage = source._storage
    return self


@operation(function=False)
def resize_(self, *sizes, memory_format=None):
    """Only where the elements stay as they are: what new memory would hold nobody knows."""
    shape = extents_of(sizes)
    self._storage = self.reshape(shape)._storage
    return self


@operation(function=False)
def new(self, *arguments, **rest):
    if arguments and isinstance(arguments[0], (list, Tensor)):
        return tensor(arguments[0], dtype=self.dtype)
    return empty(*(arguments or ((0,),)), dtype=self.dtype)
