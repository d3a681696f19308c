"""Stand-ins for packages that are used only where the package itself is not installed.

Their text is read when Python starts, because their files are gone once its snapshot is restored; it is compiled
when it is first asked for.
"""

import importlib
from functools import cache
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType
from typing import NamedTuple

from .missing import missing_attribute


class _Source(NamedTuple):
    #: The path that its code carries.
    path: str
    text: str
    is_package: bool


#: Modules by name.
_modules: dict[str, _Source] = {}

#: Lines of those that were loaded by the path that their code carries, for what reads how they call their layers.
source_lines: dict[str, list[str]] = {}

#: Packages whose stand-in does all that models ask of them, so that nothing has to be said.
COMPLETE = frozenset({"einops"})

#: Other names of the same package.
_ALIASES = {"mmdet": "mmcv", "mmseg": "mmcv", "mmcls": "mmcv", "mmpretrain": "mmcv"}


def gather(folder: Path) -> None:
    """Reads every module below a folder."""
    for file in sorted(folder.rglob("*.py")):
        parts = file.relative_to(folder).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        _modules[name] = _Source(str(file), file.read_text(), is_package)


def is_known(root: str) -> bool:
    return _ALIASES.get(root, root) in _modules


def is_fallback(module) -> bool:
    return isinstance(getattr(getattr(module, "__spec__", None), "loader", None), Loader)


def find(fullname: str) -> ModuleSpec | None:
    root, dot, rest = fullname.partition(".")
    name = _ALIASES.get(root, root) + dot + rest
    if name not in _modules:
        return None
    return ModuleSpec(fullname, Loader(name), is_package=_modules[name].is_package)


@cache
def _code(name: str) -> CodeType:
    path, text, _ = _modules[name]
    source_lines[path] = text.split("\n")
    return compile(text, path, "exec", dont_inherit=True)


class Loader:
    def __init__(self, name: str):
        self.name = name

    def create_module(self, spec: ModuleSpec):
        return None

    def exec_module(self, module) -> None:
        # What is asked for below it then finds the names of its parent.
        module.__path__ = []
        if self.name.partition(".")[0] not in COMPLETE:
            # What the stand-in does not have is inert, and named where a tensor reaches it.
            module.__getattr__ = lambda name: _attribute(module.__name__, self.name, name)
        exec(_code(self.name), module.__dict__)


def _attribute(asked_as: str, known_as: str, name: str):
    """A submodule that is not imported yet, else something inert."""
    if f"{known_as}.{name}" in _modules:
        return importlib.import_module(f"{asked_as}.{name}")
    return missing_attribute(f"{asked_as}.{name}")
