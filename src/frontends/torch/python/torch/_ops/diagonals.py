"""Matrices by their diagonals and triangles."""

from .._tensor import constant, filled, operate
from .._types import bool_, int64
from .registry import operation
from .shaping import axis_of, permuted
from .views import as_complex


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
