"""Random numbers: steps of initialization while a model is constructed, nodes of the graph while it runs."""

from _skipline import notices
from _skipline.inert import UnsupportedOperation

from .. import _tensor
from .._tensor import Tensor, filled, operate, undefined
from .._types import device as device_class
from .._types import dtype as dtype_class
from .._types import float64, get_default_dtype, int64
from .creation import marked, size_of
from .initialization import record
from .promotion import cast, onnx_number
from .registry import operation


class Generator:
    """A source of random numbers beside the default one."""

    def __init__(self, device="cpu"):
        self.device = device_class(device)

    def manual_seed(self, seed: int) -> "Generator":
        return self

    def seed(self) -> int:
        return 0

    initial_seed = seed


default_generator = Generator()


def _is_constructing() -> bool:
    return _tensor.initialization is not None


def sample(shape: tuple[int, ...], kind: dtype_class, fill: dict[str, object], generator=None) -> Tensor:
    """A new tensor of random numbers, whose drawing the initialization notes."""
    _note(generator)
    return record(drawn(shape, kind, fill), **fill)


def _note(generator) -> None:
    if generator is not None and generator is not default_generator and _is_constructing():
        notices.warn(
            "ownGenerator",
            "This draws from a generator of its own, but Skipline draws from the one of the run: "
            "these numbers and the later ones differ from PyTorch's.",
        )


def drawn(shape: tuple[int, ...], kind: dtype_class, fill: dict[str, object]) -> Tensor:
    """Fresh content by a fill of the initialization: a node while the model runs, unknown while it is constructed."""
    name = fill["kind"]
    if name == "constant":
        return filled(fill["value"], shape, kind)
    if _is_constructing():
        return undefined(shape, kind)
    if name == "normal":
        return operate(
            "RandomNormal", shape=shape, dtype=onnx_number(kind), mean=fill["mean"], scale=fill["std"]
        )
    if name == "uniform":
        return _uniform(shape, kind, fill["low"], fill["high"])
    if name == "bernoulli":
        floating = kind if kind.is_floating_point else get_default_dtype()
        return operate("Bernoulli", filled(fill["probability"], shape, floating), dtype=onnx_number(kind))
    if name == "randint":
        return operate(
            "skipline:RandomIntegers",
            shape=shape,
            dtype=onnx_number(kind),
            low=int(fill["low"]),
            high=int(fill["high"]),
        )
    if name == "randperm":
        return operate("skipline:RandomPermutation", shape=shape, dtype=onnx_number(kind))
    if name == "exponential":
        return operate(
            "skipline:RandomExponential", shape=shape, dtype=onnx_number(kind), rate=fill["rate"]
        )
    raise UnsupportedOperation(
        f"Skipline cannot trace random numbers of the kind {name} while a model runs yet"
    )


def _uniform(shape: tuple[int, ...], kind: dtype_class, low: float, high: float) -> Tensor:
    return operate("RandomUniform", shape=shape, dtype=onnx_number(kind), low=low, high=high)


def _sampler(name: str, fill: dict[str, object]):
    def implementation(*size, dtype=None, requires_grad=False, generator=None, **rest):
        made = sample(size_of(size), dtype or get_default_dtype(), fill, generator)
        return marked(made, requires_grad)

    def like(input, *, dtype=None, requires_grad=False, **rest):
        return implementation(tuple(input.shape), dtype=dtype or input.dtype, requires_grad=requires_grad)

    implementation.__name__ = name
    operation(name, method=False)(implementation)
    operation(f"{name}_like", method=False)(like)
    return implementation


randn = _sampler("randn", {"kind": "normal", "mean": 0.0, "std": 1.0})
rand = _sampler("rand", {"kind": "uniform", "low": 0.0, "high": 1.0})


@operation(method=False)
def normal(mean, std=1.0, size=None, *, generator=None, dtype=None, **rest):
    if not isinstance(mean, Tensor) and not isinstance(std, Tensor):
        fill = {"kind": "normal", "mean": float(mean), "std": float(std)}
        return sample(size_of((size,)), dtype or get_default_dtype(), fill, generator)
    from .shaping import broadcast_shapes

    shapes = [tuple(item.shape) for item in (mean, std) if isinstance(item, Tensor)]
    return randn(*broadcast_shapes(*shapes)) * std + mean


@operation(method=False)
def randint(
    *arguments, size=None, low=None, high=None, dtype=None, generator=None, requires_grad=False, **rest
):
    numbers = [argument for argument in arguments if isinstance(argument, int)]
    shape = next((argument for argument in arguments if isinstance(argument, (tuple, list))), size)
    if high is None:
        high = numbers.pop()
    if low is None:
        low = numbers.pop() if numbers else 0
    return sample(
        size_of((shape,)), dtype or int64, {"kind": "randint", "low": low, "high": high}, generator
    )


