"""`torch.fft`: discrete Fourier transforms as products with the matrices of cosines and sines, one axis after another.

X[k] = Σ x[n] exp(−2πi·kn/N), exact and differentiable. A transform of more than `_LONGEST` elements is an opaque node
of the exact shape and type instead, since its matrix would be too large.
"""

import math

from ._opaque import opaque
from ._ops.complex import of_parts, parts
from ._ops.linear import matmul
from ._ops.views import as_complex
from ._tensor import Tensor, constant
from ._types import get_default_dtype

_LONGEST = 1024


def _matrices(size: int, kept: int, sign: float, factor: float, kind):
    """cos and sin of 2π·kn/N, of shape (N, kept), times a factor."""
    turns = [2.0 * math.pi * (row * column % size) / size for row in range(size) for column in range(kept)]
    cosines = constant([factor * math.cos(turn) for turn in turns], (size, kept), kind)
    return cosines, constant([sign * factor * math.sin(turn) for turn in turns], (size, kept), kind)


def _factor(norm, size: int, is_inverse: bool) -> float:
    if norm not in (None, "backward", "forward", "ortho"):
        raise RuntimeError(f'Invalid normalization mode: "{norm}"')
    if norm == "ortho":
        return 1.0 / math.sqrt(size)
    return 1.0 / size if is_inverse == (norm != "forward") else 1.0


def _floating(input: Tensor) -> Tensor:
    return input if input.dtype.category >= 2 else input.to(get_default_dtype())


def _fitted(input: Tensor, size: int, axis: int) -> Tensor:
    """Cut off, or continued with zeros."""
    from . import cat, zeros

    extent = input.shape[axis]
    if extent > size:
        return input.narrow(axis, 0, size)
    if extent == size:
        return input
    more = zeros((*input.shape[:axis], size - extent, *input.shape[axis + 1 :]), dtype=input.dtype)
    return cat([input, more], axis)


def _opaque_transform(name: str, input: Tensor, axis: int, extent: int, kind) -> Tensor:
    shape = (*input.shape[:axis], extent, *input.shape[axis + 1 :])
    if not kind.is_complex:
        return opaque(f"torch.fft.{name}", [input], [(shape, kind)])
    return as_complex(opaque(f"torch.fft.{name}", [input], [((*shape, 2), kind.to_real())]))


def _along(name: str, input: Tensor, n, dim: int, norm, is_inverse: bool, kept: int | None = None) -> Tensor:
    input = _floating(input)
    axis = dim % input.ndim
    size = input.shape[axis] if n is None else n
    if size < 1:
        raise RuntimeError(f"Invalid number of data points ({size}) specified")
    input = _fitted(input, size, axis)
    kept = size if kept is None else kept
    kind = input.dtype.to_complex()
    if size > _LONGEST:
        return _opaque_transform(name, input, axis, kept, kind)
    sign = 1.0 if is_inverse else -1.0
    cosines, sines = _matrices(size, kept, sign, _factor(norm, size, is_inverse), kind.to_real())
    moved = input.transpose(axis, -1)
    if not input.dtype.is_complex:
        result = of_parts(matmul(moved, cosines), matmul(moved, sines))
    else:
        real, imaginary = parts(moved)
        result = of_parts(
            matmul(real, cosines) - matmul(imaginary, sines), matmul(real, sines) + matmul(imaginary, cosines)
        )
    return result.transpose(axis, -1)


def fft(input, n=None, dim=-1, norm=None, *, out=None) -> Tensor:
    return _along("fft", input, n, dim, norm, False)


def ifft(input, n=None, dim=-1, norm=None, *, out=None) -> Tensor:
    return _along("ifft", input, n, dim, norm, True)


