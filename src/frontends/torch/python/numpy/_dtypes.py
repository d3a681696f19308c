"""Element types, the scalars of each, and promotion as NumPy 2 does it (NEP 50: Python numbers are weak)."""

import struct
from array import array


class generic:
    """Scalars. Real ones are Python numbers too, so that they can be sizes and attributes of the graph."""

    __slots__ = ()
    dtype: "dtype"
    shape = ()
    ndim = 0
    size = 1

    def item(self):
        return self.dtype.python(self)

    tolist = item

    def astype(self, kind, copy=True):
        return dtype(kind).type(self)

    def __array__(self, dtype=None, copy=None):
        from ._conversion import asarray

        return asarray(self, dtype)

    def __getattr__(self, name: str):
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.__array__(), name)

    def __getitem__(self, key):
        return self.__array__()[key]

    def __repr__(self) -> str:
        return f"np.{self.dtype.name}({self.item()!r})" if self.dtype.kind != "b" else f"np.{bool(self)}"

    def __str__(self) -> str:
        return str(self.item())

    def __format__(self, specification: str) -> str:
        return format(self.item(), specification)

    def __reduce__(self):
        return type(self), (self.item(),)


class number(generic):
    __slots__ = ()


class integer(number):
    __slots__ = ()


class signedinteger(integer):
    __slots__ = ()


class unsignedinteger(integer):
    __slots__ = ()


class inexact(number):
    __slots__ = ()


class floating(inexact):
    __slots__ = ()


class complexfloating(inexact):
    __slots__ = ()


class bool_(int, generic):
    def __new__(cls, value=False):
        return int.__new__(cls, bool(value))


class object_(generic):
    def __new__(cls, value=None):
        return value


def _integer_type(name: str, base: type, bits: int) -> type:
    low = -(1 << (bits - 1)) if base is signedinteger else 0

    def construct(cls, value=0):
        value = int(value)
        return int.__new__(cls, (value - low) % (1 << bits) + low)

    return type(name, (int, base), {"__new__": construct, "__module__": "numpy"})


def _floating_type(name: str, code: str) -> type:
    def construct(cls, value=0.0):
        return float.__new__(cls, _rounded_to(code, float(value)))

    return type(name, (float, floating), {"__new__": construct, "__module__": "numpy"})


def _rounded_to(code: str, value: float) -> float:
    if code == "d":
        return value
    try:
        return struct.unpack(code, struct.pack(code, value))[0]
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def _complex_type(name: str) -> type:
    return type(name, (complex, complexfloating), {"__module__": "numpy"})


class dtype:
    """`kind` is one of b, i, u, f, c, O; `python` the type of its elements in memory."""

    def __new__(cls, kind=float):
        return kind if isinstance(kind, dtype) else _found(kind)

    @classmethod
    def _make(cls, type: type, name: str, kind: str, itemsize: int, python: type, code: str) -> "dtype":
        self = object.__new__(cls)
        self.type, self.name, self.kind, self.itemsize, self.python = type, name, kind, itemsize, python
        self.char, self.str = code, f"<{kind}{itemsize}"
        type.dtype = self
        return self

    def fit(self, values: list) -> list:
        """Numbers as this type holds them: rounded to float32, wrapped at 2³¹ and so on."""
        if self.kind == "f":
            if self.itemsize == 4:
                try:
                    return array("f", values).tolist()
                except OverflowError:
                    pass
            if self.itemsize == 8:
                return list(map(float, values))
            return [_rounded_to(self.char, float(value)) for value in values]
        if self.kind in "iu":
            return [int(self.type(value)) for value in values]
        return values if self.kind == "O" else [self.python(value) for value in values]

    def scalar(self, value):
        return value if self.kind == "O" else self.type(value)

    def newbyteorder(self, order: str = "S") -> "dtype":
        return self

    def __eq__(self, other) -> bool:
        try:
            return dtype(other) is self
        except TypeError:
            return NotImplemented

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"dtype('{self.name}')"

    def __str__(self) -> str:
        return self.name

    def __call__(self, value=0):
        return self.type(value)

    def __deepcopy__(self, memo) -> "dtype":
        return self

    def __reduce__(self):
        return dtype, (self.name,)


ALL: dict[str, dtype] = {}
for _bits in (8, 16, 32, 64):
    for _name, _base, _code in (("int", signedinteger, "bhiq"), ("uint", unsignedinteger, "BHIQ")):
        _type = _integer_type(f"{_name}{_bits}", _base, _bits)
        _letter = _code[_bits.bit_length() - 4]
        ALL[_type.__name__] = dtype._make(
            _type, _type.__name__, "i" if _name == "int" else "u", _bits // 8, int, _letter
        )
