"""Discrete distributions, and their relaxed forms (Jang et al. 2017; Maddison et al. 2017)."""

from .._tensor import Tensor
from .continuous import _drawn
from .distribution import Distribution, broadcast_all


class Bernoulli(Distribution):
    def __init__(self, probs=None, logits=None, validate_args=None):
        if (probs is None) == (logits is None):
            raise ValueError("Either `probs` or `logits` must be specified, but not both.")
        [given] = broadcast_all(logits if probs is None else probs)
        self._probs, self._logits = (None, given) if probs is None else (given, None)
        super().__init__(given.shape)

    @property
    def probs(self) -> Tensor:
        return self._logits.sigmoid() if self._probs is None else self._probs

    @property
    def logits(self) -> Tensor:
        return self._logits if self._probs is None else self._probs.log() - (1 - self._probs).log()

    mean = property(lambda self: self.probs)
    variance = property(lambda self: self.probs * (1 - self.probs))

    def sample(self, sample_shape=()) -> Tensor:
        probs = self.probs
        return (_drawn("rand", self._extended_shape(sample_shape), probs) < probs).to(probs.dtype)

    def log_prob(self, value) -> Tensor:
        from ..nn.functional import softplus

        return value * self.logits - softplus(self.logits)

    def entropy(self) -> Tensor:
        from ..nn.functional import softplus

        return softplus(self.logits) - self.probs * self.logits


class Categorical(Distribution):
    def __init__(self, probs=None, logits=None, validate_args=None):
        if (probs is None) == (logits is None):
            raise ValueError("Either `probs` or `logits` must be specified, but not both.")
        if probs is not None:
            self.probs = probs / probs.sum(-1, True)
            self.logits = self.probs.log()
        else:
            self.logits = logits - logits.logsumexp(-1, True)
            self.probs = self.logits.softmax(-1)
        self._num_events = self.logits.shape[-1]
        super().__init__(self.logits.shape[:-1])

    mode = property(lambda self: self.probs.argmax(-1))

    def sample(self, sample_shape=()) -> Tensor:
        count = 1
        for extent in sample_shape:
            count *= extent
        rows = self.probs.reshape(-1, self._num_events).multinomial(count, True)
        return rows.transpose(0, 1).reshape(*sample_shape, *self.batch_shape)

    def log_prob(self, value) -> Tensor:
        return self.logits.gather(-1, value.long().unsqueeze(-1)).squeeze(-1)

    def entropy(self) -> Tensor:
        return -(self.logits * self.probs).sum(-1)


class OneHotCategorical(Distribution):
    def __init__(self, probs=None, logits=None, validate_args=None):
        self._categorical = Categorical(probs, logits)
        super().__init__(self._categorical.batch_shape, (self._categorical._num_events,))

    probs = mean = property(lambda self: self._categorical.probs)
    logits = property(lambda self: self._categorical.logits)

    def sample(self, sample_shape=()) -> Tensor:
        from ..nn.functional import one_hot

        return one_hot(self._categorical.sample(sample_shape), self._categorical._num_events).to(
            self.probs.dtype
        )

    def log_prob(self, value) -> Tensor:
        return (value * self.logits).sum(-1)

    def entropy(self) -> Tensor:
        return self._categorical.entropy()


class RelaxedBernoulli(Bernoulli):
    has_rsample = True

    def __init__(self, temperature, probs=None, logits=None, validate_args=None):
        self.temperature = temperature
        super().__init__(probs, logits)

    def rsample(self, sample_shape=()) -> Tensor:
        place = _drawn("rand", self._extended_shape(sample_shape), self.logits)
        return ((self.logits + place.log() - (1 - place).log()) / self.temperature).sigmoid()

    sample = Distribution.sample


class RelaxedOneHotCategorical(OneHotCategorical):
    has_rsample = True

    def __init__(self, temperature, probs=None, logits=None, validate_args=None):
        self.temperature = temperature
        super().__init__(probs, logits)

    def rsample(self, sample_shape=()) -> Tensor:
        noise = -(-_drawn("rand", self._extended_shape(sample_shape), self.logits).log()).log()
        return ((self.logits + noise) / self.temperature).softmax(-1)

    sample = Distribution.sample
