"""Usual shapes that are tried where nothing says which fits: rows, sequences, pictures, films."""

from ..reach import Reach
from ..specifications import Specification
from .facts import PICTURE_SIZES, Facts
from .layers import spec

#: Features where nothing names another number.
_WIDTH = 64

_HEADS = 8
_SIDE = 32

_ATTENTION = frozenset(("q", "k", "v", "query", "key", "value", "queries", "keys", "values"))


def trials(name: str, facts: Facts, reach: Reach, more: list[int]) -> list[Specification]:
    """With as many axes as are known of the parameter, in the order of their likelihood.

    @param more extents that the input may have, before those that the model names.
    """
    widths = list(dict.fromkeys([*more, *facts.widths()]))[:3]
    length = facts.length
    shapes: list[list[int]] = []
    for width in widths:
        shapes += [
            [1, width],
            [1, length, width],
            [1, width, _SIDE, _SIDE],
            [1, width, length],
            [length, width],
        ]
    size = facts.picture_size or PICTURE_SIZES[0]
    usual = [
        [1, facts.channels or 3, size, size],
        [1, length, _WIDTH],
        [1, _WIDTH],
        [1, _HEADS, length, _WIDTH],
        [1, 3, 16, 112, 112],
        [1, _WIDTH, _SIDE, _SIDE],
        [1],
    ]
    if name in _ATTENTION:
        usual = [[1, _HEADS, length, _WIDTH], *usual]
    shapes += usual
    fits = [shape for shape in shapes if _has_axes(shape, reach)]
    unique = {tuple(shape): shape for shape in fits}
    return [spec("float32", shape) for shape in unique.values()]


def _has_axes(shape: list[int], reach: Reach) -> bool:
    return len(shape) == reach.rank if reach.rank is not None else len(shape) >= reach.least
