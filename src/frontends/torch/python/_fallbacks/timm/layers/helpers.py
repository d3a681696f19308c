"""timm.layers.helpers: tuples of one number, and channels that a number divides."""

import collections.abc
from itertools import repeat


def _ntuple(n: int):
    def parse(x):
        return (
            tuple(x)
            if isinstance(x, collections.abc.Iterable) and not isinstance(x, str)
            else tuple(repeat(x, n))
        )

    return parse


to_1tuple, to_2tuple, to_3tuple, to_4tuple, to_ntuple = *map(_ntuple, (1, 2, 3, 4)), _ntuple


def make_divisible(v, divisor=8, min_value=None, round_limit=0.9):
    min_value = min_value or divisor
    new = max(min_value, int(v + divisor / 2) // divisor * divisor)
    return new + divisor if new < round_limit * v else new
