"""Modules whose parameters get their shapes from the first input."""

from ..parameter import is_lazy


class LazyModuleMixin:
    """A module of this kind becomes `cls_to_become` once an input has decided its shapes.

    The model runs for the first time after its construction, so what is drawn then comes last of all, as in PyTorch.
    """

    cls_to_become: type | None = None

    def has_uninitialized_params(self) -> bool:
        return any(is_lazy(held) for held in (*self._parameters.values(), *self._buffers.values()))

    def initialize_parameters(self, *args, **kwargs) -> None:
        raise NotImplementedError(f"initialize_parameters is not implemented for {type(self).__name__}")

    def _infer_parameters(self, args: tuple, kwargs: dict | None = None) -> None:
        self.initialize_parameters(*args, **(kwargs or {}))
        if self.has_uninitialized_params():
            raise RuntimeError(f"module {self._get_name()} has not been fully initialized")
        if self.cls_to_become is not None:
            self.__class__ = self.cls_to_become
