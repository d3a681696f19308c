"""Where operations say under which names they are known, and the arguments that all of them take."""

import functools
import inspect

from .._tensor import Tensor

#: `torch.<name>`.
functions: dict[str, object] = {}

#: NumPy's names of arguments, which PyTorch takes in the place of its own (`python_arg_parser.cpp`).
_NUMPY_NAMES = {"axis": "dim", "keepdims": "keepdim", "x": "input", "a": "input", "x1": "input", "x2": "other"}


def operation(
    *names: str,
    name: str = "",
    function: bool = True,
    method: bool = True,
    in_place: bool = False,
    alters_shape: bool = False,
    named: dict[str, str] | None = None,
):
    """Registers `torch.<name>` and `Tensor.<name>`; with `in_place` also `<name>_`, which changes its argument.

    With `alters_shape` the form `<name>_` makes its argument a view of what it was. `named` maps further names of
    arguments to those of the implementation.
    """

    def register(implementation):
        known = called_by_name(implementation, named or {})
        for known_as in (name,) if name else names or (implementation.__name__,):
            forms = {known_as: known}
            if in_place or alters_shape:
                make = _reshaping_form if alters_shape else in_place_form
                forms[f"{known_as}_"] = make(known, f"{known_as}_")
            for form_name, form in forms.items():
                if function:
                    functions[form_name] = form
                if method:
                    setattr(Tensor, form_name, form)
        return implementation

    return register


def called_by_name(implementation, named: dict[str, str]):
    """An implementation that also takes the keywords that PyTorch's functions take beside their own: NumPy's names,
    `out`, and the name of a shape or list of axes that is mostly written without brackets (`flip(x, dims=(0,))`)."""
    parameters = inspect.signature(implementation).parameters
    listed = next((key for key, item in parameters.items() if item.kind is item.VAR_POSITIONAL), None)
    before = list(parameters)[: list(parameters).index(listed)] if listed else []
    other_names = {
        other: own
        for other, own in {**_NUMPY_NAMES, **named}.items()
        if own in parameters and other not in parameters
    }

    @functools.wraps(implementation)
    def called(*args, **kwargs):
        if not kwargs:
            return implementation(*args)
        for other in kwargs.keys() & other_names.keys():
            kwargs[other_names[other]] = kwargs.pop(other)
        if listed in kwargs:
            leading = [kwargs.pop(key) for key in before[len(args) :] if key in kwargs]
            args = (*args, *leading, kwargs.pop(listed))
        out = kwargs.pop("out", None)
        result = implementation(*args, **kwargs)
        return result if out is None else _written(out, result)

    return called


def _written(out, result):
    """The tensors `out` with the content of the results, in the shape of these."""
    if isinstance(out, (tuple, list)):
        for each, value in zip(out, result):
            _written(each, value)
    elif out.shape == result.shape:
        out._become(result)
    else:
        out._storage = result._storage
    return out


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
