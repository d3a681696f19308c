"""`torch.linalg`: norms and products as operators, decompositions and solutions as opaque nodes of known shape."""

from collections import namedtuple

from ._determinant import determinant, inverse, is_small
from ._opaque import opaque
from ._ops import registry
from ._ops.linear import matmul
from ._tensor import Tensor
from ._triangular import known_cholesky, known_inverse

_INFINITY = float("inf")


def vector_norm(x, ord=2, dim=None, keepdim=False, *, dtype=None, out=None) -> Tensor:
    x = x if dtype is None else x.to(dtype)
    if dim is None and not keepdim:
        x, dim = x.reshape(-1), 0
    elif dim is None:
        dim = tuple(range(x.ndim))
    if ord == 0:
        return (x != 0).to(x.dtype).sum(dim, keepdim)
    if ord == -_INFINITY:
        return x.abs().amin(dim, keepdim)
    if ord == _INFINITY:
        return x.abs().amax(dim, keepdim)
    return registry.functions["norm"](x, ord, dim, keepdim)


def matrix_norm(A, ord="fro", dim=(-2, -1), keepdim=False, *, dtype=None, out=None) -> Tensor:
    A = A if dtype is None else A.to(dtype)
    rows, columns = (axis % A.ndim for axis in dim)
    if ord == "fro":
        return vector_norm(A, 2, (rows, columns), keepdim)
    if ord in (1, -1, _INFINITY, -_INFINITY):
        summed, kept = (rows, columns) if abs(ord) == 1 else (columns, rows)
        sums = A.abs().sum(summed, True)
        extreme = sums.amax(kept, True) if ord > 0 else sums.amin(kept, True)
        return extreme if keepdim else extreme.reshape(_without(A.shape, (rows, columns)))
    kept = [1 if axis in (rows, columns) else size for axis, size in enumerate(A.shape)]
    shape = tuple(kept) if keepdim else _without(A.shape, (rows, columns))
    return opaque(f"torch.linalg.matrix_norm(ord={ord!r})", [A], [(shape, A.dtype)])


def norm(A, ord=None, dim=None, keepdim=False, *, out=None, dtype=None) -> Tensor:
    is_matrix = ord is not None and (A.ndim == 2 if dim is None else isinstance(dim, tuple) and len(dim) == 2)
    if is_matrix:
        return matrix_norm(A, ord, (-2, -1) if dim is None else dim, keepdim, dtype=dtype)
    return vector_norm(A, 2 if ord is None else ord, dim, keepdim, dtype=dtype)


def _without(shape, axes) -> tuple[int, ...]:
    return tuple(size for axis, size in enumerate(shape) if axis not in axes)


def _square(A: Tensor, name: str) -> None:
    if A.ndim < 2 or A.shape[-1] != A.shape[-2]:
        raise RuntimeError(
            f"linalg.{name}: A must be batches of square matrices, but they are "
            + (f"{A.shape[-2]} by {A.shape[-1]} matrices" if A.ndim > 1 else f"of shape {tuple(A.shape)}")
        )


def _of_square(name: str, *results, make=None):
    """A function of a square matrix; each result is what is kept of its shape: "matrix", "vector" or "number"."""
    kept = {"matrix": 0, "vector": 1, "number": 2}

    def function(A, *args, **settings):
        _square(A, name)
        found = [(tuple(A.shape[: A.ndim - kept[result]]), A.dtype) for result in results]
        answer = opaque(f"torch.linalg.{name}", [A], found)
        return answer if make is None else make(*answer)

    function.__name__ = name
    return function


_Slogdet = namedtuple("slogdet", ("sign", "logabsdet"))
_Eigh = namedtuple("eigh", ("eigenvalues", "eigenvectors"))
_QR = namedtuple("qr", ("Q", "R"))
_SVD = namedtuple("svd", ("U", "S", "Vh"))
_OlderSVD = namedtuple("svd", ("U", "S", "V"))

_opaque_det = _of_square("det", "number")
_opaque_slogdet = _of_square("slogdet", "number", "number", make=_Slogdet)
_opaque_inv = _of_square("inv", "matrix")
_opaque_cholesky = _of_square("cholesky", "matrix")
matrix_exp = _of_square("matrix_exp", "matrix")
eigh = _of_square("eigh", "vector", "matrix", make=_Eigh)
eigvalsh = _of_square("eigvalsh", "vector")


def det(A) -> Tensor:
    return determinant(A) if _is_small(A, "det") else _opaque_det(A)


