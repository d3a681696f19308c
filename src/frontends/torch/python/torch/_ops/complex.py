"""Complex tensors: pairs of a real and an imaginary part along one more axis of the graph's value.

Every function here is made of real operators: rotary position embeddings and the like are exact and differentiable.
"""

import math

from .._tensor import Tensor, filled, operate
from .promotion import cast, promoted, result_type
from .registry import operation
from .views import as_complex, as_real


def parts(input: Tensor) -> tuple[Tensor, Tensor]:
    """Real and imaginary part. They are views, as PyTorch's are."""
    pair = as_real(input)
    return pair.select(-1, 0), pair.select(-1, 1)


def of_parts(real: Tensor, imaginary: Tensor) -> Tensor:
    from .joining import stack

    return as_complex(stack([real, imaginary], -1))


def arithmetic(operator: str, input, other) -> Tensor:
    a, b = promoted(input, other)
    if operator in ("Add", "Sub"):
        return as_complex(operate(operator, *_aligned(a, b)))
    (a_real, a_imaginary), (b_real, b_imaginary) = parts(a), parts(b)
    if operator == "Div":
        size = b_real * b_real + b_imaginary * b_imaginary
        b_real, b_imaginary = b_real / size, -b_imaginary / size
    return of_parts(a_real * b_real - a_imaginary * b_imaginary, a_real * b_imaginary + a_imaginary * b_real)


def _aligned(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """Pairs with as many axes, so that they broadcast as the complex numbers do."""
    return as_real(a), as_real(b)


def power(input, exponent) -> Tensor:
    if isinstance(exponent, int) and 0 < exponent <= 8:
        result = input
        for _ in range(exponent - 1):
            result = arithmetic("Mul", result, input)
        return result
    [base] = (
        promoted(input) if isinstance(input, Tensor) else [filled(input, (), result_type(input, exponent))]
    )
    return exponential(arithmetic("Mul", logarithm(base), exponent))


def exponential(input: Tensor) -> Tensor:
    real, imaginary = parts(input)
    return polar(real.exp(), imaginary)


def logarithm(input: Tensor) -> Tensor:
    return of_parts(modulus(input).log(), angle(input))


def modulus(input: Tensor) -> Tensor:
    return operate("ReduceL2", as_real(input), _last_axis(), keepdims=0)


def _last_axis() -> Tensor:
    from .._tensor import int64s

    return int64s(-1)


def sgn(input: Tensor) -> Tensor:
    size = modulus(input)
    return as_complex(as_real(input) / (size + (size == 0)).unsqueeze(-1))


def _reciprocal(input: Tensor) -> Tensor:
    return arithmetic("Div", 1.0, input)


def _negative(input: Tensor) -> Tensor:
    return as_complex(operate("Neg", as_real(input)))


def _square_root(input: Tensor) -> Tensor:
    return polar(modulus(input).sqrt(), angle(input) * 0.5)


def _sine(input: Tensor) -> Tensor:
    real, imaginary = parts(input)
    return of_parts(real.sin() * imaginary.cosh(), real.cos() * imaginary.sinh())


def _cosine(input: Tensor) -> Tensor:
    real, imaginary = parts(input)
    return of_parts(real.cos() * imaginary.cosh(), -(real.sin() * imaginary.sinh()))


#: Elementwise functions of complex numbers by the ONNX operator that computes them of real ones.
FUNCTIONS = {
    "Abs": modulus,
    "Cos": _cosine,
    "Exp": exponential,
    "Log": logarithm,
    "Neg": _negative,
    "Reciprocal": _reciprocal,
    "Sin": _sine,
    "Sqrt": _square_root,
}


@operation(method=False)
def complex(real, imag):
    if real.dtype is not imag.dtype:
        raise RuntimeError(f"Expected object of scalar type {real.dtype.type_name} but got scalar type "
                           f"{imag.dtype.type_name} for second argument")  # fmt: skip
    from .shaping import broadcast_tensors

    return of_parts(*broadcast_tensors(real, imag))


@operation(method=False)
def polar(abs, angle):
    from .shaping import broadcast_tensors

    size, direction = broadcast_tensors(abs, angle)
    return of_parts(size * direction.cos(), size * direction.sin())


@operation(method=False)
def view_as_complex(input):
    if not input.dtype.is_floating_point:
        raise RuntimeError(
            f"view_as_complex is only supported for floating point tensors, but got a tensor of scalar type: "
            f"{input.dtype.type_name}"
        )
    if input.ndim == 0 or input.shape[-1] != 2:
        raise RuntimeError("Tensor must have a last dimension of size 2")
    return as_complex(input)


@operation(method=False)
def view_as_real(input):
    if not input.dtype.is_complex:
        raise RuntimeError("view_as_real is only supported for complex tensors")
    return as_real(input)


@operation(method=False)
def real(input):
    return parts(input)[0] if input.dtype.is_complex else input


@operation(method=False)
def imag(input):
    if not input.dtype.is_complex:
        raise RuntimeError("imag is not implemented for tensors with non-complex dtypes.")
    return parts(input)[1]


Tensor.real = property(real)
Tensor.imag = property(imag)


@operation()
def conj(input):
    if not input.dtype.is_complex:
        return input
    real_part, imaginary = parts(input)
    return of_parts(real_part, -imaginary)


operation("conj_physical", "resolve_conj")(conj)
operation("resolve_neg")(lambda input: input)


@operation()
def is_conj(input):
    return False


@operation()
def angle(input):
    if input.dtype.is_complex:
        real_part, imaginary = parts(input)
        return imaginary.atan2(real_part)
    from .promotion import floating

    [x] = floating(input)
    return operate(
        "Where",
        operate("Less", x, filled(0.0, (), x.dtype)),
        filled(math.pi, (), x.dtype),
        filled(0.0, (), x.dtype),
    )


@operation()
def isreal(input):
    return (parts(input)[1] if input.dtype.is_complex else input.new_zeros(input.shape)) == 0


def to_complex(input: Tensor, kind) -> Tensor:
    """A real tensor with zeros as imaginary part."""
    real_part = cast(input, kind.to_real())
    return of_parts(real_part, filled(0.0, tuple(real_part.shape), real_part.dtype))
