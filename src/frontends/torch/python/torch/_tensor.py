"""Tensors without content: a handle to a value of the graph, with the shape and type that the graph gave it."""

import json
from contextlib import contextmanager

from _skipline import bridge, constants, spans
from _skipline.attributes import identifier_of
from _skipline.errors import DataDependence, ShapeMismatch, UnknownAttribute, UnsupportedOperator
from _skipline.inert import UnsupportedOperation

from . import _storage
from ._storage import Storage, copy_of, is_contiguous
from ._tensor_attributes import MISSING
from ._types import BY_ONNX, Size, bfloat16, can_cast, device, dtype, int64

_CPU = device("cpu")

#: Steps of initialization in the order in which PyTorch would take them. None while the model runs.
initialization: list | None = []

#: False inside of `torch.no_grad()`: what is computed there lets no gradient through.
grad_enabled = True

#: Where the next operators are said to come from, where not from the innermost user frame.
_override_at: int | None = None


class Tensor:
    """Operators and methods are added by the modules of `torch._ops`."""

    def __init__(self, *data, requires_grad: bool = False):
        """Of a storage; or as users call it, `Tensor(2, 3)` by extents and `Tensor([1, 2])` by elements."""
        if len(data) == 1 and isinstance(data[0], Storage):
            [self._storage] = data
        else:
            self._storage = _of_data(data)
        self.requires_grad = requires_grad
        self.grad = None

    def _become(self, other: "Tensor") -> "Tensor":
        """Takes the value of another: the in-place form of an operation, which the graph has no word for.

        Raises RuntimeError as PyTorch does where the result has another shape or a type that this one cannot hold.
        """
        mine, theirs = self._storage, other._storage
        if mine is theirs:
            return self
        if theirs.shape != mine.shape:
            raise RuntimeError(
                f"output with shape {list(mine.shape)} doesn't match the broadcast shape {list(theirs.shape)}"
            )
        if theirs.dtype is not mine.dtype:
            if not can_cast(theirs.dtype, mine.dtype):
                raise RuntimeError(
                    f"result type {theirs.dtype.type_name} can't be cast to the desired output type "
                    f"{mine.dtype.type_name}"
                )
            from ._ops.promotion import cast

            theirs = cast(other, mine.dtype)._storage
        mine.handle = theirs.handle
        mine.step, mine.scaled = theirs.step, theirs.scaled
        if mine.step is None and mine.scaled is None:
            from ._ops.initialization import record_content

            record_content(mine)
        self.requires_grad = self.requires_grad or other.requires_grad
        return self

    @property
    def shape(self) -> Size:
        return Size(self._storage.shape)

    @property
    def dtype(self) -> dtype:
        return self._storage.dtype

    @property
    def ndim(self) -> int:
        return len(self._storage.shape)

    @property
    def device(self) -> device:
        return _CPU

    @property
    def layout(self):
        from ._types import strided

        return strided

    is_cuda = is_mps = is_sparse = is_quantized = is_meta = is_mkldnn = is_xla = is_nested = False
    is_cpu = True
    names = None
    grad_fn = None
    is_leaf = True

    def dim(self) -> int:
        return len(self._storage.shape)

    ndimension = dim

    def size(self, dim: int | None = None):
        return self.shape if dim is None else self.shape[dim]

    def numel(self) -> int:
        return self.shape.numel()

    nelement = numel

    def element_size(self) -> int:
        return self.dtype.itemsize

    def is_floating_point(self) -> bool:
        return self.dtype.is_floating_point

    def is_complex(self) -> bool:
        return self.dtype.is_complex

    def is_signed(self) -> bool:
        return self.dtype.is_signed

    def is_contiguous(self, memory_format=None) -> bool:
        return is_contiguous(self._storage.shape, self._storage.strides())

    def stride(self, dim: int | None = None):
        strides = self._storage.strides()
        return strides if dim is None else strides[dim]

    def storage_offset(self) -> int:
        return 0

    def is_nonzero(self) -> bool:
        return bool(self)

    def is_inference(self) -> bool:
        return False

    is_neg = is_shared = is_pinned = is_inference

    def get_device(self) -> int:
        return -1

    @property
    def itemsize(self) -> int:
        return self.dtype.itemsize

    @property
    def nbytes(self) -> int:
        return self.numel() * self.dtype.itemsize

    def requires_grad_(self, requires_grad: bool = True) -> "Tensor":
        self.requires_grad = requires_grad
        return self

    def retain_grad(self) -> None:
        pass

    def __len__(self) -> int:
        if not self._storage.shape:
            raise TypeError("len() of a 0-d tensor")
        return self._storage.shape[0]

    def data_ptr(self) -> int:
        """An identity, as there is no memory."""
        return id(self._storage)

    def __getattr__(self, name: str):
        if name in MISSING:
            raise UnknownAttribute(f"Skipline does not know the attribute {name} of a tensor")
        kind = type(self).__name__
        raise AttributeError(f"'{kind}' object has no attribute '{name}'", name=name, obj=self)

    def __hash__(self) -> int:
        return id(self)

    def __repr__(self) -> str:
        return f"tensor(shape={tuple(self.shape)}, dtype={self.dtype})"

    def __format__(self, specification: str) -> str:
        elements = elements_of(self)
        if elements is not None and len(elements) == 1 and not self._storage.shape:
            return format(elements[0], specification)
        return repr(self)

    def __deepcopy__(self, memo):
        known = memo.get(id(self))
        if known is None:
            known = type(self).__new__(type(self))
            known.__dict__.update(self.__dict__)
            known._storage = copy_of(self._storage)
            memo[id(self)] = known
        return known

    def __iter__(self):
        if not self._storage.shape:
            raise TypeError("iteration over a 0-d tensor")
        return iter(self.unbind(0))

    def __contains__(self, element) -> bool:
        return bool((self == element).any())

    def __reversed__(self):
        return self.flip(0) if self._storage.shape else self

    def __complex__(self) -> complex:
        return complex(self.item())

    def tolist(self):
        elements = elements_of(self)
        if elements is None:
            from _skipline import unknown

            return unknown.numbers_of(self)

        def nested(shape, start):
            if not shape:
                return elements[start]
            step = len_of(shape[1:])
            return [nested(shape[1:], start + index * step) for index in range(shape[0])]

        return nested(tuple(self._storage.shape), 0)

    def item(self):
        if self.numel() != 1:
            raise RuntimeError(f"a Tensor with {self.numel()} elements cannot be converted to Scalar")
        elements = elements_of(self)
        if elements is None:
            from _skipline import unknown

            return unknown.number_of(self)
        return elements[0]

    def _as_number(self, kind: type, asked: str):
        item = self.item()
        if isinstance(item, Tensor):
            from _skipline import unknown

            return unknown.value_of(item, kind, asked)
        return kind(item)

    def __float__(self) -> float:
        return self._as_number(float, "float()")

    def __int__(self) -> int:
        return self._as_number(int, "int()")

    def __index__(self) -> int:
        if self.dtype.category > 1 or self.numel() != 1:
            raise TypeError("only integer tensors of a single element can be converted to an index")
        return self._as_number(int, "an index")

    def __bool__(self) -> bool:
        if self.numel() != 1:
            size = "more than one value" if self.numel() else "no values"
            raise RuntimeError(f"Boolean value of Tensor with {size} is ambiguous")
        elements = elements_of(self)
        if elements is None:
            from _skipline import branches

            return branches.condition()
        return bool(elements[0])