for _name, _bytes, _letter in (("float16", 2, "e"), ("float32", 4, "f"), ("float64", 8, "d")):
    ALL[_name] = dtype._make(_floating_type(_name, _letter), _name, "f", _bytes, float, _letter)
for _name, _bytes, _letter in (("complex64", 8, "F"), ("complex128", 16, "D")):
    ALL[_name] = dtype._make(_complex_type(_name), _name, "c", _bytes, complex, _letter)
ALL["bool"] = dtype._make(bool_, "bool", "b", 1, bool, "?")
ALL["object"] = dtype._make(object_, "object", "O", 8, object, "O")

(
    int8,
    int16,
    int32,
    int64,
    uint8,
    uint16,
    uint32,
    uint64,
    float16,
    float32,
    float64,
    complex64,
    complex128,
) = (
    ALL[_name].type
    for _name in (
        "int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 complex64 complex128"
    ).split()
)

_ALIASES = {
    bool: "bool", int: "int64", float: "float64", complex: "complex128", object: "object", None: "float64",
    number: "float64", floating: "float64", inexact: "float64", integer: "int64", signedinteger: "int64",
    unsignedinteger: "uint64", complexfloating: "complex128",
    "int": "int64", "float": "float64", "complex": "complex128", "bool_": "bool", "single": "float32",
    "double": "float64", "half": "float16", "long": "int64", "longlong": "int64", "short": "int16",
    "byte": "int8", "ubyte": "uint8", "intp": "int64", "uint": "uint64", "longdouble": "float64", "O": "object",
}  # fmt: skip
_BY_CODE = {kind.char: kind for kind in ALL.values()} | {kind.str[1:]: kind for kind in ALL.values()}


def _found(kind) -> dtype:
    if isinstance(kind, type) and issubclass(kind, generic) and isinstance(kind.__dict__.get("dtype"), dtype):
        return kind.dtype
    try:
        name = _ALIASES.get(kind, kind)
    except TypeError:
        name = None
    if isinstance(name, str):
        name = name.lstrip("<>=|")
        known = ALL.get(name) or _BY_CODE.get(name)
        if known is not None:
            return known
    carried = getattr(kind, "dtype", None)
    if isinstance(carried, dtype):
        return carried
    raise TypeError(f"data type {kind!r} not understood")


def of_number(value) -> dtype:
    """The type that a Python number or a scalar becomes by itself."""
    if isinstance(value, generic):
        return value.dtype
    if isinstance(value, bool):
        return ALL["bool"]
    if isinstance(value, int):
        return ALL["int64"] if -(1 << 63) <= value < 1 << 63 else ALL["object"]
    if isinstance(value, float):
        return ALL["float64"]
    return ALL["complex128"] if isinstance(value, complex) else ALL["object"]


_ORDER = "buifcO"


def promote(a: dtype, b: dtype) -> dtype:
    if a is b:
        return a
    if _ORDER.index(a.kind) > _ORDER.index(b.kind):
        a, b = b, a
    if a.kind == "b" or b.kind == "O":
        return b
    if a.kind == b.kind:
        return a if a.itemsize > b.itemsize else b
    if b.kind == "i":
        size = max(b.itemsize, 2 * a.itemsize)
        return ALL["float64"] if size > 8 else ALL[f"int{8 * size}"]
    if a.kind in "ui":
        a = floating_of(a)
    if b.kind == "f":
        return a if a.itemsize > b.itemsize else b
    return ALL["complex128"] if max(b.itemsize, 2 * a.itemsize) > 8 else b


def floating_of(kind: dtype) -> dtype:
    """What a function such as sqrt gives of this type."""
    if kind.kind in "fcO":
        return kind
    return ALL[{1: "float16", 2: "float32"}.get(kind.itemsize, "float64")]


def weakly(kind: dtype, value) -> dtype:
    """`kind` together with a Python number, whose kind counts but not its size."""
    if isinstance(value, bool) or kind.kind == "O":
        return kind
    if isinstance(value, int):
        return ALL["int64"] if kind.kind == "b" else kind
    if isinstance(value, float):
        return ALL["float64"] if kind.kind in "bui" else kind
    if isinstance(value, complex):
        return kind if kind.kind == "c" else ALL["complex64" if kind in (float32, float16) else "complex128"]
    return ALL["object"]


def is_weak(value) -> bool:
    return isinstance(value, (bool, int, float, complex)) and not isinstance(value, generic)


def issubdtype(kind, base) -> bool:
    """Whether an element type is of a kind: `np.issubdtype(a.dtype, np.floating)`."""
    kinds = {bool: bool_, int: signedinteger, float: floating, complex: complexfloating}
    base = kinds.get(base, base)
    if not (isinstance(base, type) and issubclass(base, generic)):
        base = dtype(base).type
    if isinstance(kind, type) and issubclass(kind, generic):
        return issubclass(kind, base)
    return issubclass(dtype(kind).type, base)
