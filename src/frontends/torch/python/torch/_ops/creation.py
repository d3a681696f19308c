"""New tensors: constants where their content is known, samples as steps of initialization."""

import math

from _skipline import notices
from _skipline.inert import UnsupportedOperation

from .. import _numpy, _tensor
from .._tensor import Tensor, constant, elements_of, filled, operate, undefined
from .._types import bool_, get_default_dtype, int64
from .._types import dtype as dtype_class
from .initialization import record
from .promotion import scalar_type
from .registry import operation


def extents(size) -> tuple[int, ...]:
    if len(size) == 1 and isinstance(size[0], (tuple, list)):
        size = size[0]
    return tuple(int(extent) for extent in size)


def _factory(name: str, value: float):
    def implementation(
        *size, dtype=None, device=None, requires_grad=False, out=None, layout=None, pin_memory=False, **named
    ):
        shape = extents(size or (named["size"],))
        return _marked(
            record(filled(value, shape, dtype or get_default_dtype()), kind="constant", value=value),
            requires_grad,
        )

    def like(input, *, dtype=None, device=None, requires_grad=False, memory_format=None):
        return implementation(tuple(input.shape), dtype=dtype or input.dtype, requires_grad=requires_grad)

    implementation.__name__ = name
    operation(name, method=False)(implementation)
    operation(f"{name}_like", method=False)(like)
    setattr(
        Tensor,
        f"new_{name}",
        lambda self, *size, dtype=None, **rest: implementation(*size, dtype=dtype or self.dtype),
    )
    return implementation


def _marked(tensor: Tensor, requires_grad: bool) -> Tensor:
    tensor.requires_grad = requires_grad
    return tensor


zeros = _factory("zeros", 0.0)
ones = _factory("ones", 1.0)


@operation(method=False)
def full(size, fill_value, *, dtype=None, device=None, requires_grad=False):
    kind = dtype or scalar_type(fill_value)
    return record(filled(fill_value, extents((size,)), kind), kind="constant", value=float(fill_value))


@operation(method=False)
def full_like(input, fill_value, *, dtype=None, device=None, requires_grad=False):
    return full(tuple(input.shape), fill_value, dtype=dtype or input.dtype)


Tensor.new_full = lambda self, size, value, dtype=None, **rest: full(size, value, dtype=dtype or self.dtype)


@operation(method=False)
def empty(*size, dtype=None, device=None, requires_grad=False, memory_format=None, **named):
    """Zeros, as nothing is known of what the memory held."""
    return _marked(
        filled(0.0, extents(size or (named["size"],)), dtype or get_default_dtype()), requires_grad
    )


@operation(method=False)
def empty_like(input, *, dtype=None, device=None, requires_grad=False, memory_format=None):
    return empty(tuple(input.shape), dtype=dtype or input.dtype)


Tensor.new_empty = lambda self, *size, dtype=None, **rest: empty(*size, dtype=dtype or self.dtype)


def sample(shape: tuple[int, ...], element_type: dtype_class, **fill) -> Tensor:
    """A tensor drawn from the random stream; its content belongs to the initialization and is not part of the graph."""
    if _tensor.initialization is None:
        notices.warn(
            "randomInForward",
            "This draws random numbers at every call, which the graph cannot show yet: it uses zeros instead.",
        )
        return filled(0.0, shape, element_type)
    return record(undefined(shape, element_type), **fill)


@operation(method=False)
def randn(*size, dtype=None, device=None, requires_grad=False, generator=None, out=None, **named):
    shape = extents(size or (named["size"],))
    return _marked(
        sample(shape, dtype or get_default_dtype(), kind="normal", mean=0.0, std=1.0), requires_grad
    )


@operation(method=False)
def rand(*size, dtype=None, device=None, requires_grad=False, generator=None, out=None, **named):
    shape = extents(size or (named["size"],))
    return _marked(
        sample(shape, dtype or get_default_dtype(), kind="uniform", low=0.0, high=1.0), requires_grad
    )


@operation(method=False)
def randn_like(input, **options):
    return randn(tuple(input.shape), dtype=options.get("dtype") or input.dtype)


@operation(method=False)
def rand_like(input, **options):
    return rand(tuple(input.shape), dtype=options.get("dtype") or input.dtype)


@operation(method=False)
def normal(mean, std, size, **options):
    return sample(extents((size,)), get_default_dtype(), kind="normal", mean=float(mean), std=float(std))


@operation(method=False)
def randint(*arguments, size=None, low=None, high=None, dtype=None, device=None, generator=None, **options):
    numbers = [argument for argument in arguments if isinstance(argument, int)]
    shape = next((argument for argument in arguments if isinstance(argument, (tuple, list))), size)
    if high is None:
        high = numbers.pop()
    if low is None:
        low = numbers.pop() if numbers else 0
    return sample(extents((shape,)), dtype or int64, kind="randint", low=low, high=high)


@operation(method=False)
def randperm(n, *, dtype=None, device=None, generator=None):
    return sample((n,), dtype or int64, kind="randperm")


