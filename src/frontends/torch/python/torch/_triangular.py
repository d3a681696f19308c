"""Triangular factors of matrices whose content is known while the model is traced, as covariances are that a model
begins with: computed here, so that they are constants of the graph."""

import math

from ._tensor import Tensor, elements_of

#: Rows beyond which a factor is left to an opaque node: the time grows with the third power.
_LARGEST = 128


class _LinAlgError(RuntimeError):
    pass


LinAlgError = _LinAlgError


def known_cholesky(A: Tensor) -> Tensor | None:
    """The lower factor L of A = L·Lᵀ; None where the content is unknown. Raises LinAlgError as PyTorch does."""
    return _mapped(A, _cholesky)


def known_inverse(L: Tensor, upper: bool) -> Tensor | None:
    """The inverse of a triangular matrix; None where the content is unknown. The other triangle is not read."""
    if upper:
        inverse = known_inverse(L.mT, False)
        return None if inverse is None else inverse.mT
    return _mapped(L, _inverse)


def _mapped(A: Tensor, compute) -> Tensor | None:
    from . import tensor

    n = A.shape[-1]
    elements = elements_of(A) if n <= _LARGEST else None
    if elements is None:
        return None
    computed: list[float] = []
    for start in range(0, len(elements), n * n or 1):
        rows = [elements[start + row * n : start + (row + 1) * n] for row in range(n)]
        computed += [element for row in compute(rows) for element in row]
    return tensor(computed, dtype=A.dtype).reshape(A.shape)


def _cholesky(rows: list[list[float]]) -> list[list[float]]:
    n = len(rows)
    factor = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(i + 1):
            rest = rows[i][j] - math.sumprod(factor[i][:j], factor[j][:j])
            if i != j:
                factor[i][j] = rest / factor[j][j]
            elif rest <= 0:
                raise LinAlgError(
                    "linalg.cholesky: The factorization could not be completed because the input is not "
                    f"positive-definite (the leading minor of order {i + 1} is not positive-definite)."
                )
            else:
                factor[i][i] = math.sqrt(rest)
    return factor


def _inverse(rows: list[list[float]]) -> list[list[float]]:
    n = len(rows)
    inverse = [[0.0] * n for _ in range(n)]
    for column in range(n):
        for i in range(column, n):
            known = sum(rows[i][k] * inverse[k][column] for k in range(column, i))
            inverse[i][column] = ((1.0 if i == column else 0.0) - known) / rows[i][i]
    return inverse
