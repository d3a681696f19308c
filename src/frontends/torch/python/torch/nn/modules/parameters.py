"""Modules that hold parameters."""

from collections import OrderedDict
from collections.abc import Iterable

from ..._tensor import Tensor
from ..parameter import Parameter
from ._members import typename
from .container import position
from .module import Module


def _as_parameter(value):
    return Parameter(value) if isinstance(value, Tensor) and not isinstance(value, Parameter) else value


def _line(key, held, kind_of) -> str:
    if not isinstance(held, Tensor):
        return f"  ({key}): Object of type: {type(held).__name__}"
    what = "Parameter" if isinstance(held, Parameter) else "Tensor"
    size = "x".join(map(str, held.shape))
    return f"  ({key}): {what} containing: [{kind_of(held)} of size {size}]"


class ParameterList(Module):
    def __init__(self, values: Iterable | None = None):
        super().__init__()
        self._size = 0
        if values is not None:
            self += values

    def __len__(self) -> int:
        return self._size

    def __iter__(self):
        return iter([self[index] for index in range(len(self))])

    def __getitem__(self, index):
        if isinstance(index, slice):
            return type(self)([self[place] for place in range(len(self))[index]])
        return getattr(self, str(position(index, len(self))))

    def __setitem__(self, index, value) -> None:
        setattr(self, str(position(index, len(self))), _as_parameter(value))

    def append(self, value) -> "ParameterList":
        place = len(self)
        self._size += 1
        self[place] = value
        return self

    def extend(self, values: Iterable) -> "ParameterList":
        if not isinstance(values, Iterable) or isinstance(values, Tensor):
            raise TypeError(
                "ParameterList.extend should be called with an iterable, but got " + type(values).__name__
            )
        for value in values:
            self.append(value)
        return self

    def pop(self, idx=-1):
        value = self[idx]
        place = position(idx, len(self))
        rest = [self[index] for index in range(len(self)) if index != place]
        for index in range(len(self)):
            delattr(self, str(index))
        self._size = 0
        self.extend(rest)
        return value

    def __iadd__(self, values: Iterable) -> "ParameterList":
        return self.extend(values)

    def __dir__(self):
        return [name for name in super().__dir__() if not name.isdigit()]

    def __call__(self, *args, **kwargs):
        raise RuntimeError("ParameterList should not be called.")

    def extra_repr(self) -> str:
        return "\n".join(_line(index, held, lambda item: item.dtype) for index, held in enumerate(self))


class ParameterDict(Module):
    def __init__(self, parameters=None):
        super().__init__()
        self._keys: dict[str, None] = {}
        if parameters is not None:
            self.update(parameters)

    def _key_to_attr(self, key: str) -> str:
        if not isinstance(key, str):
            raise TypeError(
                "Index given to ParameterDict cannot be used as a key as it is not a string "
                f"(type is '{type(key).__name__}'). Open an issue on github if you need non-string keys."
            )
        return key

    def __getitem__(self, key: str):
        return getattr(self, self._key_to_attr(key))

    def __setitem__(self, key: str, value) -> None:
        self._keys[key] = None
        setattr(self, self._key_to_attr(key), _as_parameter(value))

    def __delitem__(self, key: str) -> None:
        del self._keys[key]
        delattr(self, self._key_to_attr(key))

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self):
        return iter(self._keys)

    def __reversed__(self):
        return reversed(list(self._keys))

    def __contains__(self, key: str) -> bool:
        return key in self._keys

    def __or__(self, other: "ParameterDict") -> "ParameterDict":
        result = self.copy()
        result.update(other)
        return result

    def __ror__(self, other: "ParameterDict") -> "ParameterDict":
        result = ParameterDict(other)
        result.update(self)
        return result

    def __ior__(self, other: "ParameterDict") -> "ParameterDict":
        self.update(other)
        return self

    def copy(self) -> "ParameterDict":
        return ParameterDict(dict(self.items()))

    def setdefault(self, key: str, default=None):
        if key not in self:
            self[key] = default
        return self[key]

    def get(self, key: str, default=None):
        return self[key] if key in self else default

    def fromkeys(self, keys: Iterable[str], default=None) -> "ParameterDict":
        return ParameterDict([(key, default) for key in keys])

    def clear(self) -> None:
        for key in list(self._keys):
            del self[key]

    def pop(self, key: str):
        value = self[key]
        del self[key]
        return value

    def popitem(self):
        key = next(reversed(self._keys))
        return key, self.pop(key)

    def keys(self):
        return self._keys.keys()

    def values(self):
        return (self[key] for key in self._keys)

    def items(self):
        return ((key, self[key]) for key in self._keys)

    def update(self, parameters) -> None:
        """Plain dictionaries in the order of their keys, as PyTorch takes them."""
        if hasattr(parameters, "items"):
            pairs = list(parameters.items())
            if not isinstance(parameters, (OrderedDict, ParameterDict)):
                pairs.sort(key=lambda pair: pair[0])
        elif isinstance(parameters, Iterable):
            pairs = [tuple(pair) for pair in parameters]
        else:
            raise TypeError(
                "ParametersDict.update should be called with an iterable of key/value pairs, but got "
                + type(parameters).__name__
            )
        for key, value in pairs:
            self[key] = value

    def __call__(self, input):
        raise RuntimeError("ParameterDict should not be called.")

    def extra_repr(self) -> str:
        return "\n".join(_line(key, held, typename) for key, held in self.items())
