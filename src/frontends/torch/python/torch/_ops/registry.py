"""Where operations say under which names they are known."""

import functools

from .._tensor import Tensor

#: `torch.<name>`.
functions: dict[str, object] = {}


def operation(*names: str, function: bool = True, method: bool = True, in_place: bool = False):
    """Registers `torch.<name>` and `Tensor.<name>`; with `in_place` also `<name>_`, which changes its argument."""

    def register(implementation):
        for name in names or (implementation.__name__,):
            if function:
                functions[name] = implementation
            if method:
                setattr(Tensor, name, implementation)
            if in_place:
                changing = in_place_form(implementation, f"{name}_")
                setattr(Tensor, f"{name}_", changing)
                if function:
                    functions[f"{name}_"] = changing
        return implementation

    return register


def in_place_form(implementation, name: str):
    @functools.wraps(implementation)
    def changing(self: Tensor, *args, **kwargs) -> Tensor:
        return self._become(implementation(self, *args, **kwargs))

    changing.__name__ = name
    return changing
