"""Data types, devices, sizes: what describes a tensor."""


class dtype:
    """An element type. `onnx` is its name in the graph."""

    def __init__(self, name: str, onnx: str, category: int, width: int):
        self.name = name
        self.onnx = onnx
        #: 0 boolean, 1 integer, 2 floating point: the higher one wins in a promotion.
        self.category = category
        self.width = width

    @property
    def is_floating_point(self) -> bool:
        return self.category == 2

    @property
    def is_complex(self) -> bool:
        return False

    @property
    def itemsize(self) -> int:
        return max(self.width // 8, 1)

    def __repr__(self) -> str:
        return f"torch.{self.name}"

    def __reduce__(self):
        return self.name

    def __deepcopy__(self, memo):
        return self


bool_ = dtype("bool", "bool", 0, 1)
uint8 = dtype("uint8", "uint8", 1, 8)
int8 = dtype("int8", "int8", 1, 8)
int32 = dtype("int32", "int32", 1, 32)
int64 = dtype("int64", "int64", 1, 64)
float16 = dtype("float16", "float16", 2, 16)
bfloat16 = dtype("bfloat16", "float16", 2, 16)
float32 = dtype("float32", "float32", 2, 32)
float64 = dtype("float64", "float64", 2, 64)

#: `torch.float`, `torch.long` and the like.
NAMES = {
    "bool": bool_,
    "uint8": uint8,
    "int8": int8,
    "int16": int32,
    "short": int32,
    "int32": int32,
    "int": int32,
    "int64": int64,
    "long": int64,
    "float16": float16,
    "half": float16,
    "bfloat16": bfloat16,
    "float32": float32,
    "float": float32,
    "float64": float64,
    "double": float64,
}

BY_ONNX = {kind.onnx: kind for kind in (bool_, uint8, int8, int32, int64, float16, float32, float64)}

_default = float32


def get_default_dtype() -> dtype:
    return _default


def set_default_dtype(kind: dtype) -> None:
    global _default
    _default = kind


class Size(tuple):
    """A shape; a tuple with a product."""

    def numel(self) -> int:
        product = 1
        for extent in self:
            product *= extent
        return product

    def __getitem__(self, key):
        item = super().__getitem__(key)
        return Size(item) if isinstance(key, slice) else item

    def __add__(self, other):
        return Size(tuple(self) + tuple(other))

    def __repr__(self) -> str:
        return f"torch.Size([{', '.join(map(str, self))}])"


class device:
    """Where a tensor would live. Nothing lives anywhere while a model is traced."""

    def __init__(self, type="cpu", index=None):
        if isinstance(type, device):
            type, index = type.type, type.index
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
    pass


class memory_format:
    def __init__(self, name: str):
        self.name = name

    def __repr__(self) -> str:
        return f"torch.{self.name}"
