"""Arguments that stand nowhere, assumed by what is conventional: by a parameter's name, its annotation and the way in
which the constructor uses it.

They are Python expressions, so that they are what a comment would say, and they are told wherever the model is shown.
"""

import dataclasses
import inspect
import re
from collections.abc import Callable
from functools import partial
from types import ModuleType

from .. import inert
from ..errors import DataDependence
from . import names
from .configurations import configuration
from .expressions import layer, value_of
from .networks import DEEPEST, network_argument
from .revisions import Revisions
from .uses import Use, use_of

#: Stages of a network whose constructor takes a list.
_STAGES = 4

_UNKNOWN = "…"


class Assumptions:
    """Of the arguments of one model. What was assumed can be revised by how the model failed."""

    def __init__(self, candidate, module: ModuleType, depth: int = 0):
        self.candidate, self.module = candidate, module
        #: Assumed networks may themselves need networks.
        self.depth = depth
        #: Texts by the names of what was asked for.
        self.texts: dict[str, str] = {}
        self._uses: dict[str, Use] = {}
        self._revisions = Revisions(self.texts, self._instead_of_none())

    def values(self, wanted: list[str]) -> dict[str, object]:
        """Of those arguments of which anything can be assumed."""
        wanted = [*wanted, *(name for name in self.texts if name not in wanted)]
        for name in wanted:
            if name not in self.texts:
                text = self._text_for(name)
                if text is not None:
                    self.texts[name] = text
        found = {}
        for name in wanted:
            try:
                if name in self.texts:
                    found[name] = value_of(self.texts[name], self.module)
            except Exception:
                # A network whose own arguments are not as they were assumed.
                del self.texts[name]
        return found

    def revise(self, error: BaseException) -> bool:
        """Changes what was assumed; False where there is nothing else to try."""
        return self._revisions.revise(error)

    def _instead_of_none(self) -> dict[str, Callable[[], str | None]]:
        """For arguments that are None where they are left out: other texts, should the constructor not take that."""
        try:
            parameters = inspect.signature(self.candidate.value).parameters.values()
        except (TypeError, ValueError):
            return {}
        return {item.name: partial(self._text_for, item.name) for item in parameters if item.default is None}

    def _text_for(self, name: str) -> str | None:
        use = self._use_of(name)
        annotation = self._annotation_of(name)
        if annotation is bool:
            return "False"
        if dataclasses.is_dataclass(annotation):
            return configuration(annotation, self.module)
        by_name = names.text_for(name)
        if use.is_run or use.classes or _is_module_class(annotation):
            if names.is_activation(name):
                return f"{layer('ReLU', self.module)}()"
            return "None" if use.may_be_none else network_argument(name, annotation, use, self)
        is_class = names.is_activation(name) or names.is_normalization(name) and not use.is_condition
        if use.makes_layers or is_class:
            return self._class_of_layers(name, use)
        if use.is_object and not use.is_list:
            return "None" if use.may_be_none else network_argument(name, annotation, use, self)
        if use.parts is not None:
            return f"({', '.join([by_name or '8'] * use.parts)})"
        if use.is_list or "list" in str(annotation).lower() or "sequence" in str(annotation).lower():
            return self._list(name)
        if use.texts and not use.is_number:
            return repr(use.texts[0])
        if by_name in (None, "False") and use.may_be_none:
            return "None"
        if by_name is not None:
            return by_name
        return self._by_use(use, annotation)

    def _by_use(self, use: Use, annotation) -> str | None:
        if use.is_condition and not use.is_number:
            return "False"
        if isinstance(use.default, (bool, int, float, str, type(None))) and use.default != "":
            return repr(use.default)
        if use.is_number or annotation in (int, float):
            return "1.0" if annotation is float else "64"
        return None

    def _list(self, name: str) -> str:
        text = names.text_for(name) or "64"
        return text if text.startswith("(") else f"[{', '.join([text] * _STAGES)}]"

    def _class_of_layers(self, name: str, use: Use) -> str | None:
        if names.is_activation(name):
            return layer("ReLU", self.module)
        if names.is_normalization(name):
            return layer("BatchNorm2d", self.module)
        return "None" if use.may_be_none else None

    def _use_of(self, name: str) -> Use:
        if name not in self._uses:
            self._uses[name] = use_of(self.candidate.value, name)
        return self._uses[name]

    def _annotation_of(self, name: str):
        parameter = inspect.signature(self.candidate.value).parameters.get(name)
        annotation = parameter.annotation if parameter is not None else inspect.Parameter.empty
        if isinstance(annotation, str):
            home = inspect.getmodule(self.candidate.value)
            known = {"bool": bool, "int": int, "float": float, "str": str, **(vars(home) if home else {})}
            annotation = known.get(annotation.strip("'\" "), annotation)
        return annotation


#: A plain value in the place of an object.
_PLAIN_VALUE = re.compile(
    r"'(int|float|bool|str|list|tuple|dict|NoneType|type|function)' object has no attribute"
)


def is_about_values(error: BaseException) -> bool:
    """True where other values of arguments may do; they are no help where a name or a package is not there."""
    if isinstance(error, (NotImplementedError, DataDependence, RecursionError)) or inert.is_at_fault(error):
        return False
    if isinstance(error, AttributeError):
        return _PLAIN_VALUE.search(str(error)) is not None
    return isinstance(
        error, (RuntimeError, ValueError, TypeError, LookupError, AssertionError, ArithmeticError)
    )


def proposals(candidate, module: ModuleType, wanted: list[str]) -> dict[str, str]:
    """A text for each name, as a comment can say it; `…` where nothing can be assumed."""
    # Without a search for networks, which takes long and is done where something is opened with them.
    assumed = Assumptions(candidate, module, DEEPEST)
    assumed.values(wanted)
    return {name: assumed.texts.get(name, _UNKNOWN) for name in wanted}


def _is_module_class(annotation) -> bool:
    from torch.nn import Module

    return isinstance(annotation, type) and issubclass(annotation, Module)
