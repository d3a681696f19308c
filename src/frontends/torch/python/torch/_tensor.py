"""Tensors without content: a handle to a value of the graph, with the shape and type that the graph gave it."""

import json

from _skipline import bridge, constants, spans
from _skipline.attributes import identifier_of
from _skipline.errors import DataDependence, ShapeMismatch, UnsupportedOperator

from ._types import BY_ONNX, Size, device, dtype

_CPU = device("cpu")

#: Steps of initialization in the order in which PyTorch would take them. None while the model runs.
initialization: list | None = []


class Storage:
    """What aliases of one tensor share (`weight`, `weight.data`, `weight.detach()`)."""

    __slots__ = ("handle", "shape", "dtype", "step", "scaled")

    def __init__(self, handle: str, shape: tuple[int, ...], kind: dtype):
        self.handle = handle
        self.shape = shape
        self.dtype = kind
        #: The last step that filled it.
        self.step = None
        #: (step, factor, offset) of a tensor computed from one random one by a scale and a shift.
        self.scaled = None


class Tensor:
    """Operators and methods are added by the modules of `torch._ops`."""

    def __init__(self, storage: Storage | None = None, requires_grad: bool = False):
        self._storage = storage if isinstance(storage, Storage) else _of_data(storage)
        self.requires_grad = requires_grad
        self.grad = None

    def _become(self, other: "Tensor") -> "Tensor":
        """Takes the value of another: the in-place form of an operation, which the graph has no word for."""
        mine, theirs = self._storage, other._storage
        mine.handle, mine.shape, mine.dtype = theirs.handle, theirs.shape, theirs.dtype
        mine.step, mine.scaled = theirs.step, theirs.scaled
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
    def data(self) -> "Tensor":
        return Tensor(self._storage)

    @data.setter
    def data(self, value: "Tensor") -> None:
        self._storage = value._storage

    @property
    def is_leaf(self) -> bool:
        return True

    @property
    def grad_fn(self):
        return None

    @property
    def layout(self):
        return "strided"

    is_cuda = is_mps = is_sparse = is_quantized = is_meta = is_mkldnn = False
    names = None

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
        return False

    def is_contiguous(self, memory_format=None) -> bool:
        return True

    def requires_grad_(self, requires_grad: bool = True) -> "Tensor":
        self.requires_grad = requires_grad
        return self

    def register_hook(self, hook):
        return None

    def retain_grad(self) -> None:
        pass

    def __len__(self) -> int:
        if not self._storage.shape:
            raise TypeError("len() of a 0-d tensor")
        return self._storage.shape[0]

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
        return iter([self[index] for index in range(self._storage.shape[0])])

    def tolist(self):
        elements = _known_elements(self, "tolist()")

        def nested(shape, start):
            if not shape:
                return elements[start]
            step = len_of(shape[1:])
            return [nested(shape[1:], start + index * step) for index in range(shape[0])]

        return nested(tuple(self._storage.shape), 0)

    def item(self):
        elements = _known_elements(self, "item()")
        if len(elements) != 1:
            raise RuntimeError(f"a Tensor with {len(elements)} elements cannot be converted to Scalar")
        return elements[0]

    def __float__(self) -> float:
        return float(self.item())

    def __int__(self) -> int:
        return int(self.item())

    def __index__(self) -> int:
        if self.dtype.is_floating_point:
            raise TypeError("only integer tensors of a single element can be converted to an index")
        return int(self.item())

    def __bool__(self) -> bool:
        if self.numel() > 1:
            raise RuntimeError("Boolean value of Tensor with more than one value is ambiguous")
        elements = elements_of(self)
        if elements is None:
            from _skipline import notices

            notices.data_dependent_branch()
            return False
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
    if tensor.dtype.category == 0:
        return [bool(element) for element in elements]
    return [float(element) for element in elements] if tensor.dtype.is_floating_point else elements


def _known_elements(tensor: Tensor, asked: str) -> list:
    elements = elements_of(tensor)
    if elements is None:
        raise DataDependence(
            f"{asked} needs the content of a tensor of shape {tuple(tensor.shape)}, "
            "which depends on the data and is not known while the model is traced"
        )
    return elements


def operate(operator: str, *inputs: Tensor | None, outputs: int = 1, stage: str = "", **attributes):
    """Adds an ONNX operator to the graph; its attributes are numbers, texts and lists of numbers.

    Returns a tensor, or a tuple of them where several outputs are asked for. Raises ShapeMismatch, a RuntimeError as
    PyTorch would raise, where the inputs do not go together.
    """
    handles = ",".join(["" if tensor is None else tensor._storage.handle for tensor in inputs])
    described = identifier_of(attributes) if attributes else -1
    answer = bridge.emit(operator, handles, described, outputs, spans.here(), stage)
    if answer.startswith("!"):
        kind, _, message = answer[1:].partition(" ")
        raise (UnsupportedOperator if kind == "unknown" else ShapeMismatch)(message)
    results = tuple(_of_answer(part) for part in answer.split(";"))
    return results[0] if outputs == 1 else results


def _of_answer(answer: str) -> Tensor:
    handle, kind, shape = answer.split("|")
    extents = tuple(map(int, shape.split(","))) if shape else ()
    return Tensor(Storage(handle, extents, BY_ONNX[kind]))


def constant(values: list, shape: tuple[int, ...], kind: dtype) -> Tensor:
    return Tensor(Storage(constants.listed(kind.onnx, tuple(shape), values), tuple(shape), kind))


def filled(value: float, shape: tuple[int, ...], kind: dtype) -> Tensor:
    return Tensor(Storage(constants.full(kind.onnx, tuple(shape), float(value)), tuple(shape), kind))


def int64s(*values: int) -> Tensor:
    """A constant for axes, shapes and pads, as ONNX operators take them."""
    from ._types import int64

    return constant([int(value) for value in values], (len(values),), int64)


def undefined(shape: tuple[int, ...], kind: dtype) -> Tensor:
    """A tensor whose content only initialization steps know."""
    handle = bridge.state(kind.onnx, ",".join(map(str, shape)))
    return Tensor(Storage(handle, tuple(shape), kind))


def copy_of(storage: Storage) -> Storage:
    """The storage of a deep copy, which begins with the same content."""
    copy = Storage(bridge.own(storage.handle), storage.shape, storage.dtype)
    if initialization is not None:
        from ._ops.initialization import copy_steps

        copy_steps(storage, copy)
    return copy


def _of_data(data) -> Storage:
    from ._ops.creation import tensor

    return tensor([] if data is None else data)._storage
