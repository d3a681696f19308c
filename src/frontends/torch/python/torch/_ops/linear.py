"""Products of vectors, matrices and tensors."""

import math

from _skipline.inert import UnsupportedOperation

from .._tensor import Tensor, constant, filled, operate
from .._types import bool_, int64
from .complex import as_complex, of_parts, parts
from .pointwise import add, mul, sub
from .promotion import promoted, result_type
from .registry import operation
from .shaping import axis_of, diagonal, permuted, unsqueeze
from .views import reshaped


def _product(name: str, ranks: tuple[int, ...] | None, second: str = "other"):
    """`torch.<name>`, which multiplies tensors of exactly these ranks (None for any), with the name of the second."""

    def implementation(input, other):
        if ranks is not None and (input.ndim, other.ndim) != ranks:
            raise RuntimeError(
                f"{name}: expected tensors of {ranks[0]} and {ranks[1]} dimensions, but got "
                f"{input.ndim} and {other.ndim}"
            )
        if input.dtype is not other.dtype:
            raise RuntimeError(
                "expected m1 and m2 to have the same dtype, but got: "
                f"{input.dtype.type_name} != {other.dtype.type_name}"
            )
        if input.dtype.is_complex:
            (a, b), (c, d) = parts(input), parts(other)
            return of_parts(sub(a @ c, b @ d), add(a @ d, b @ c))
        return operate("MatMul", input, other)

    implementation.__name__ = name
    return operation(name, named={second: "other"})(implementation)


matmul = _product("matmul", None)
mm = _product("mm", (2, 2), "mat2")
bmm = _product("bmm", (3, 3), "mat2")
mv = _product("mv", (2, 1), "vec")
dot = _product("dot", (1, 1), "tensor")
operation("vdot")(dot)
# Of a sparse and a dense matrix; here all are dense.
operation("spmm", method=False)(mm)


def _plus(input, product, beta, alpha):
    """beta·input + alpha·product; a beta of 0 ignores the input, whatever it holds."""
    scaled = product if alpha == 1 else mul(product, alpha)
    if beta == 0:
        return scaled
    return add(input if beta == 1 else mul(input, beta), scaled)


@operation(in_place=True)
def addmm(input, mat1, mat2, *, beta=1, alpha=1):
    if not input.dtype.is_floating_point or beta == 0:
        return _plus(input, matmul(mat1, mat2), beta, alpha)
    return operate("Gemm", mat1, mat2, input, alpha=float(alpha), beta=float(beta))


@operation(in_place=True)
def addmv(input, mat, vec, *, beta=1, alpha=1):
    return _plus(input, mv(mat, vec), beta, alpha)


@operation(in_place=True)
def baddbmm(input, batch1, batch2, *, beta=1, alpha=1):
    return _plus(input, bmm(batch1, batch2), beta, alpha)


@operation(in_place=True)
def addbmm(input, batch1, batch2, *, beta=1, alpha=1):
    return _plus(input, bmm(batch1, batch2).sum(0), beta, alpha)


@operation("outer", "ger")
def outer(input, vec2):
    if input.ndim != 1 or vec2.ndim != 1:
        raise RuntimeError(f"outer: Expected 1-D arguments, but got {input.ndim}-D and {vec2.ndim}-D")
    return mul(unsqueeze(input, 1), vec2)


@operation(in_place=True)
def addr(input, vec1, vec2, *, beta=1, alpha=1):
    return _plus(input, outer(vec1, vec2), beta, alpha)


@operation(method=False)
def chain_matmul(*matrices):
    """In the order that takes the fewest multiplications, as PyTorch chooses it (Cormen et al., section 15.2)."""
    matrices = (
        list(matrices[0]) if len(matrices) == 1 and isinstance(matrices[0], (list, tuple)) else list(matrices)
    )
    sizes = [matrices[0].shape[0], *[matrix.shape[1] for matrix in matrices]]
    count = len(matrices)
    cost = [[0] * count for _ in range(count)]
    cut = [[0] * count for _ in range(count)]
    for length in range(1, count):
        for first in range(count - length):
            last = first + length
            choices = [
                (cost[first][at] + cost[at + 1][last] + sizes[first] * sizes[at + 1] * sizes[last + 1], at)
                for at in range(first, last)
            ]
            cost[first][last], cut[first][last] = min(choices)

    def multiplied(first: int, last: int) -> Tensor:
        if first == last:
            return matrices[first]
        at = cut[first][last]
        return matmul(multiplied(first, at), multiplied(at + 1, last))

    return multiplied(0, count - 1)


