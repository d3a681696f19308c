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


class Buffer(Tensor):
    def __init__(self, data=None, *, persistent: bool = True):
        super().__init__(data._storage)
        self.persistent = persistent


__all__ = ["Buffer", "Parameter"]
