"""What all distributions have."""

from .._tensor import Tensor
from .._types import Size


class Distribution:
    has_rsample = False
    arg_constraints: dict = {}

    def __init__(self, batch_shape=(), event_shape=(), validate_args=None):
        self._batch_shape, self._event_shape = Size(batch_shape), Size(event_shape)

    batch_shape = property(lambda self: self._batch_shape)
    event_shape = property(lambda self: self._event_shape)

    @staticmethod
    def set_default_validate_args(value: bool) -> None:
        pass

    def _extended_shape(self, sample_shape=()) -> Size:
        return Size((*sample_shape, *self._batch_shape, *self._event_shape))

    def sample(self, sample_shape=()) -> Tensor:
        return self.rsample(sample_shape).detach()

    def sample_n(self, n: int) -> Tensor:
        return self.sample((n,))

    def rsample(self, sample_shape=()) -> Tensor:
        raise NotImplementedError(f"{type(self).__name__} has no differentiable samples")

    def log_prob(self, value) -> Tensor:
        raise NotImplementedError(f"{type(self).__name__}.log_prob has no stand-in")

    def entropy(self) -> Tensor:
        raise NotImplementedError(f"{type(self).__name__}.entropy has no stand-in")

    stddev = property(lambda self: self.variance.sqrt())

    def perplexity(self) -> Tensor:
        return self.entropy().exp()


def broadcast_all(*values) -> list[Tensor]:
    """Parameters as tensors of one shape."""
    from .. import tensor

    like = next((value for value in values if isinstance(value, Tensor)), None)
    kind = None if like is None else like.dtype
    tensors = [value if isinstance(value, Tensor) else tensor(float(value), dtype=kind) for value in values]
    shape: list[int] = []
    for item in tensors:
        rank = max(len(shape), item.ndim)
        mine, theirs = [1] * (rank - len(shape)) + shape, [1] * (rank - item.ndim) + list(item.shape)
        shape = [max(a, b) for a, b in zip(mine, theirs)]
    return [item if list(item.shape) == shape else item.expand(*shape) for item in tensors]


def expanded(tensor: Tensor, shape) -> Tensor:
    return tensor if tuple(tensor.shape) == tuple(shape) else tensor.expand(*shape)
