"""Between tensors and the arrays of the stand-in for NumPy."""

from . import _types
from ._tensor import Tensor


def is_array(value) -> bool:
    """An array or a scalar of NumPy."""
    import numpy

    return isinstance(value, (numpy.ndarray, numpy.generic))


def type_of_array(value) -> _types.dtype | None:
    """The element type that a tensor of this array or scalar has; None for anything else."""
    if not is_array(value):
        # Of a list of arrays the first one decides, as they have to be alike.
        return type_of_array(value[0]) if isinstance(value, (list, tuple)) and value else None
    name = value.dtype.name
    if name not in _types.NAMES:
        raise TypeError(
            f"can't convert np.ndarray of type numpy.{name}_: torch has no such element type here"
        )
    return _types.NAMES[name]


def _numpy(self: Tensor, *, force: bool = False):
    """Raises DataDependence where the content depends on the data."""
    from numpy._conversion import of_tensor

    return of_tensor(self, "Tensor.numpy()")


Tensor.numpy = _numpy
Tensor.__array__ = lambda self, dtype=None, copy=None: (
    self.numpy() if dtype is None else self.numpy().astype(dtype)
)