@operation(method=False)
def einsum(equation, *operands):
    if not isinstance(equation, str):
        equation, operands = _of_sublists((equation, *operands))
    if len(operands) == 1 and isinstance(operands[0], (list, tuple)):
        operands = tuple(operands[0])
    kind = result_type(*operands)
    if kind.is_complex:
        return _complex_einsum(equation, [promoted(operand)[0] for operand in operands])
    return operate("Einsum", *operands, equation=equation.replace(" ", ""))


def _of_sublists(items):
    """`einsum(x, [0, 1], y, [1, 2], [0, 2])`."""

    def letters(sublist):
        return "".join("..." if item is Ellipsis else chr(ord("a") + item) for item in sublist)

    operands, labels = items[0::2], items[1::2]
    if len(items) % 2:
        return f"{','.join(map(letters, labels))}->{letters(items[-1])}", operands[:-1]
    return ",".join(map(letters, labels)), operands


def _complex_einsum(equation: str, operands) -> Tensor:
    if len(operands) != 2 or not all(operand.dtype.is_complex for operand in operands):
        raise UnsupportedOperation("Skipline cannot trace einsum of complex numbers but for two operands yet")
    (a, b), (c, d) = map(parts, operands)
    return of_parts(
        sub(einsum(equation, a, c), einsum(equation, b, d)),
        add(einsum(equation, a, d), einsum(equation, b, c)),
    )


@operation(method=False)
def tensordot(a, b, dims=2):
    if isinstance(dims, Tensor):
        dims = dims.tolist()
    if isinstance(dims, int):
        left, right = list(range(a.ndim - dims, a.ndim)), list(range(dims))
    else:
        left, right = ([each] if isinstance(each, int) else list(each) for each in dims)
    left, right = [axis_of(axis, a.ndim) for axis in left], [axis_of(axis, b.ndim) for axis in right]
    kept_a = [axis for axis in range(a.ndim) if axis not in left]
    kept_b = [axis for axis in range(b.ndim) if axis not in right]
    shape = [*[a.shape[axis] for axis in kept_a], *[b.shape[axis] for axis in kept_b]]
    count = math.prod(a.shape[axis] for axis in left)
    rows = permuted(a, [*kept_a, *left]).reshape(math.prod(a.shape[axis] for axis in kept_a), count)
    columns = permuted(b, [*right, *kept_b]).reshape(count, math.prod(b.shape[axis] for axis in kept_b))
    return matmul(rows, columns).reshape(shape)


@operation()
def inner(input, other):
    if input.ndim == 0 or other.ndim == 0:
        return mul(input, other)
    return tensordot(input, other, ([-1], [-1]))


@operation()
def kron(input, other):
    rank = max(input.ndim, other.ndim)
    a = reshaped(input, (*[1] * (rank - input.ndim), *input.shape))
    b = reshaped(other, (*[1] * (rank - other.ndim), *other.shape))
    product = mul(
        reshaped(a, [extent for size in a.shape for extent in (size, 1)]),
        reshaped(b, [extent for size in b.shape for extent in (1, size)]),
    )
    return reshaped(product, [x * y for x, y in zip(a.shape, b.shape)])


@operation()
def cross(input, other, dim=None):
    if dim is None:
        dim = next(axis for axis, extent in enumerate(input.shape) if extent == 3)
    axis = axis_of(dim, max(input.ndim, other.ndim))
    a, b = input.unbind(axis), other.unbind(axis)
    from .joining import stack

    return stack(
        [sub(mul(a[(i + 1) % 3], b[(i + 2) % 3]), mul(a[(i + 2) % 3], b[(i + 1) % 3])) for i in range(3)],
        axis,
    )


