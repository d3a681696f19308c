"""Continuous distributions, whose samples are differentiable."""

import math

from .._tensor import Tensor
from .distribution import Distribution, broadcast_all, expanded


def _drawn(name: str, shape, like: Tensor) -> Tensor:
    import torch

    return getattr(torch, name)(tuple(shape), dtype=like.dtype)


class _LocationScale(Distribution):
    has_rsample = True

    def __init__(self, loc, scale, validate_args=None):
        self.loc, self.scale = broadcast_all(loc, scale)
        super().__init__(self.loc.shape)

    mean = mode = property(lambda self: self.loc)

    def expand(self, batch_shape, _instance=None):
        return type(self)(expanded(self.loc, batch_shape), expanded(self.scale, batch_shape))


class Normal(_LocationScale):
    variance = property(lambda self: self.scale * self.scale)
    stddev = property(lambda self: self.scale)

    def rsample(self, sample_shape=()) -> Tensor:
        return self.loc + self.scale * _drawn("randn", self._extended_shape(sample_shape), self.loc)

    def log_prob(self, value) -> Tensor:
        distance = value - self.loc
        return (
            -(distance * distance) / (2 * self.variance) - self.scale.log() - math.log(math.sqrt(2 * math.pi))
        )

    def entropy(self) -> Tensor:
        return self.scale.log() + (0.5 + 0.5 * math.log(2 * math.pi))

    def cdf(self, value) -> Tensor:
        return 0.5 * (1 + ((value - self.loc) / (self.scale * math.sqrt(2))).erf())


class LogNormal(Normal):
    mean = property(lambda self: (self.loc + self.scale * self.scale / 2).exp())

    def rsample(self, sample_shape=()) -> Tensor:
        return super().rsample(sample_shape).exp()

    def log_prob(self, value) -> Tensor:
        return super().log_prob(value.log()) - value.log()

    def entropy(self) -> Tensor:
        return super().entropy() + self.loc


class Laplace(_LocationScale):
    variance = property(lambda self: 2 * self.scale * self.scale)

    def rsample(self, sample_shape=()) -> Tensor:
        import torch

        smallest = torch.finfo(self.loc.dtype).eps - 1
        place = torch.empty(self._extended_shape(sample_shape), dtype=self.loc.dtype).uniform_(smallest, 1)
        return self.loc - self.scale * place.sign() * (1 - place.abs()).log()

    def log_prob(self, value) -> Tensor:
        return -(2 * self.scale).log() - (value - self.loc).abs() / self.scale

    def entropy(self) -> Tensor:
        return 1 + (2 * self.scale).log()


class Uniform(Distribution):
    has_rsample = True

    def __init__(self, low, high, validate_args=None):
        self.low, self.high = broadcast_all(low, high)
        super().__init__(self.low.shape)

    mean = property(lambda self: (self.low + self.high) / 2)
    variance = property(lambda self: (self.high - self.low) ** 2 / 12)

    def rsample(self, sample_shape=()) -> Tensor:
        return self.low + (self.high - self.low) * _drawn(
            "rand", self._extended_shape(sample_shape), self.low
        )

    def log_prob(self, value) -> Tensor:
        inside = (self.low <= value).to(self.low.dtype) * (self.high > value).to(self.low.dtype)
        return inside.log() - (self.high - self.low).log()

    def entropy(self) -> Tensor:
        return (self.high - self.low).log()


class Exponential(Distribution):
    has_rsample = True

    def __init__(self, rate, validate_args=None):
        [self.rate] = broadcast_all(rate)
        super().__init__(self.rate.shape)

    mean = stddev = property(lambda self: 1 / self.rate)
    variance = property(lambda self: 1 / (self.rate * self.rate))

    def rsample(self, sample_shape=()) -> Tensor:
        import torch

        shape = self._extended_shape(sample_shape)
        return torch.empty(shape, dtype=self.rate.dtype).exponential_() / self.rate

    def log_prob(self, value) -> Tensor:
        return self.rate.log() - self.rate * value

    def entropy(self) -> Tensor:
        return 1 - self.rate.log()


class Independent(Distribution):
    """The last axes of a batch as one event."""

    def __init__(self, base_distribution, reinterpreted_batch_ndims: int, validate_args=None):
        self.base_dist, self.reinterpreted_batch_ndims = base_distribution, reinterpreted_batch_ndims
        batch = base_distribution.batch_shape
        cut = len(batch) - reinterpreted_batch_ndims
        super().__init__(batch[:cut], (*batch[cut:], *base_distribution.event_shape))

    has_rsample = property(lambda self: self.base_dist.has_rsample)
    mean = property(lambda self: self.base_dist.mean)
    mode = property(lambda self: self.base_dist.mode)
    variance = property(lambda self: self.base_dist.variance)

    def rsample(self, sample_shape=()) -> Tensor:
        return self.base_dist.rsample(sample_shape)

    def sample(self, sample_shape=()) -> Tensor:
        return self.base_dist.sample(sample_shape)

    def _summed(self, values: Tensor) -> Tensor:
        axes = tuple(range(-self.reinterpreted_batch_ndims, 0))
        return values.sum(axes) if axes else values

    def log_prob(self, value) -> Tensor:
        return self._summed(self.base_dist.log_prob(value))

    def entropy(self) -> Tensor:
        return self._summed(self.base_dist.entropy())
