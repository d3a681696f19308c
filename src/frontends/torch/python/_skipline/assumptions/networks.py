"""A network that another one is constructed with, `Wrapper(net)`: one of the package that has what is asked of it."""

import ast
import importlib
import re
import sys
from types import ModuleType

from .. import effort, spans
from ..candidates import Candidate
from ..errors import Interrupted
from ..examples import Examples, repository
from ..examples.values import Values
from ..outline import outline_of
from .expressions import reference, value_of

#: A network that needs a network that needs a network.
DEEPEST = 2

#: Networks that are tried for one argument, and seconds for all of them.
_MOST = 4
_SECONDS = 5

_MOST_FILES = 60

_PLAIN = (bool, int, float, str, type(None), tuple, list, dict)


def network_argument(name: str, annotation, use, assumptions) -> str | None:
    """The expression that makes it; None where no network of the package is known to fit."""
    if assumptions.depth >= DEEPEST:
        return None
    try:
        with effort.bounded(_SECONDS):
            for _, cls in zip(range(_MOST), _classes(name, annotation, use, assumptions)):
                text = _construction(cls, use, assumptions)
                if text is not None:
                    return text
    except effort.TooMuchEffort:
        pass
    return None


def _classes(name: str, annotation, use, assumptions):
    """Classes that the constructor names; else those of the package that have every attribute which is asked for."""
    from torch.nn import Module

    own = assumptions.candidate.value
    named = [
        item for item in (annotation, *use.classes) if isinstance(item, type) and issubclass(item, Module)
    ]
    named = [item for item in named if item is not Module]
    if named:
        yield from dict.fromkeys(named)
        return
    asked = {attribute for attribute in use.attributes if not hasattr(Module, attribute)}
    wanted = asked if asked else {name} - _GENERAL
    if not wanted:
        return
    for cls in _visible(assumptions.module):
        if cls is own:
            continue
        if asked and asked <= _attributes_of(cls) or not asked and _is_named(cls.__name__, name):
            yield cls


#: Names that say no more than that it is a network.
_GENERAL = frozenset(
    "net model module backbone encoder decoder head layer block fn func network body base wrapped submodule".split()
)


def _is_named(cls: str, name: str) -> bool:
    return cls.lower() == name.replace("_", "").lower()


def _visible(module: ModuleType):
    """Networks that the file knows, then those of the other files of its folder."""
    from torch.nn import Module

    def networks(found: ModuleType):
        for value in list(vars(found).values()):
            is_own = isinstance(value, type) and not value.__module__.startswith(("torch.", "_skipline"))
            if is_own and issubclass(value, Module):
                yield value

    seen: set[type] = set()
    for found in (module, *_siblings(module)):
        for cls in networks(found):
            if cls not in seen:
                seen.add(cls)
                yield cls


def _siblings(module: ModuleType):
    file = _file_of(module)
    package = module.__name__.rpartition(".")[0]
    if file is None or not package:
        return
    folder = file.rpartition("/")[0]
    for _, path in zip(range(_MOST_FILES), repository.python_files(folder)):
        stem = path[len(folder) + 1 :].removesuffix(".py")
        if "/" in stem or path == file:
            continue
        try:
            yield importlib.import_module(f"{package}.{stem}")
        except Interrupted:
            raise
        except Exception:
            continue


def _file_of(module: ModuleType) -> str | None:
    spec = getattr(module, "__spec__", None)
    return getattr(spec, "origin", None)


def _attributes_of(cls: type) -> set[str]:
    """Names that a class or its bases define or give `self`."""
    found: set[str] = set()
    for base in cls.__mro__:
        if base.__module__.startswith("torch"):
            continue
        found.update(vars(base))
        init = vars(base).get("__init__")
        code = getattr(init, "__code__", None)
        lines = spans.source_lines.get(code.co_filename, []) if code is not None else []
        if lines:
            last = max((line for _, _, line in code.co_lines() if line is not None), default=0)
            text = "\n".join(lines[code.co_firstlineno - 1 : last])
            found.update(re.findall(r"\bself\.(\w+)\s*(?::[^=\n]+)?=", text))
            found.update(re.findall(r"register_buffer\(\s*['\"](\w+)", text))
    return found


def _construction(cls: type, use, assumptions) -> str | None:
    """The first expression that constructs a class so that it has what is asked of it."""
    from . import Assumptions

    name = reference(cls, assumptions.module)
    home = sys.modules.get(cls.__module__)
    if name is None or home is None:
        return None
    for text in _constructions(cls, name, home, assumptions, Assumptions):
        try:
            value = value_of(text, assumptions.module)
        except Interrupted:
            raise
        except Exception:
            continue
        if all(hasattr(value, attribute) for attribute in use.attributes):
            return text
    return None


def _constructions(cls: type, name: str, home: ModuleType, assumptions, assume):
    from ..arguments import missing_arguments

    missing = missing_arguments(cls)
    if not missing:
        yield f"{name}()"
    for given in _shown(cls, home, assumptions.module):
        yield f"{name}({given})"
    if missing:
        inner = assume(Candidate(cls.__name__, "class", 1, cls), assumptions.module, assumptions.depth + 1)
        inner.values(missing)
        if all(argument in inner.texts for argument in missing):
            yield f"{name}({', '.join(f'{argument}={inner.texts[argument]}' for argument in missing)})"


def _shown(cls: type, home: ModuleType, module: ModuleType):
    """Arguments that the repository shows the class with, as the file of `module` can say them."""
    file = _file_of(home)
    if file not in spans.source_lines or repository.root_of(file) is None:
        return
    lines = spans.source_lines[file]
    outline = outline_of(file, lines, compile("", file, "exec"))
    examples = Examples.of_module(home, outline, [Candidate(cls.__name__, "class", 1, cls, file)])
    examples.look_elsewhere(cls.__name__)
    for example in examples.of(cls.__name__):
        said = _Sayable(home, module, Values(home, example.block))
        try:
            call = said.visit(ast.parse(ast.unparse(example.call), mode="eval").body)
        except Interrupted:
            raise
        except Exception:
            # Made of what only the example knows.
            continue
        yield ", ".join(ast.unparse(part) for part in [*call.args, *call.keywords])


class _Sayable(ast.NodeTransformer):
    """Puts other names for those that the file does not know, and values for variables."""

    def __init__(self, home: ModuleType, module: ModuleType, values: Values):
        self.home, self.module, self.values = home, module, values

    def visit_Name(self, node: ast.Name) -> ast.expr:
        value = self.values.of(ast.Name(node.id, ast.Load(), lineno=1, col_offset=0))
        if isinstance(value, _PLAIN):
            return ast.parse(repr(value), mode="eval").body
        name = reference(value, self.module)
        if name is None:
            raise ValueError(node.id)
        return ast.parse(name, mode="eval").body
