"""Limits of number types, as `torch.finfo` and `torch.iinfo` give them."""

from ._types import dtype, get_default_dtype

#: Bits of the fraction and the smallest exponent of a normal number.
_FLOATS = {"float16": (10, -14), "bfloat16": (7, -126), "float32": (23, -126), "float64": (52, -1022)}
_DIGITS = {"float16": 3, "bfloat16": 2, "float32": 6, "float64": 15}


class finfo:
    def __init__(self, type: dtype | None = None):
        kind = (type or get_default_dtype()).to_real()
        if not kind.is_floating_point:
            raise TypeError(
                "torch.finfo() requires a floating point input type. Use torch.iinfo to handle 'torch.finfo'"
            )
        fraction, exponent = _FLOATS[kind.name]
        self.dtype = kind.name
        self.bits = kind.width
        self.eps = 2.0**-fraction
        self.tiny = self.smallest_normal = 2.0**exponent
        self.max = (2.0 - self.eps) * 2.0 ** (1 - exponent)
        self.min = -self.max
        self.resolution = 10.0 ** -_DIGITS[kind.name]

    def __repr__(self) -> str:
        return (
            f"finfo(resolution={self.resolution:g}, min={self.min:g}, max={self.max:g}, eps={self.eps:g}, "
            f"smallest_normal={self.smallest_normal:g}, tiny={self.tiny:g}, dtype={self.dtype})"
        )


class iinfo:
    def __init__(self, type: dtype):
        if type.category != 1:
            raise TypeError(
                f"torch.iinfo() requires an integer input type. Use torch.finfo to handle '{type}'"
            )
        self.dtype = type.name
        self.bits = type.width
        self.min = -(2 ** (type.width - 1)) if type.is_signed else 0
        self.max = 2 ** (type.width - int(type.is_signed)) - 1

    def __repr__(self) -> str:
        return f"iinfo(min={self.min}, max={self.max}, dtype={self.dtype})"
