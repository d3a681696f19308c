"""Data types, devices, sizes: what describes a tensor."""


class dtype:
    """An element type. `onnx` is its name in the graph; a complex one is held as pairs of the real type `onnx`."""

    def __init__(self, name: str, onnx: str, category: int, width: int, type_name: str):
        self.name = name
        self.onnx = onnx
        #: 0 boolean, 1 integer, 2 floating point, 3 complex: the higher one wins in a promotion.
        self.category = category
        self.width = width
        #: As in `torch.FloatTensor`.
        self.type_name = type_name

    @property
    def is_floating_point(self) -> bool:
        return self.category == 2

    @property
    def is_complex(self) -> bool:
        return self.category == 3

    @property
    def is_signed(self) -> bool:
        return self.name not in ("bool", "uint8")

    @property
    def itemsize(self) -> int:
        return max(self.width // 8, 1)

    def to_real(self) -> "dtype":
        return _REAL.get(self, self)

    def to_complex(self) -> "dtype":
        return _COMPLEX.get(self, self)

    def __repr__(self) -> str:
        return f"torch.{self.name}"

    def __reduce__(self):
        return self.name

    def __deepcopy__(self, memo):
        return self

    def __copy__(self):
        return self


bool_ = dtype("bool", "bool", 0, 1, "Bool")
uint8 = dtype("uint8", "uint8", 1, 8, "Byte")
int8 = dtype("int8", "int8", 1, 8, "Char")
int16 = dtype("int16", "int16", 1, 16, "Short")
int32 = dtype("int32", "int32", 1, 32, "Int")
int64 = dtype("int64", "int64", 1, 64, "Long")
float16 = dtype("float16", "float16", 2, 16, "Half")
bfloat16 = dtype("bfloat16", "bfloat16", 2, 16, "BFloat16")
float32 = dtype("float32", "float32", 2, 32, "Float")
float64 = dtype("float64", "float64", 2, 64, "Double")
complex64 = dtype("complex64", "float32", 3, 64, "ComplexFloat")
complex128 = dtype("complex128", "float64", 3, 128, "ComplexDouble")

_ALL = (bool_, uint8, int8, int16, int32, int64, float16, bfloat16, float32, float64, complex64, complex128)
_REAL = {complex64: float32, complex128: float64}
_COMPLEX = {float32: complex64, float64: complex128}

#: `torch.float32`, `torch.float`, `torch.long` and the like.
NAMES = {kind.name: kind for kind in _ALL} | {
    "short": int16,
    "int": int32,
    "long": int64,
    "half": float16,
    "float": float32,
    "double": float64,
    "cfloat": complex64,
    "cdouble": complex128,
}

BY_ONNX = {kind.onnx: kind for kind in _ALL if not kind.is_complex}


def can_cast(from_: dtype, to: dtype) -> bool:
    """Whether an in-place operation may store this result: never into a lower category."""
    return from_.category <= to.category


_default = float32


def get_default_dtype() -> dtype:
    return _default


def set_default_dtype(d: dtype) -> None:
    global _default
    if not isinstance(d, dtype) or not d.is_floating_point:
        raise TypeError(f"only floating-point types are supported as the default type, not {d}")
    _default = d


class Size(tuple):
    """A shape; a tuple with a product."""

    def numel(self) -> int:
        product = 1
        for extent in self:
            product *= extent
        return product

    def __new__(cls, extents=()):
        return super().__new__(cls, map(int, extents))

    def __getitem__(self, key):
        item = super().__getitem__(key)
        return Size(item) if isinstance(key, slice) else item

    def __add__(self, other):
        return Size(tuple(self) + tuple(other))

    def __radd__(self, other):
        return Size(tuple(other) + tuple(self))

    def __mul__(self, times):
        return Size(tuple(self) * times)

    __rmul__ = __mul__

    def __repr__(self) -> str:
        return f"torch.Size([{', '.join(map(str, self))}])"


class device:
    """Where a tensor would live. Nothing lives anywhere while a model is traced."""

    def __init__(self, type="cpu", index=None):
        if isinstance(type, device):
            type, index = type.type, type.index
        if isinstance(type, int):
            type, index = "cuda", type
        name, _, number = str(type).partition(":")
        self.type = name
        self.index = int(number) if number else index

    def __eq__(self, other) -> bool:
        return isinstance(other, device) and (self.type, self.index) == (other.type, other.index)

    def __hash__(self) -> int:
        return hash((self.type, self.index))

    def __str__(self) -> str:
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __repr__(self) -> str:
        return (
            f"device(type={self.type!r})"
            if self.index is None
            else f"device(type={self.type!r}, index={self.index})"
        )

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        return False


class layout:
    def __init__(self, name: str = "strided"):
        self.name = name

    def __repr__(self) -> str:
        return f"torch.{self.name}"


strided = layout("strided")


class memory_format:
    def __init__(self, name: str):
        self.name = name

    def __repr__(self) -> str:
        return f"torch.{self.name}"
