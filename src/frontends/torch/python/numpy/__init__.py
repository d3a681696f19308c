"""A stand-in for NumPy in Python: what the constructors of models compute with, to NumPy's own numbers."""

from math import e, inf, nan, pi

from _skipline.no_effect import NoEffect

from . import _dtypes, _operators
from ._array import ndarray
from ._conversion import array, asanyarray, asarray, ascontiguousarray, result_type
from ._creation import (
    arange, argwhere, bartlett, blackman, diag, diagonal, empty, empty_like, eye, flatnonzero, fromfunction,
    fromiter, full, full_like, geomspace, hamming, hanning, identity, indices, linspace, logspace, meshgrid,
    mgrid, nonzero, ogrid, ones, ones_like, tri, tril, tril_indices, triu, triu_indices, where, zeros,
    zeros_like,
)  # fmt: skip
from ._dtypes import (
    bool_, complex64, complex128, complexfloating, dtype, floating, float16, float32, float64, generic, inexact,
    int8, int16, int32, int64, integer, issubdtype, number, object_, signedinteger, uint8, uint16, uint32, uint64,
    unsignedinteger,
)  # fmt: skip
from ._elementwise import (
    FUNCTIONS, allclose, around, array_equal, clip, fix, isclose, nan_to_num, round, sinc,
)  # fmt: skip
from ._limits import finfo, iinfo
from ._joining import *
from ._products import *
from ._reductions import *
from ._sorting import *
from ._ufuncs import broadcast_arrays, broadcast_to, ufunc
from . import linalg, random  # isort: skip

globals().update(FUNCTIONS)

half, single, double, longdouble = float16, float32, float64, float64
byte, short, intc, intp, int_, long, longlong = int8, int16, int32, int64, int64, int64, int64
ubyte, ushort, uintc, uint = uint8, uint16, uint32, uint64
float_, complex_, bool8 = float64, complex128, bool_
newaxis = None
Inf = Infinity = PINF = inf
NINF, NaN, NAN = -inf, nan, nan
euler_gamma = 0.5772156649015329
__version__ = "2.4.6"

ndarray.clip = lambda self, min=None, max=None, out=None: clip(self, min, max, out)
ndarray.round = round
ndarray.conj = ndarray.conjugate = FUNCTIONS["conjugate"]


def shape(a) -> tuple[int, ...]:
    return asarray(a).shape


def ndim(a) -> int:
    return asarray(a).ndim


def size(a, axis=None) -> int:
    return asarray(a).size if axis is None else asarray(a).shape[axis]


def copy(a, order="K", subok=False) -> ndarray:
    return asarray(a).copy()


def copyto(dst, src) -> None:
    dst[...] = src


def real(val):
    return asarray(val).real


def imag(val):
    return asarray(val).imag


def angle(z):
    return arctan2(imag(z), real(z))


def isscalar(element) -> bool:
    return isinstance(element, (int, float, complex, str, generic))


def iscomplexobj(x) -> bool:
    return asarray(x).dtype.kind == "c"


def can_cast(from_, to, casting="safe") -> bool:
    return _dtypes.promote(dtype(from_), dtype(to)) is dtype(to)


def promote_types(type1, type2) -> dtype:
    return _dtypes.promote(dtype(type1), dtype(type2))


def set_printoptions(*args, **kwargs) -> None:
    pass


def seterr(**kwargs) -> dict:
    return {}


errstate = NoEffect


def _files(name: str):
    def refuse(*args, **kwargs):
        raise FileNotFoundError(
            f"numpy.{name} reads or writes a file, which is not done while a model is traced"
        )

    refuse.__name__ = name
    return refuse


load, save, savez, savez_compressed, loadtxt, savetxt, genfromtxt, fromfile = map(
    _files, "load save savez savez_compressed loadtxt savetxt genfromtxt fromfile".split()
)


def __getattr__(name: str):
    from _skipline.missing import missing_attribute

    if name in ("bool", "int", "float", "complex", "object", "str"):
        # Removed from NumPy in 1.24; older sources mean the types of Python.
        import builtins

        return getattr(builtins, name)
    return missing_attribute(f"numpy.{name}")


def __dir__() -> list[str]:
    return sorted(globals())
