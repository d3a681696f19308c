"""One way to call the traced model: which tensors it is given, and what else goes with them."""

import dataclasses
import inspect

from .specifications import Specification


@dataclasses.dataclass
class _Slot:
    """Where a tensor goes."""

    index: int


@dataclasses.dataclass
class Call:
    """One way to call `forward`: tensors by their specifications, and the values around them."""

    specifications: list[Specification]
    positional: list
    keywords: dict[str, object]
    #: Told once the model was called like this: what was chosen without the user.
    notice: tuple[str, dict[str, object] | None] | None = None
    #: True where nobody said that this has to work.
    is_guess: bool = False
    #: True where another file says so, perhaps of another model of the same name.
    is_elsewhere: bool = False
    #: True where nothing is known of the inputs.
    is_trial: bool = False

    def arguments(self, tensors: list) -> tuple[list, dict[str, object]]:
        return (
            [_filled(value, tensors) for value in self.positional],
            {name: _filled(value, tensors) for name, value in self.keywords.items()},
        )


def _filled(value, tensors: list):
    if isinstance(value, _Slot):
        return tensors[value.index]
    if isinstance(value, dict):
        copy = value.copy()
        copy.update({key: _filled(item, tensors) for key, item in value.items()})
        return copy
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(_filled(item, tensors) for item in value))
    if type(value) in (list, tuple):
        return type(value)(_filled(item, tensors) for item in value)
    return value


def placed(model, specifications: list[Specification], others: dict[str, object]) -> Call:
    """Arguments by position as far as they go: that is how models are called, and what their hooks see."""
    names = list(inspect.signature(model.forward).parameters)
    keywords: dict[str, object] = dict(others)
    positional: list = []
    for index, item in enumerate(specifications):
        if item["name"] in names and not _is_star(model, item["name"]):
            keywords[item["name"]] = _Slot(index)
        else:
            positional.append(_Slot(index))
    for name in names:
        if name not in keywords or positional and name != names[0]:
            break
        positional.append(keywords.pop(name))
    return Call(specifications, positional, keywords)


def _is_star(model, name: str) -> bool:
    parameter = inspect.signature(model.forward).parameters[name]
    return parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)


def templated(model, positional: list, keywords: dict[str, object], is_bound: bool = True) -> Call | None:
    """None where no tensor is among the values, or `forward` does not take them."""
    from torch import Tensor

    specifications: list[Specification] = []
    try:
        own = () if is_bound else (None,)
        bound = inspect.signature(model.forward).bind(*own, *positional, **keywords)
    except (TypeError, ValueError):
        return None

    def template(value, name: str):
        if isinstance(value, Tensor):
            taken = sum(
                item["name"] == name or item["name"].startswith(f"{name}_") for item in specifications
            )
            unique = f"{name}_{taken + 1}" if taken else name
            specifications.append(
                {"name": unique, "type": value.dtype.onnx, "shape": list(value.shape), "source": "code"}
            )
            return _Slot(len(specifications) - 1)
        if isinstance(value, dict):
            copy = value.copy()
            named = {key: key if isinstance(key, str) else name for key in value}
            copy.update({key: template(item, named[key]) for key, item in value.items()})
            return copy
        if isinstance(value, tuple) and hasattr(value, "_fields"):
            return type(value)(*(template(item, name) for item in value))
        if type(value) in (list, tuple):
            return type(value)(template(item, name) for item in value)
        return value

    names = list(bound.arguments)[len(own) :]
    template_positional = [
        template(value, names[min(index, len(names) - 1)]) for index, value in enumerate(positional)
    ]
    template_keywords = {name: template(value, name) for name, value in keywords.items()}
    return Call(specifications, template_positional, template_keywords) if specifications else None
