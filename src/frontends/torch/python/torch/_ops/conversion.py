"""Element types, devices, copies, and the way of a tensor into Python and NumPy."""

import struct

from _skipline.inert import UnsupportedOperation

from .._tensor import Tensor, constant, elements_of, operate
from .._types import NAMES
from .._types import dtype as dtype_class
from .literals import number_of
from .promotion import cast
from .registry import operation


def to(self, *args, dtype=None, device=None, copy=False, non_blocking=False, memory_format=None, other=None):
    for argument in (*args, other):
        if isinstance(argument, dtype_class):
            dtype = argument
        elif isinstance(argument, Tensor):
            dtype = argument.dtype
    result = self if dtype is None else cast(self, dtype)
    return clone(self) if copy and result is self else result


Tensor.to = to
Tensor.type_as = lambda self, other: cast(self, other.dtype)


def type(self, dtype=None, non_blocking=False):
    """`x.type()`, `x.type(torch.float16)`, `x.type("torch.FloatTensor")`, `x.type(torch.FloatTensor)`."""
    if dtype is None:
        return f"torch.{self.dtype.type_name}Tensor"
    if isinstance(dtype, str):
        name = dtype.rpartition(".")[2].removesuffix("Tensor")
        dtype = next((kind for kind in NAMES.values() if kind.type_name == name), None)
        if dtype is None:
            raise ValueError(f"invalid type: '{name}Tensor'")
    return cast(self, getattr(dtype, "kind", dtype))


Tensor.type = type


def _conversion(name: str, kind) -> None:
    setattr(Tensor, name, lambda self, memory_format=None: cast(self, kind))


def _unchanged(self, *args, **kwargs):
    return self


for _name, _kind in NAMES.items():
    _conversion(_name, _kind)
_conversion("byte", NAMES["uint8"])
_conversion("char", NAMES["int8"])
for _name in ("cpu", "cuda", "pin_memory", "share_memory_", "as_subclass"):
    setattr(Tensor, _name, _unchanged)
# A sparse tensor is kept as the dense one of the same elements.
for _name in ("to_sparse", "to_sparse_coo", "coalesce", "to_dense"):
    setattr(Tensor, _name, _unchanged)


def viewed_as(input: Tensor, kind: dtype_class) -> Tensor:
    """`x.view(dtype)` reads the same bytes as another type, for which ONNX has no operator: known content only."""
    if kind is input.dtype:
        return input
    if kind is input.dtype.to_complex():
        from .complex import view_as_complex

        return view_as_complex(input).squeeze(-1)
    elements = elements_of(input)
    if elements is not None and {kind.name, input.dtype.name} <= _CODES.keys():
        return _reread(input, elements, kind)
    raise UnsupportedOperation(
        f"Skipline cannot trace a view of {input.dtype} as {kind}: it reads the same bytes as another type"
    )


#: Of Python's `struct`.
_CODES = {
    "bool": "?", "uint8": "B", "int8": "b", "int16": "h", "int32": "i", "int64": "q", "float16": "e", "float32": "f",
    "float64": "d",
}  # fmt: skip


def _reread(input: Tensor, elements: list, kind: dtype_class) -> Tensor:
    """The bytes of known elements as elements of another type, along the last axis."""
    shape = tuple(input.shape)
    width, wanted = input.dtype.itemsize, kind.itemsize
    if width != wanted:
        if not shape:
            raise RuntimeError(
                f"self.dim() cannot be 0 to view {input.dtype.type_name} as {kind.type_name} (different element sizes)"
            )
        if shape[-1] * width % wanted:
            raise RuntimeError(
                f"self.size(-1) must be divisible by {wanted // width} to view {input.dtype.type_name} as "
                f"{kind.type_name} (different element sizes), but got {shape[-1]}"
            )
        shape = (*shape[:-1], shape[-1] * width // wanted)
    written = struct.pack(f"<{len(elements)}{_CODES[input.dtype.name]}", *elements)
    read = struct.unpack(f"<{len(written) // wanted}{_CODES[kind.name]}", written)
    return constant([number_of(element, kind) for element in read], shape, kind)


@operation()
def clone(input, *, memory_format=None):
    if input.dtype.is_complex:
        from .views import as_complex, as_real

        return as_complex(clone(as_real(input)))
    return operate("Identity", input)


def _numpy(self, *, force=False):
    from numpy._conversion import of_tensor

    return of_tensor(self, "Tensor.numpy()")


def _array(self, dtype=None, copy=None):
    array = _numpy(self)
    return array if dtype is None else array.astype(dtype)


Tensor.numpy = _numpy
Tensor.__array__ = _array


class _Hook:
    """What `register_hook` gives back. Gradients come from the graph, so nothing calls a hook of theirs."""

    def remove(self) -> None:
        pass


def _register_hook(self, hook):
    from _skipline import notices

    notices.warn(
        "gradientHook",
        "This hook is not called: Skipline computes gradients in the graph, where no Python runs.",
    )
    return _Hook()


Tensor.register_hook = _register_hook
Tensor.register_post_accumulate_grad_hook = _register_hook


def _backward(self, *arguments, **options):
    raise UnsupportedOperation(
        "Skipline cannot trace backward() inside of a model: it adds the backward pass to the graph itself"
    )


Tensor.backward = _backward
