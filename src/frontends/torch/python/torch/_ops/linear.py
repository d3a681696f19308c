"""Products of matrices."""

from .._tensor import Tensor, operate
from .promotion import promoted
from .registry import operation


@operation("matmul", "bmm", "mm", "mv", "dot")
def matmul(input, other):
    return operate("MatMul", *promoted(input, other))


@operation()
def addmm(input, mat1, mat2, *, beta=1, alpha=1):
    return operate("Gemm", mat1, mat2, input, alpha=float(alpha), beta=float(beta))


@operation()
def baddbmm(input, batch1, batch2, *, beta=1, alpha=1):
    product = matmul(batch1, batch2)
    return (input if beta == 1 else input * beta) + (product if alpha == 1 else product * alpha)


@operation(method=False)
def einsum(equation, *operands):
    if len(operands) == 1 and isinstance(operands[0], (list, tuple)):
        operands = tuple(operands[0])
    return operate("Einsum", *operands, equation=equation.replace(" ", ""))


Tensor.__matmul__ = matmul
Tensor.__rmatmul__ = lambda self, other: matmul(other, self)
