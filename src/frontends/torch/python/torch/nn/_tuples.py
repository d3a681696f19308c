"""One number for all axes, or one for each."""

import collections.abc
from itertools import repeat


def _ntuple(count: int, name: str = "parse"):
    def parse(value):
        if isinstance(value, collections.abc.Iterable):
            return tuple(value)
        return tuple(repeat(value, count))

    parse.__name__ = name
    return parse