def len_of(shape) -> int:
    product = 1
    for extent in shape:
        product *= extent
    return product


def elements_of(tensor: Tensor) -> list | None:
    """Elements in row-major order where they are known while the model is traced."""
    answer = bridge.values(tensor._storage.handle)
    if not answer:
        return None
    elements = json.loads(answer, parse_constant=float)
    if tensor.dtype.is_complex:
        return [complex(*pair) for pair in zip(elements[::2], elements[1::2])]
    if tensor.dtype.category == 0:
        return [bool(element) for element in elements]
    return [float(element) for element in elements] if tensor.dtype.is_floating_point else elements


def known_elements(tensor: Tensor, asked: str) -> list:
    elements = elements_of(tensor)
    if elements is None:
        raise DataDependence(
            f"{asked} needs the content of a tensor of shape {tuple(tensor.shape)}, "
            "which depends on the data and is not known while the model is traced"
        )
    return elements


@contextmanager
def emitting_at(at: int):
    """The operators inside come from these source spans."""
    global _override_at
    before, _override_at = _override_at, at
    try:
        yield
    finally:
        _override_at = before


@contextmanager
def inferring_only():
    """The operators inside are asked for their shapes and add nothing to the graph."""
    before, _storage.is_question = _storage.is_question, True
    try:
        yield
    finally:
        _storage.is_question = before