@operation(method=False)
def randint_like(input, *bounds, low=None, high=None, dtype=None, **rest):
    return randint(*bounds, size=tuple(input.shape), low=low, high=high, dtype=dtype or input.dtype)


@operation(method=False)
def randperm(n, *, dtype=None, generator=None, **rest):
    return sample((n,), dtype or int64, {"kind": "randperm"}, generator)


@operation()
def bernoulli(input, p=None, *, generator=None):
    if p is not None:
        return sample(tuple(input.shape), input.dtype, {"kind": "bernoulli", "probability": float(p)})
    _only_while_running("torch.bernoulli of a tensor")
    return cast(_below(input), input.dtype)


def _below(probability: Tensor) -> Tensor:
    """True with the probability that each element holds."""
    return operate("Less", _uniform(tuple(probability.shape), probability.dtype, 0.0, 1.0), probability)


@operation()
def multinomial(input, num_samples, replacement=False, *, generator=None):
    """The largest of p over exponential noise are a sample; with replacement, places in the cumulative sum."""
    _only_while_running("torch.multinomial")
    if replacement and num_samples > 1:
        cumulative = (input / input.sum(-1, keepdim=True)).cumsum(-1)
        place = _uniform((*input.shape[:-1], num_samples), float64, 0.0, 1.0)
        is_passed = operate("Less", cast(cumulative, float64).unsqueeze(-2), place.unsqueeze(-1))
        return cast(is_passed, int64).sum(-1).clamp(max=input.shape[-1] - 1)
    noise = drawn(tuple(input.shape), input.dtype, {"kind": "exponential", "rate": 1.0})
    perturbed = input / noise
    return perturbed.argmax(-1, keepdim=True) if num_samples == 1 else perturbed.topk(num_samples, -1)[1]


@operation(method=False)
def poisson(input, generator=None):
    raise UnsupportedOperation("Skipline cannot trace torch.poisson, for which ONNX has no operator")


def _only_while_running(name: str) -> None:
    if _is_constructing():
        raise UnsupportedOperation(
            f"Skipline cannot trace {name} while a model is constructed: its random numbers are not reproduced yet"
        )


def _fill_in_place(name: str, make) -> None:
    def method(self, *args, generator=None, **kwargs):
        _note(generator)
        fill = make(*args, **kwargs)
        storage = self._storage
        storage.handle = drawn(storage.shape, storage.dtype, fill)._storage.handle
        if not _is_constructing():
            # Drawn anew, whatever it was computed from before.
            self.requires_grad = False
            return self
        return record(self, **fill)

    method.__name__ = name
    setattr(Tensor, name, method)


def _bounds(a=0.0, b=1.0, **bounds):
    return {"kind": "uniform", "low": float(bounds.get("from", a)), "high": float(bounds.get("to", b))}


_fill_in_place("zero_", lambda: {"kind": "constant", "value": 0.0})
_fill_in_place(
    "normal_", lambda mean=0.0, std=1.0: {"kind": "normal", "mean": float(mean), "std": float(std)}
)
_fill_in_place("uniform_", _bounds)
_fill_in_place("_bernoulli_of_number", lambda p: {"kind": "bernoulli", "probability": float(p)})


def _bernoulli_(self, p=0.5, *, generator=None):
    if not isinstance(p, Tensor):
        return self._bernoulli_of_number(p)
    _only_while_running("bernoulli_ of a tensor")
    from .shaping import expand

    return self._become(cast(_below(expand(p, *self.shape)), self.dtype))


Tensor.bernoulli_ = _bernoulli_


def _exponential_(self, lambd=1.0, *, generator=None):
    _only_while_running("exponential_")
    return self._become(drawn(tuple(self.shape), self.dtype, {"kind": "exponential", "rate": float(lambd)}))


def _random_(self, *bounds, generator=None, **named):
    """`random_()`, `random_(to)`, `random_(from, to)`. `from`, a word of Python, is named in a dictionary only."""
    _only_while_running("random_")
    *low, high = bounds or (named.get("to", 2**24),)
    low = low[0] if low else named.get("from", 0)
    return self._become(drawn(tuple(self.shape), self.dtype, {"kind": "randint", "low": low, "high": high}))


Tensor.exponential_ = _exponential_
Tensor.random_ = _random_


@operation(name="fill_", function=False)
def fill_(self, value):
    if isinstance(value, Tensor):
        if value.ndim > 0:
            raise RuntimeError(
                f"fill_ only supports 0-dimension value tensor but got tensor with {value.ndim} dimensions."
            )
        from .indexing import fitted

        return self._become(fitted(value, self._storage.shape, self))
    storage = self._storage
    storage.handle = filled(value, storage.shape, storage.dtype)._storage.handle
    return record(self, kind="constant", value=float(value)) if _is_constructing() else self


operation("fill")(lambda input, value: filled(value, tuple(input.shape), input.dtype))
