"""`numpy.random`: the legacy generator gives NumPy's own numbers for a seed; Generator (PCG64) gives others.

Source: NumPy's `_legacy` and `legacy-distributions.c` (MT19937; 53-bit doubles; Gauss by the polar method; bounded
integers by masked rejection).
"""

import math
import random as _random

from . import _layout
from ._array import made
from ._conversion import asarray
from ._dtypes import ALL, dtype
from ._reductions import cumsum
from ._sorting import searchsorted


def _tell(what: str) -> None:
    from _skipline import notices

    notices.warn(
        "numpyRandom",
        f"{what}: the numbers drawn here are the same at every trace, but not those that NumPy would draw.",
    )


class RandomState:
    """MT19937."""

    def __init__(self, seed=None):
        self._is_seeded = False
        self.seed(seed)

    def seed(self, seed=None) -> None:
        self._is_seeded = seed is not None
        self._gauss = None
        key = [int(seed or 0) & 0xFFFFFFFF]
        for index in range(1, 624):
            key.append((1812433253 * (key[-1] ^ (key[-1] >> 30)) + index) & 0xFFFFFFFF)
        self._bits = _random.Random()
        self._bits.setstate((3, (*key, 624), None))

    def _begin(self) -> None:
        if not self._is_seeded:
            _tell("NumPy's random numbers have no seed here")

    def _many(self, size, draw, kind="float64"):
        self._begin()
        if size is None:
            # A Python number, not a scalar: so does the legacy generator.
            return draw()
        shape = (int(size),) if hasattr(size, "__index__") else tuple(map(int, size))
        return made([draw() for _ in range(_layout.count(shape))], shape, ALL[kind])

    def random_sample(self, size=None):
        return self._many(size, self._bits.random)

    random = ranf = sample = random_sample

    def rand(self, *shape):
        return self.random_sample(shape or None)

    def uniform(self, low=0.0, high=1.0, size=None):
        shape = _size_of(size, low, high)
        return low + (high - low) * self.random_sample(shape)

    def _normal(self) -> float:
        if self._gauss is not None:
            value, self._gauss = self._gauss, None
            return value
        while True:
            x, y = 2.0 * self._bits.random() - 1.0, 2.0 * self._bits.random() - 1.0
            radius = x * x + y * y
            if 0.0 < radius < 1.0:
                break
        factor = math.sqrt(-2.0 * math.log(radius) / radius)
        self._gauss = factor * x
        return factor * y

    def standard_normal(self, size=None):
        return self._many(size, self._normal)

    def randn(self, *shape):
        return self.standard_normal(shape or None)

    def normal(self, loc=0.0, scale=1.0, size=None):
        return loc + scale * self.standard_normal(_size_of(size, loc, scale))

    def exponential(self, scale=1.0, size=None):
        return scale * self._many(size, lambda: -math.log(1.0 - self._bits.random()))

    def _below(self, bound: int) -> int:
        """0 … bound, both included."""
        if bound <= 0:
            return 0
        mask = (1 << bound.bit_length()) - 1
        width = 32 if bound <= 0xFFFFFFFF else 64
        while True:
            drawn = self._bits.getrandbits(32)
            if width == 64:
                drawn = drawn << 32 | self._bits.getrandbits(32)
            if drawn & mask <= bound:
                return drawn & mask

    def randint(self, low, high=None, size=None, dtype=int):
        low, high = (0, low) if high is None else (low, high)
        if low >= high:
            raise ValueError("low >= high")
        kind = _dtype(dtype).name
        return self._many(size, lambda: int(low) + self._below(int(high) - 1 - int(low)), kind)

    def random_integers(self, low, high=None, size=None):
        low, high = (1, low) if high is None else (low, high)
        return self.randint(low, high + 1, size)

    def shuffle(self, x) -> None:
        self._begin()
        for index in range(len(x) - 1, 0, -1):
            other = self._below(index)
            first, second = _copied(x[index]), _copied(x[other])
            x[index], x[other] = second, first

    def permutation(self, x):
        values = asarray(range(int(x)), int) if hasattr(x, "__index__") else asarray(x).copy()
        self.shuffle(values)
        return values

    def choice(self, a, size=None, replace=True, p=None):
        values = asarray(range(int(a)), int) if hasattr(a, "__index__") else asarray(a)
        count = values.shape[0]
        if p is not None:
            if not replace:
                _tell("A weighted choice without replacement")
            steps = cumsum(p)
            places = searchsorted(steps / steps[-1], self.random_sample(size), side="right")
        elif replace:
            places = self.randint(0, count, size)
        else:
            wanted = 1 if size is None else _layout.count((size,) if hasattr(size, "__index__") else size)
            if wanted > count:
                raise ValueError("Cannot take a larger sample than population when 'replace=False'")
            places = self.permutation(count)[:wanted]
            places = places[0] if size is None else places.reshape(size)
        return values[places]

    def get_state(self, legacy=True):
        return self._bits.getstate(), self._gauss

    def set_state(self, state) -> None:
        bits, self._gauss = state
        self._bits.setstate(bits)
        self._is_seeded = True

    def __getattr__(self, name: str):
        if name.startswith("_"):
            raise AttributeError(name)
        raise NotImplementedError(f"numpy.random.{name} has no stand-in while a model is traced")


class Generator(RandomState):
    """PCG64's interface over another generator."""

    def _begin(self) -> None:
        _tell("numpy.random.default_rng has another generator here")

    def integers(self, low, high=None, size=None, dtype=int, endpoint=False):
        low, high = (0, low) if high is None else (low, high)
        return self.randint(low, high + endpoint, size, dtype)

    def random(self, size=None, dtype=float, out=None):
        return self.random_sample(size)


_dtype = dtype


def _copied(item):
    return item.copy() if hasattr(item, "copy") else item


def _size_of(size, *parameters):
    """The size asked for, or the shape of the parameters where they are arrays."""
    if size is not None or not any(getattr(item, "shape", ()) for item in map(asarray, parameters)):
        return size
    return _layout.broadcast(*(asarray(item).shape for item in parameters))


def default_rng(seed=None) -> Generator:
    return seed if isinstance(seed, Generator) else Generator(seed if isinstance(seed, int) else 0)


_global = RandomState()


def begin_trace() -> None:
    """Every trace draws the same numbers."""
    _global.seed()


for _name in (
    "seed random_sample random ranf sample rand uniform standard_normal randn normal exponential randint "
    "random_integers shuffle permutation choice get_state set_state"
).split():
    globals()[_name] = getattr(_global, _name)


def __getattr__(name: str):
    from _skipline.missing import missing_attribute

    return missing_attribute(f"numpy.random.{name}")
