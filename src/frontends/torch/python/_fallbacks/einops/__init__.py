"""einops, where it is not installed: its functions, to its own semantics."""

from ._operations import asnumpy, einsum, pack, parse_shape, rearrange, reduce, repeat, unpack
from ._patterns import EinopsError

__version__ = "0.8.2"
__all__ = "rearrange reduce repeat einsum pack unpack parse_shape asnumpy EinopsError".split()
