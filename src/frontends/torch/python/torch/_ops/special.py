"""Functions that ONNX has no operator for: computed where their input is known, else opaque nodes."""

import math

from .._opaque import opaque
from .._tensor import Tensor, constant, elements_of
from .._types import get_default_dtype, int64
from .literals import number_of
from .promotion import result_type
from .reduction import NamedResults
from .registry import operation
from .shaping import axis_of, broadcast_shapes, squeeze


def _inverse_error_function(y: float) -> float:
    """Newton's iteration from Giles's approximation (2010), to the precision of doubles."""
    if abs(y) >= 1:
        return math.copysign(math.inf, y) if abs(y) == 1 else math.nan
    w = -math.log((1 - y) * (1 + y))
    x = y * (1.50140941 if w < 5 else 2.83297682 * math.sqrt(w) / 2.23606798)
    for _ in range(60):
        step = (math.erf(x) - y) / (2 / math.sqrt(math.pi) * math.exp(-x * x) or 1e-300)
        # Halley's correction keeps far starts from overshooting.
        step /= 1 + x * step
        x -= step
        if abs(step) <= 1e-16 * abs(x):
            break
    return x


def _log_gamma(x: float) -> float:
    return math.inf if x <= 0 and x == int(x) else math.lgamma(x)


def _elementwise(name: str, compute=None) -> None:
    """`torch.<name>` of one or several broadcast tensors; `compute` is it for one known number."""

    def implementation(input, *others, **options):
        tensors = [item for item in (input, *others, *options.values()) if isinstance(item, Tensor)]
        kind = result_type(*tensors)
        kind = kind if kind.is_floating_point else get_default_dtype()
        shape = tuple(broadcast_shapes(*[tuple(tensor.shape) for tensor in tensors]))
        elements = elements_of(input) if compute is not None and len(tensors) == 1 else None
        if elements is not None:
            return constant([number_of(float(compute(element))) for element in elements], shape, kind)
        return opaque(f"torch.{name}", tensors, [(shape, kind)])

    implementation.__name__ = name
    operation(name, in_place=True)(implementation)


_elementwise("erfinv", _inverse_error_function)
_elementwise("lgamma", _log_gamma)
for _name in ("digamma", "polygamma", "mvlgamma", "i0", "igamma", "igammac", "nextafter"):
    _elementwise(_name)


@operation()
def mode(input, dim=-1, keepdim=False):
    """The most frequent value along an axis, the smallest of several, and its last place."""
    axis = axis_of(dim, input.ndim)
    shape = tuple(1 if place == axis else extent for place, extent in enumerate(input.shape))
    elements = elements_of(input)
    if elements is None:
        results = opaque("torch.mode", [input], [(shape, input.dtype), (shape, int64)])
    else:
        results = _known_mode(input, elements, axis, shape)
    if not keepdim and input.ndim:
        results = tuple(squeeze(result, axis) for result in results)
    return NamedResults.of(("values", "indices"), results)


def _known_mode(input: Tensor, elements: list, axis: int, shape: tuple[int, ...]) -> tuple[Tensor, Tensor]:
    extent = input.shape[axis] if input.ndim else 1
    inner = math.prod(input.shape[axis + 1 :])
    values, places = [], []
    for line in range(len(elements) // extent):
        start = line // inner * extent * inner + line % inner
        row = [elements[start + place * inner] for place in range(extent)]
        most = min(row, key=lambda element: (-row.count(element), element))
        values.append(number_of(most, input.dtype))
        places.append(extent - 1 - row[::-1].index(most))
    return constant(values, shape, input.dtype), constant(places, shape, int64)
