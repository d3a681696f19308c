"""Tensors that a module learns, and tensors that it keeps."""

from .._tensor import Tensor


class Parameter(Tensor):
    def __init__(self, data=None, requires_grad: bool = True):
        if data is None:
            from .._ops.creation import empty

            data = empty(0)
        super().__init__(
            data._storage if isinstance(data, Tensor) else Tensor(data)._storage, requires_grad=requires_grad
        )

    def __repr__(self) -> str:
        return f"Parameter containing:\n{super().__repr__()}"


class _BufferKind(type):
    """Like PyTorch's, a buffer is any tensor that says that it is one."""

    def __instancecheck__(cls, instance) -> bool:
        return super().__instancecheck__(instance) or (
            isinstance(instance, Tensor) and getattr(instance, "_is_buffer", False)
        )


class Buffer(Tensor, metaclass=_BufferKind):
    _is_buffer = True

    def __init__(self, data=None, *, persistent: bool = True):
        if data is None:
            from .._ops.creation import empty

            data = empty(0)
        super().__init__(data._storage)
        self.persistent = persistent


class UninitializedTensorMixin:
    """A tensor whose shape the first input of its module decides."""

    cls_to_become: type = Tensor

    def materialize(self, shape, device=None, dtype=None) -> None:
        from .._ops.creation import empty

        self._storage = empty(tuple(shape), dtype=dtype or self.dtype)._storage
        self.__class__ = self.cls_to_become

    @property
    def shape(self):
        raise RuntimeError(
            "Can't access the shape of an uninitialized parameter or buffer. This error usually happens in "
            "`load_state_dict` when trying to load an uninitialized parameter into an initialized one. "
            "Call `forward` to initialize the parameters before accessing their attributes."
        )

    def share_memory_(self):
        raise RuntimeError("Can't share memory on an uninitialized parameter or buffer.")

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


def is_lazy(param) -> bool:
    return isinstance(param, UninitializedTensorMixin)


def _empty(dtype):
    from .._ops.creation import empty

    return empty(0, dtype=dtype)


class UninitializedParameter(UninitializedTensorMixin, Parameter):
    cls_to_become = Parameter

    def __init__(self, requires_grad: bool = True, device=None, dtype=None):
        super().__init__(_empty(dtype), requires_grad)


class UninitializedBuffer(UninitializedTensorMixin, Tensor):
    cls_to_become = Tensor

    def __init__(self, requires_grad: bool = False, device=None, dtype=None, persistent: bool = True):
        super().__init__(_empty(dtype)._storage)
        self.persistent = persistent
        self._is_buffer = True


__all__ = ["Buffer", "Parameter", "UninitializedBuffer", "UninitializedParameter", "is_lazy"]
