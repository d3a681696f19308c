"""Determinants and inverses of small square matrices by Leibniz's formula, det A = Σ sgn(σ)·Π A[i, σ(i)]: a gather, a
product and a sum, exact and differentiable. Larger matrices are left to opaque nodes: the terms grow as n!."""

import itertools
import math

from ._tensor import Tensor, constant, operate
from ._types import int64

_LARGEST = 4


def is_small(A: Tensor) -> bool:
    return 0 < A.shape[-1] <= _LARGEST and A.dtype.is_floating_point


def _terms(rows: list[int], columns: list[int], size: int) -> tuple[list[int], list[int]]:
    """The flat indices and the signs of the products of a minor."""
    places, signs = [], []
    for order in itertools.permutations(range(len(columns))):
        places += [row * size + columns[at] for row, at in zip(rows, order)]
        turned = sum(a > b for a, b in itertools.combinations(order, 2))
        signs.append(-1 if turned % 2 else 1)
    return places, signs


def _summed(A: Tensor, places: list[int], signs: list[int], shape: tuple[int, ...]) -> Tensor:
    """`shape` is that of the results, whose terms stand one after the other."""
    size = A.shape[-1]
    terms = len(signs) // math.prod(shape)
    factors = len(places) // len(signs)
    index = constant(places, (*shape, terms, factors), int64)
    flat = A.reshape(*A.shape[:-2], size * size)
    products = operate("Gather", flat, index, axis=flat.ndim - 1).prod(-1)
    return (products * constant(signs, (*shape, terms), A.dtype)).sum(-1)


def determinant(A: Tensor) -> Tensor:
    every = list(range(A.shape[-1]))
    return _summed(A, *_terms(every, every, len(every)), ())


def inverse(A: Tensor) -> Tensor:
    """The adjugate over the determinant."""
    size = A.shape[-1]
    if size == 1:
        return A.reciprocal()
    places, signs = [], []
    for row in range(size):
        for column in range(size):
            # The adjugate is the transposed matrix of the cofactors.
            minor = _terms(
                [i for i in range(size) if i != column], [j for j in range(size) if j != row], size
            )
            places += minor[0]
            signs += [sign * (-1) ** (row + column) for sign in minor[1]]
    return _summed(A, places, signs, (size, size)) / determinant(A)[..., None, None]