def _nested(data) -> tuple[tuple[int, ...], list]:
    """Shape and elements of nested lists, row-major."""
    if isinstance(data, Tensor):
        elements = elements_of(data)
        if elements is None:
            raise RuntimeError("torch.tensor() needs numbers, not a tensor whose content depends on the data")
        return tuple(data.shape), elements
    if _numpy.is_array(data):
        return data.shape, data.ravel().tolist()
    if isinstance(data, (list, tuple, range)):
        parts = [_nested(item) for item in data]
        inner = parts[0][0] if parts else ()
        if any(shape != inner for shape, _ in parts):
            raise ValueError("expected sequences of equal length")
        return (len(parts), *inner), [element for _, elements in parts for element in elements]
    return (), [data]


@operation("tensor", "as_tensor", "from_numpy", "asarray", method=False)
def tensor(data, dtype=None, device=None, requires_grad=False, pin_memory=False):
    shape, elements = _nested(data)
    if dtype is None:
        dtype = _numpy.type_of_array(data) or _type_of_elements(elements)
    made = constant([_number(element) for element in elements], shape, dtype)
    return _marked(
        record(made, kind="values", type=dtype.onnx, values=[_number(element) for element in elements]),
        requires_grad,
    )


def _type_of_elements(elements: list) -> dtype_class:
    kinds = [_numpy.type_of_array(element) or scalar_type(element) for element in elements]
    return max(kinds, key=lambda kind: kind.category) if kinds else get_default_dtype()


def _number(element):
    # JSON has no infinities; the other side reads these words.
    number = float(element) if isinstance(element, float) else int(element)
    return str(number) if isinstance(number, float) and not math.isfinite(number) else number


Tensor.new_tensor = lambda self, data, dtype=None, **rest: tensor(data, dtype or self.dtype)


@operation(method=False)
def arange(*bounds, dtype=None, device=None, requires_grad=False, **named):
    start, end, step = (0, *bounds, 1) if len(bounds) == 1 else (*bounds, 1)[:3]
    start, end, step = named.get("start", start), named.get("end", end), named.get("step", step)
    kind = dtype or (
        int64 if all(isinstance(item, int) for item in (start, end, step)) else get_default_dtype()
    )
    count = max(0, math.ceil((end - start) / step))
    return constant([start + index * step for index in range(count)], (count,), kind)


@operation(method=False)
def linspace(start, end, steps, *, dtype=None, device=None, requires_grad=False):
    """Computed from both ends inwards, as PyTorch does, so that both ends are exact."""
    gap = (end - start) / (steps - 1) if steps > 1 else 0.0
    half = steps // 2
    values = [
        start + gap * i if i < half or steps == 1 else end - gap * (steps - 1 - i) for i in range(steps)
    ]
    return constant([float(value) for value in values], (steps,), dtype or get_default_dtype())


@operation(method=False)
def eye(n, m=None, *, dtype=None, device=None, requires_grad=False):
    m = n if m is None else m
    return constant(
        [float(row == column) for row in range(n) for column in range(m)],
        (n, m),
        dtype or get_default_dtype(),
    )


def _fill_in_place(name: str, make):
    def method(self, *args, **kwargs):
        fill = make(*args, **{key: value for key, value in kwargs.items() if key != "generator"})
        if _tensor.initialization is None:
            if fill["kind"] != "constant":
                raise UnsupportedOperation(
                    f"Skipline cannot trace {name} outside of the construction of a model yet"
                )
            return self._become(filled(fill["value"], tuple(self.shape), self.dtype))
        storage = self._storage
        if fill["kind"] == "constant":
            storage.handle = filled(fill["value"], storage.shape, storage.dtype)._storage.handle
        else:
            storage.handle = undefined(storage.shape, storage.dtype)._storage.handle
        return record(self, **fill)

    method.__name__ = name
    setattr(Tensor, name, method)


_fill_in_place("zero_", lambda: {"kind": "constant", "value": 0.0})
_fill_in_place("fill_", lambda value: {"kind": "constant", "value": float(value)})
_fill_in_place(
    "normal_", lambda mean=0.0, std=1.0: {"kind": "normal", "mean": float(mean), "std": float(std)}
)


def _uniform(a=0.0, b=1.0, **bounds):
    return {"kind": "uniform", "low": float(bounds.get("from", a)), "high": float(bounds.get("to", b))}


_fill_in_place("uniform_", _uniform)
_fill_in_place("bernoulli_", lambda p=0.5: {"kind": "bernoulli", "probability": float(p)})


def _copy_in_place(self, source, non_blocking=False):
    self._become(source.to(self.dtype))
    elements = elements_of(self)
    if elements is not None:
        record(self, kind="values", type=self.dtype.onnx, values=[_number(element) for element in elements])
    return self


Tensor.copy_ = _copy_in_place


def _triangle(name: str, is_kept):
    def implementation(input, diagonal=0):
        rows, columns = input.shape[-2:]
        kept = [float(is_kept(column - row, diagonal)) for row in range(rows) for column in range(columns)]
        mask = constant(kept, (rows, columns), bool_)
        return operate("Where", mask, input, filled(0.0, (), input.dtype))

    implementation.__name__ = name
    return operation(in_place=True)(implementation)


tril = _triangle("tril", lambda offset, diagonal: offset <= diagonal)
triu = _triangle("triu", lambda offset, diagonal: offset >= diagonal)
