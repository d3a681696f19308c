"""Where operations say under which names they are known."""

import functools

from .._tensor import Tensor

#: `torch.<name>`.
functions: dict[str, object] = {}


def operation(
    *names: str,
    name: str = "",
    function: bool = True,
    method: bool = True,
    in_place: bool = False,
    alters_shape: bool = False,
):
    """Registers `torch.<name>` and `Tensor.<name>`; with `in_place` also `<name>_`, which changes its argument.

    With `alters_shape` the form `<name>_` makes its argument a view of what it was.
    """

    def register(implementation):
        for known_as in (name,) if name else names or (implementation.__name__,):
            forms = {known_as: implementation}
            if in_place or alters_shape:
                make = _reshaping_form if alters_shape else in_place_form
                forms[f"{known_as}_"] = make(implementation, f"{known_as}_")
            for form_name, form in forms.items():
                if function:
                    functions[form_name] = form
                if method:
                    setattr(Tensor, form_name, form)
        return implementation

    return register


def in_place_form(implementation, name: str):
    @functools.wraps(implementation)
    def changing(self: Tensor, *args, **kwargs) -> Tensor:
        return self._become(implementation(self, *args, **kwargs))

    changing.__name__ = name
    return changing


def _reshaping_form(implementation, name: str):
    @functools.wraps(implementation)
    def changing(self: Tensor, *args, **kwargs) -> Tensor:
        self._storage = implementation(self, *args, **kwargs)._storage
        return self

    changing.__name__ = name
    return changing
