"""Limits of element types."""

from ._dtypes import dtype


class finfo:
    """Limits of a floating point type."""

    _LIMITS = {2: (65504.0, 2**-10, 2**-14), 4: (3.4028234663852886e38, 2**-23, 2**-126)}

    def __init__(self, kind):
        self.dtype = kind = dtype(kind)
        largest, step, smallest = self._LIMITS.get(
            kind.itemsize, (1.7976931348623157e308, 2**-52, 2.2250738585072014e-308)
        )
        self.max, self.min, self.eps = kind.type(largest), kind.type(-largest), kind.type(step)
        self.tiny = self.smallest_normal = kind.type(smallest)
        self.bits = 8 * kind.itemsize


class iinfo:
    """Limits of an integer type."""

    def __init__(self, kind):
        self.dtype = kind = dtype(kind)
        self.bits = 8 * kind.itemsize
        self.min = -(1 << (self.bits - 1)) if kind.kind == "i" else 0
        self.max = (1 << (self.bits - (kind.kind == "i"))) - 1