def operate(operator: str, *inputs: Tensor | None, outputs: int = 1, stage: str = "", **attributes):
    """Adds an ONNX operator to the graph; its attributes are numbers, texts and lists of numbers.

    Returns a tensor, or a tuple of them where several outputs are asked for. Raises ShapeMismatch, a RuntimeError as
    PyTorch would raise, where the inputs do not go together. A `stage` of "detached" lets no gradient through.
    """
    handles = []
    needs_gradient = False
    for tensor in inputs:
        if tensor is None:
            handles.append("")
            continue
        storage = tensor._storage
        if storage.dtype.is_complex:
            raise UnsupportedOperation(f"Skipline cannot trace {operator} of complex numbers yet")
        handles.append(storage.handle)
        needs_gradient = needs_gradient or tensor.requires_grad
    if not grad_enabled and not stage:
        stage = "detached"
    described = identifier_of(attributes) if attributes else -1
    at = spans.here() if _override_at is None else _override_at
    answer = bridge.emit(
        operator, ",".join(handles), described, outputs, at, "shape" if _storage.is_question else stage
    )
    if answer.startswith("!"):
        kind, _, message = answer[1:].partition(" ")
        raise (UnsupportedOperator if kind == "unknown" else ShapeMismatch)(message)
    results = tuple(_of_answer(part, needs_gradient and not stage) for part in answer.split(";"))
    return results[0] if outputs == 1 else results


def _of_answer(answer: str, needs_gradient: bool) -> Tensor:
    handle, kind, shape = answer.split("|")
    extents = tuple(map(int, shape.split(","))) if shape else ()
    element_type = BY_ONNX[kind]
    if element_type is bfloat16:
        from _skipline import notices

        notices.warn(
            "bfloat16",
            "onnxruntime does not compute in bfloat16 on a CPU: this model can be shown but not run or trained. "
            "Compute in float32 to run it.",
        )
    return Tensor(
        Storage(handle, extents, element_type),
        requires_grad=needs_gradient and element_type.is_floating_point,
    )


def constant(values: list, shape: tuple[int, ...], kind: dtype) -> Tensor:
    return Tensor(Storage(constants.listed(kind.onnx, tuple(shape), values), tuple(shape), kind))


def filled(value: float, shape: tuple[int, ...], kind: dtype) -> Tensor:
    """A tensor of one number, which an integer type cuts off and a boolean one takes for its truth."""
    if kind.category < 2:
        value = int(value) if kind.category else bool(value)
    return Tensor(Storage(constants.full(kind.onnx, tuple(shape), float(value)), tuple(shape), kind))


def int64s(*values: int) -> Tensor:
    """A constant for axes, shapes and pads, as ONNX operators take them."""
    return constant([int(value) for value in values], (len(values),), int64)


def undefined(shape: tuple[int, ...], kind: dtype) -> Tensor:
    """A tensor whose content only initialization steps know."""
    handle = bridge.state(kind.onnx, ",".join(map(str, shape)))
    return Tensor(Storage(handle, tuple(shape), kind))


def _of_data(data: tuple) -> Storage:
    from ._ops.creation import empty, tensor
    from ._types import float32

    if all(isinstance(item, int) for item in data) or (data and isinstance(data[0], Size)):
        return empty(*(data or (0,)), dtype=float32)._storage
    return tensor(data[0], dtype=float32)._storage
