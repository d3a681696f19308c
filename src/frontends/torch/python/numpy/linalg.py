"""`numpy.linalg`: norms, and small dense systems by elimination."""

import math

from ._conversion import asarray
from ._creation import eye
from ._elementwise import FUNCTIONS
from ._joining import concatenate
from ._products import matmul
from ._reductions import amax, amin
from ._reductions import sum as total


class LinAlgError(ValueError):
    pass


def norm(x, ord=None, axis=None, keepdims=False):
    array = asarray(x)
    if array.dtype.kind not in "fc":
        array = array.astype(float)
    size = FUNCTIONS["absolute"](array)
    is_matrix = (
        array.ndim == 2 if axis is None else isinstance(axis, tuple) and len(axis) == 2
    ) and ord is not None
    if ord in (None, "fro") or (ord == 2 and not is_matrix):
        return FUNCTIONS["sqrt"](total(size * size, axis, keepdims=keepdims))
    if is_matrix:
        raise NotImplementedError(f"the matrix norm {ord} has no stand-in while tracing")
    if ord == math.inf:
        return amax(size, axis, keepdims=keepdims)
    if ord == -math.inf:
        return amin(size, axis, keepdims=keepdims)
    if ord == 0:
        return total(size != 0, axis, keepdims=keepdims).astype(array.dtype)
    return FUNCTIONS["power"](total(FUNCTIONS["power"](size, ord), axis, keepdims=keepdims), 1.0 / ord)


def _eliminated(a, b) -> tuple[list, float]:
    """Rows of [I | A⁻¹B] by Gauss and Jordan with partial pivots, and the determinant of A."""
    size = a.shape[0]
    rows = concatenate([a, b], 1).tolist()
    determinant = 1.0
    for column in range(size):
        pivot = max(range(column, size), key=lambda row: abs(rows[row][column]))
        if rows[pivot][column] == 0:
            return [], 0.0
        if pivot != column:
            rows[column], rows[pivot] = rows[pivot], rows[column]
            determinant = -determinant
        determinant *= rows[column][column]
        head = [value / rows[column][column] for value in rows[column]]
        rows[column] = head
        for row in range(size):
            factor = rows[row][column]
            if row != column and factor:
                rows[row] = [value - factor * above for value, above in zip(rows[row], head)]
    return rows, determinant


def _square(a):
    array = asarray(a)
    if array.ndim != 2 or array.shape[0] != array.shape[1]:
        raise LinAlgError(f"a square matrix is needed, not one of shape {array.shape}")
    return array.astype(float)


def solve(a, b):
    matrix, right = _square(a), asarray(b).astype(float)
    columns = right.reshape(right.shape[0], -1)
    rows, determinant = _eliminated(matrix, columns)
    if not determinant:
        raise LinAlgError("Singular matrix")
    return asarray([row[matrix.shape[0] :] for row in rows]).reshape(right.shape)


def inv(a):
    return solve(a, eye(asarray(a).shape[0]))


def det(a):
    matrix = _square(a)
    return asarray(_eliminated(matrix, eye(matrix.shape[0]))[1])[()]


def qr(a, mode="reduced"):
    """By Gram and Schmidt, twice, with the signs of Householder's reflections."""
    columns = [asarray(column) for column in asarray(a).astype(float).T]
    basis: list = []
    for column in columns:
        for _ in range(2):
            for vector in basis:
                column = column - vector * total(vector * column)
        basis.append(-column / norm(column))
    q = asarray(basis).T.copy()
    return q, matmul(q.T, asarray(a).astype(float))


def matrix_power(a, n):
    result = eye(asarray(a).shape[0], dtype=asarray(a).dtype)
    for _ in range(n):
        result = matmul(result, a)
    return result


def __getattr__(name: str):
    from _skipline.missing import missing_attribute

    return missing_attribute(f"numpy.linalg.{name}")