def rfft(input, n=None, dim=-1, norm=None, *, out=None) -> Tensor:
    if input.dtype.is_complex:
        raise RuntimeError(f"rfft expects a real input tensor, but got {input.dtype}")
    size = input.shape[dim] if n is None else n
    return _along("rfft", input, n, dim, norm, False, size // 2 + 1)


def irfft(input, n=None, dim=-1, norm=None, *, out=None) -> Tensor:
    """x[n] = Σ w[k]·(Re X[k]·cos − Im X[k]·sin), where all but the first and the middle frequency count twice."""
    axis = dim % input.ndim
    size = 2 * (input.shape[axis] - 1) if n is None else n
    if size < 1:
        raise RuntimeError(f"Invalid number of data points ({size}) specified")
    half = size // 2 + 1
    input = _fitted(input, half, axis)
    kind = input.dtype.to_real()
    if size > _LONGEST:
        return _opaque_transform("irfft", input, axis, size, kind)
    factor = _factor(norm, size, True)
    cosines, sines = [], []
    for row in range(half):
        weight = factor if row == 0 or 2 * row == size else 2.0 * factor
        for column in range(size):
            turn = 2.0 * math.pi * (row * column % size) / size
            cosines.append(weight * math.cos(turn))
            sines.append(-weight * math.sin(turn))
    moved = input.transpose(axis, -1)
    real, imaginary = parts(moved) if input.dtype.is_complex else (moved, None)
    result = matmul(real, constant(cosines, (half, size), kind))
    if imaginary is not None:
        result = result + matmul(imaginary, constant(sines, (half, size), kind))
    return result.transpose(axis, -1)


def _several(transform, last=None):
    """A transform over several axes; `last` is that of the last axis, which a real one ends or begins with."""

    def function(input, s=None, dim=None, norm=None, *, out=None) -> Tensor:
        axes, sizes = _axes(input, s, dim)
        steps = [(axis, size, transform) for axis, size in zip(axes, sizes)]
        if last is rfft:
            steps = [(axes[-1], sizes[-1], rfft), *steps[:-1]]
        elif last is irfft:
            steps = [*steps[:-1], (axes[-1], sizes[-1], irfft)]
        for axis, size, step in steps:
            input = step(input, size, axis, norm)
        return input

    return function


def _axes(input: Tensor, s, dim) -> tuple[list[int], list[int | None]]:
    if dim is None:
        dim = range(input.ndim) if s is None else range(-len(s), 0)
    axes = [axis % input.ndim for axis in dim]
    return axes, [None if s is None or s[place] == -1 else s[place] for place in range(len(axes))]


def _pair(function):
    def of_two(input, s=None, dim=(-2, -1), norm=None, *, out=None) -> Tensor:
        return function(input, s, dim, norm)

    return of_two


fftn, ifftn, rfftn, irfftn = _several(fft), _several(ifft), _several(fft, rfft), _several(ifft, irfft)
fft2, ifft2, rfft2, irfft2 = map(_pair, (fftn, ifftn, rfftn, irfftn))


def fftfreq(n, d=1.0, *, dtype=None, **rest) -> Tensor:
    values = [(index if index < (n + 1) // 2 else index - n) / (n * d) for index in range(n)]
    return constant(values, (n,), dtype or get_default_dtype())


def rfftfreq(n, d=1.0, *, dtype=None, **rest) -> Tensor:
    return constant(
        [index / (n * d) for index in range(n // 2 + 1)], (n // 2 + 1,), dtype or get_default_dtype()
    )


def _shifted(input, dim, sign: int) -> Tensor:
    from . import roll

    axes = list(range(input.ndim)) if dim is None else [dim] if isinstance(dim, int) else list(dim)
    shifts = [sign * (input.shape[axis] // 2) for axis in axes]
    return roll(input, [shift % input.shape[axis] for shift, axis in zip(shifts, axes)], axes)


def fftshift(input, dim=None) -> Tensor:
    return _shifted(input, dim, 1)


def ifftshift(input, dim=None) -> Tensor:
    return _shifted(input, dim, -1)


def __getattr__(name: str):
    from _skipline.missing import missing_attribute

    return missing_attribute(f"torch.fft.{name}")