def slogdet(A) -> tuple[Tensor, Tensor]:
    if not _is_small(A, "slogdet"):
        return _opaque_slogdet(A)
    value = determinant(A)
    return _Slogdet(value.sign(), value.abs().log())


def logdet(A) -> Tensor:
    """Not a number where the determinant is negative."""
    sign, logarithm = slogdet(A)
    return logarithm + (sign - 1).sqrt() * 0


def inv(A) -> Tensor:
    return inverse(A) if _is_small(A, "inv") else _opaque_inv(A)


def _is_small(A, name: str) -> bool:
    _square(A, name)
    return is_small(A)


def cholesky(A, *, upper=False) -> Tensor:
    """The factor of a covariance that is known while the model is traced is a constant."""
    _square(A, "cholesky")
    factor = known_cholesky(A)
    if factor is None:
        factor = _opaque_cholesky(A)
    return factor.mH if upper else factor


def matrix_power(A, n: int) -> Tensor:
    _square(A, "matrix_power")
    return registry.functions["matrix_power"](A, n)


def qr(A, mode="reduced"):
    *lead, rows, columns = A.shape
    inner = rows if mode == "complete" else min(rows, columns)
    shapes = [((*lead, rows, inner), A.dtype), ((*lead, inner, columns), A.dtype)]
    return _QR(*opaque("torch.linalg.qr", [A], shapes))


def svd(A, full_matrices=True, *, driver=None):
    *lead, rows, columns = A.shape
    inner = min(rows, columns)
    left, right = (rows, columns) if full_matrices else (inner, inner)
    shapes = [(*lead, rows, left), (*lead, inner), (*lead, right, columns)]
    return _SVD(*opaque("torch.linalg.svd", [A], [(shape, A.dtype) for shape in shapes]))


def svdvals(A, *, driver=None) -> Tensor:
    return opaque("torch.linalg.svdvals", [A], [((*A.shape[:-2], min(A.shape[-2:])), A.dtype)])


def pinv(A, *settings, **named) -> Tensor:
    return opaque("torch.linalg.pinv", [A], [((*A.shape[:-2], A.shape[-1], A.shape[-2]), A.dtype)])


def solve(A, B, *, left=True) -> Tensor:
    """AX = B, or XA = B where not `left`. A B with one axis less than A holds vectors."""
    if _is_small(A, "solve"):
        is_vector = B.ndim == 1 or (B.ndim == A.ndim - 1 and tuple(B.shape) == tuple(A.shape[:-1]))
        sides = (inv(A), B.unsqueeze(-1) if is_vector else B)
        solution = matmul(*(sides if left else sides[::-1]))
        return solution.squeeze(-1) if is_vector else solution
    return opaque("torch.linalg.solve", [A, B], [(tuple(B.shape), B.dtype)])


def solve_triangular(A, B, *, upper, left=True, unitriangular=False) -> Tensor:
    _square(A, "solve_triangular")
    inverse = None if unitriangular else known_inverse(A, upper)
    if inverse is not None:
        return matmul(inverse, B) if left else matmul(B, inverse)
    return opaque("torch.linalg.solve_triangular", [A, B], [(tuple(B.shape), B.dtype)])


def multi_dot(tensors) -> Tensor:
    result = tensors[0]
    for tensor in tensors[1:]:
        result = matmul(result, tensor)
    return result


def cross(input, other, *, dim=-1) -> Tensor:
    return registry.functions["cross"](input, other, dim)


def diagonal(A, *, offset=0, dim1=-2, dim2=-1) -> Tensor:
    return A.diagonal(offset, dim1, dim2)


def vecdot(x, y, *, dim=-1) -> Tensor:
    return (x * y).sum(dim)


def _older_qr(input, some=True):
    return qr(input, "reduced" if some else "complete")


def _older_svd(input, some=True, compute_uv=True):
    """With V itself as the last result."""
    left, values, right = svd(input, full_matrices=not some)
    return _OlderSVD(left, values, right.mH)


#: Older functions of `torch`, and methods of tensors.
OLDER = {
    "inverse": inv, "det": det, "slogdet": slogdet, "logdet": logdet, "qr": _older_qr, "svd": _older_svd,
    "cholesky": lambda input, upper=False: cholesky(input, upper=upper), "matrix_exp": matrix_exp, "pinverse": pinv,
}  # fmt: skip
for _name, _function in OLDER.items():
    registry.operation(_name)(_function)


def __getattr__(name: str):
    from _skipline.missing import missing_attribute

    return missing_attribute(f"torch.linalg.{name}")
