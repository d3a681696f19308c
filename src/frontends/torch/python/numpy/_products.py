"""Products of vectors and matrices, and Einstein's summation."""

from . import _layout
from ._array import fitted, ndarray
from ._conversion import asarray, result_type
from ._joining import concatenate
from ._reductions import sum as total


def _rows(a: ndarray, b: ndarray) -> list:
    inner, columns = b.shape
    if a.shape[1] != inner:
        raise ValueError(
            f"matmul: the inner extents of {a.shape} and {b.shape} are different ({a.shape[1]} and {inner})"
        )
    by_column = b.T._flat()
    lanes = [by_column[start * inner : (start + 1) * inner] for start in range(columns)]
    flat = a._flat()
    values = []
    for start in range(0, a.shape[0] * inner, inner or 1):
        row = flat[start : start + inner]
        values += [sum(x * y for x, y in zip(row, lane)) for lane in lanes]
    return values


def matmul(x1, x2):
    a, b = asarray(x1), asarray(x2)
    if not a.ndim or not b.ndim:
        raise ValueError("matmul: an operand has no axes; use * for numbers")
    kind = result_type(a, b)
    left = a.reshape(1, -1) if a.ndim == 1 else a
    right = b.reshape(-1, 1) if b.ndim == 1 else b
    lead = _layout.broadcast(left.shape[:-2], right.shape[:-2])
    from ._ufuncs import broadcast_to

    left = broadcast_to(left, lead + left.shape[-2:])
    right = broadcast_to(right, lead + right.shape[-2:])
    values = []
    for place in _layout.indices(lead):
        values += _rows(left[place], right[place]) if place else _rows(left, right)
    shape = (
        *lead,
        *(left.shape[-2:-1] if a.ndim > 1 else ()),
        *(right.shape[-1:] if b.ndim > 1 else ()),
    )
    return fitted(values, shape, kind)


def dot(a, b, out=None):
    a, b = asarray(a), asarray(b)
    if not a.ndim or not b.ndim:
        return a * b
    if b.ndim <= 2:
        return matmul(a, b)
    return tensordot(a, b, ((a.ndim - 1,), (b.ndim - 2,)))


def vdot(a, b):
    return dot(asarray(a).reshape(-1), asarray(b).reshape(-1))


def inner(a, b):
    """Over the last axes of both."""
    a, b = asarray(a), asarray(b)
    return a * b if not a.ndim or not b.ndim else tensordot(a, b, ((a.ndim - 1,), (b.ndim - 1,)))


def outer(a, b, out=None):
    return asarray(a).reshape(-1, 1) * asarray(b).reshape(1, -1)


def tensordot(a, b, axes=2):
    a, b = asarray(a), asarray(b)
    if isinstance(axes, int):
        axes = (range(a.ndim - axes, a.ndim), range(axes))
    first, second = ([item] if isinstance(item, int) else list(item) for item in axes)
    left = [axis for axis in range(a.ndim) if axis not in [item % a.ndim for item in first]]
    right = [axis for axis in range(b.ndim) if axis not in [item % b.ndim for item in second]]
    shape = tuple(a.shape[axis] for axis in left) + tuple(b.shape[axis] for axis in right)
    size = _layout.count(a.shape[axis] for axis in first)
    product = matmul(
        a.transpose(left + [item % a.ndim for item in first]).reshape(-1, size),
        b.transpose([item % b.ndim for item in second] + right).reshape(size, -1),
    )
    return product.reshape(shape)


def kron(a, b):
    a, b = asarray(a), asarray(b)
    rank = max(a.ndim, b.ndim)
    a, b = (item.reshape((1,) * (rank - item.ndim) + item.shape) for item in (a, b))
    spread = a.reshape([part for extent in a.shape for part in (extent, 1)]) * b.reshape(
        [part for extent in b.shape for part in (1, extent)]
    )
    return spread.reshape([x * y for x, y in zip(a.shape, b.shape)])


def cross(a, b):
    a, b = asarray(a), asarray(b)
    parts = [a[..., i] * b[..., j] - a[..., j] * b[..., i] for i, j in ((1, 2), (2, 0), (0, 1))]
    return concatenate([asarray(part)[..., None] for part in parts], -1)


def einsum(subscripts, *operands, optimize=False):
    """Explicit and implicit forms, without an ellipsis."""
    written = subscripts.replace(" ", "")
    if "." in written:
        raise NotImplementedError("einsum with an ellipsis has no stand-in: write the axes out")
    inputs, arrow, output = written.partition("->")
    terms = inputs.split(",")
    if not arrow:
        letters = "".join(terms)
        output = "".join(sorted(letter for letter in set(letters) if letters.count(letter) == 1))
    arrays = [asarray(item) for item in operands]
    names = list(dict.fromkeys(output + "".join(terms)))
    product = None
    for term, array in zip(terms, arrays):
        spread = _spread(term, array, names)
        product = spread if product is None else product * spread
    summed = tuple(range(len(output), len(names)))
    return total(product, summed) if summed else product


def _spread(term: str, array: ndarray, names: list[str]) -> ndarray:
    """A view whose axes are all names in order; a repeated name goes along the diagonal."""
    if len(term) != array.ndim:
        raise ValueError(f"einsum: the term '{term}' does not fit an operand of {array.ndim} axes")
    shape, strides = [], []
    for name in names:
        axes = [axis for axis, letter in enumerate(term) if letter == name]
        shape.append(array.shape[axes[0]] if axes else 1)
        strides.append(sum(array._strides[axis] for axis in axes))
    return array._view(tuple(shape), tuple(strides), array._offset)


ndarray.dot = dot
ndarray.__matmul__ = lambda self, other: matmul(self, other)
ndarray.__rmatmul__ = lambda self, other: matmul(other, self)

__all__ = "matmul dot vdot inner outer tensordot kron cross einsum".split()
