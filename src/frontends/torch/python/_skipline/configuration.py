"""A configuration object for `config: GPTConfig` or a lone `config`: that of the class whose defaults construct it."""

import dataclasses
import inspect
import re
from types import ModuleType

from . import spans
from .errors import Interrupted

_CONFIGURATION = re.compile(r"^(config|cfg|conf|args|hparams|hps?|params|opts?|options|model_args)$")


def default_of(candidate, name: str, module: ModuleType) -> tuple[object, str, int] | None:
    """The value of an argument, where it comes from, and the line that says so; None where no class fits."""
    for cls in _configuration_classes(candidate.value, name, module):
        try:
            value = cls()
        except Interrupted:
            raise
        except Exception:
            continue
        line = _line_of(cls, candidate.file) if cls.__module__ == module.__name__ else candidate.line
        return value, f"line {line}: {name} has the defaults of {cls.__name__}", line
    return None


def _line_of(cls: type, file: str) -> int:
    """The line of the `class` statement, behind its decorators."""
    line = getattr(cls, "__firstlineno__", 1)
    lines = spans.source_lines[file]
    while line < len(lines) and not lines[line - 1].lstrip().startswith("class "):
        line += 1
    return line


def _configuration_classes(value, name: str, module: ModuleType) -> list[type]:
    parameter = inspect.signature(value).parameters.get(name)
    annotation = inspect.Parameter.empty if parameter is None else parameter.annotation
    if isinstance(annotation, str):
        annotation = getattr(module, annotation.strip("'\" "), None)
    if isinstance(annotation, type) and annotation is not inspect.Parameter.empty:
        return (
            [annotation]
            if annotation.__module__ == module.__name__ or dataclasses.is_dataclass(annotation)
            else []
        )
    if not _CONFIGURATION.match(name):
        return []
    classes = [
        item
        for item in vars(module).values()
        if isinstance(item, type) and re.search(r"(Config|Cfg|Args|Params|Options|Hparams)$", item.__name__)
    ]
    return classes if len(classes) == 1 else []