@operation(method=False)
def cdist(x1, x2, p=2.0, compute_mode=None):
    gap = sub(unsqueeze(x1, -2), unsqueeze(x2, -3))
    return gap.norm(p, -1)


@operation()
def trace(input):
    if input.ndim != 2:
        raise RuntimeError(f"trace: expected a matrix, but got tensor with dim {input.ndim}")
    return diagonal(input).sum()


@operation()
def diag_embed(input, offset=0, dim1=-2, dim2=-1):
    rank = input.ndim + 1
    size = input.shape[-1] + abs(offset)
    first, second = axis_of(dim1, rank), axis_of(dim2, rank)
    zeros = input.new_zeros((*input.shape[:-1], size, size))
    row, column = max(-offset, 0), max(offset, 0)
    from .indexing import written

    def places(start):
        count = input.shape[-1]
        return constant([start + place for place in range(count)], (count,), int64)

    filled_in = written(zeros, [(rank - 2, places(row)), (rank - 1, places(column))], input)
    order = list(range(rank - 2))
    for axis, source in sorted([(first, rank - 2), (second, rank - 1)]):
        order.insert(axis, source)
    return filled_in if order == list(range(rank)) else permuted(filled_in, order)


@operation()
def diag(input, diagonal=0):
    if input.ndim == 1:
        return diag_embed(input, diagonal)
    if input.ndim != 2:
        raise RuntimeError(f"diag(): Supports 1D or 2D tensors. Got {input.ndim}D")
    return input.diagonal(diagonal).clone()


@operation()
def diagflat(input, offset=0):
    return diag_embed(input.reshape(-1), offset)


def _triangle(name: str, is_kept):
    def implementation(input, diagonal=0):
        if input.ndim < 2:
            raise RuntimeError(f"{name}: input tensor must have at least 2 dimensions")
        rows, columns = input.shape[-2:]
        kept = [int(is_kept(column - row, diagonal)) for row in range(rows) for column in range(columns)]
        mask = constant(kept, (rows, columns), bool_)
        if input.dtype.is_complex:
            from .views import as_real

            pair = as_real(input)
            return as_complex(operate("Where", mask.unsqueeze(-1), pair, filled(0, (), pair.dtype)))
        return operate("Where", mask, input, filled(0, (), input.dtype))

    implementation.__name__ = name
    return operation(name, in_place=True)(implementation)


tril = _triangle("tril", lambda offset, diagonal: offset <= diagonal)
triu = _triangle("triu", lambda offset, diagonal: offset >= diagonal)


def _triangle_indices(name: str, is_kept) -> None:
    def implementation(row, col, offset=0, *, dtype=int64, device=None, layout=None):
        places = [(r, c) for r in range(row) for c in range(col) if is_kept(c - r, offset)]
        return constant([r for r, _ in places] + [c for _, c in places], (2, len(places)), dtype)

    implementation.__name__ = name
    operation(name, method=False)(implementation)


_triangle_indices("tril_indices", lambda gap, offset: gap <= offset)
_triangle_indices("triu_indices", lambda gap, offset: gap >= offset)


@operation()
def matrix_power(input, n):
    if n < 0:
        from ..linalg import inv

        return matrix_power(inv(input), -n)
    result = None
    for _ in range(n):
        result = input if result is None else matmul(result, input)
    if result is not None:
        return result
    from .creation import eye

    return eye(input.shape[-1], dtype=input.dtype).expand(*input.shape)


@operation()
def cov(input, *, correction=1, fweights=None, aweights=None):
    if fweights is not None or aweights is not None:
        raise UnsupportedOperation("Skipline cannot trace cov with weights yet")
    rows = input if input.ndim == 2 else input.reshape(1, -1)
    centred = sub(rows, rows.mean(1, keepdim=True))
    result = matmul(centred, centred.t()) / max(rows.shape[1] - correction, 0)
    return result if input.ndim == 2 else result.reshape(())


@operation()
def corrcoef(input):
    covariance = cov(input)
    if input.ndim < 2:
        return covariance / covariance
    deviation = diagonal(covariance).sqrt()
    return covariance / outer(deviation, deviation)
