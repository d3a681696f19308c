"""Packages whose `__init__` runs when it has to: a single file deep inside a large package can then be traced without
running all of the package."""

import ast
import importlib
import re
from types import ModuleType

#: Functions that look up what other modules of their package have registered: for them, all of it has to run.
_LOOKS_UP = re.compile(r"(build|create|make|get|list|load|is|register)_|.*registry", re.IGNORECASE)


class LazyPackage(ModuleType):
    """Where the `__init__` only gathers names from its submodules, a name loads the one submodule that defines it.
    Any other name runs the `__init__`."""

    def __getattr__(self, name: str):
        state = self.__dict__
        if "_executed" in state:
            fallback = state.get("__getattr__")
            if fallback is not None:
                return fallback(name)
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        if name.startswith("__") and name not in ("__all__", "__version__"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        if self._gather(name):
            return state[name]
        self._execute()
        return getattr(self, name)

    def run_whole(self) -> None:
        """Runs the `__init__`, for those who need everything that the package defines; once."""
        if "_executed" not in self.__dict__:
            self._execute()

    def _execute(self) -> None:
        state = self.__dict__
        state["_executed"] = True
        try:
            state["__spec__"].loader.run(self)
        except BaseException:
            del state["_executed"]
            raise
        for submodule, module in state.pop("_submodules", {}).items():
            state.setdefault(submodule, module)

    def begin(self) -> None:
        """Runs an `__init__` that defines classes: its submodules take them from it, so it has to come first."""
        if re.search(r"^class\b", self.__dict__["__spec__"].loader.get_source(), re.MULTILINE):
            self._execute()

    def _gather(self, name: str) -> bool:
        """Binds one name as the `__init__` would; False where that takes all of it."""
        from . import loader

        state = self.__dict__
        if "_sources" not in state:
            state["_sources"] = sources_of(state["__spec__"].loader.get_source(), self.__name__)
        sources, is_complete = state["_sources"]
        if name.startswith("_") and name not in sources:
            # No `import *` brings such a name: it can only be a submodule, which other ones of the package ask for.
            return self._gather_submodule(name)
        if not is_complete:
            return False
        found = sources.get(name)
        if found is None:
            submodule = state.get("_submodules", {}).get(name)
            if submodule is not None and name not in sources:
                state[name] = submodule
            return name in state
        if _LOOKS_UP.match(name):
            return False
        module_name, attribute = found
        known = loader.loaded.setdefault(self.__name__, loader.Loaded(state["__spec__"].loader.path))
        known.imports[module_name] = None
        module = importlib.import_module(module_name)
        if attribute is None:
            state[name] = module
        else:
            try:
                state[name] = getattr(module, attribute)
            except AttributeError:
                state[name] = importlib.import_module(f"{module_name}.{attribute}")
        return True

    def _gather_submodule(self, name: str) -> bool:
        from . import search

        if search.find(self.__path__, name, lambda path: None) is None:
            return False
        self.__dict__[name] = importlib.import_module(f"{self.__name__}.{name}")
        return True

    def __setattr__(self, name: str, value) -> None:
        is_submodule = isinstance(value, ModuleType) and value.__name__ == f"{self.__name__}.{name}"
        if is_submodule and "_executed" not in self.__dict__:
            # The body may bind the same name to something else (`from .resnet import resnet`), which then wins.
            self.__dict__.setdefault("_submodules", {})[name] = value
        else:
            super().__setattr__(name, value)


Sources = dict[str, tuple[str, str | None] | None]


def sources_of(text: str, package: str) -> tuple[Sources, bool]:
    """Where the names of an `__init__` come from: module and attribute (None for the module itself).

    A name maps to None where the body computes it. The answer is False beside them for an `__init__` that does more
    than gather names from modules: it imports all names of one, or calls something.
    """
    try:
        body = ast.parse(text).body
    except SyntaxError:
        return {}, False
    found: Sources = {}
    is_complete = True

    def bind(name: str, source: tuple[str, str | None] | None) -> None:
        found[name] = source if name not in found or found[name] == source else None

    for statement in body:
        if isinstance(statement, ast.ImportFrom):
            module = _absolute(statement, package)
            for item in statement.names:
                if item.name == "*":
                    is_complete = False
                    continue
                whole = module == package
                bind(
                    item.asname or item.name,
                    (f"{package}.{item.name}", None) if whole else (module, item.name),
                )
        elif isinstance(statement, ast.Import):
            for item in statement.names:
                bind(item.asname or item.name.partition(".")[0], None)
        elif isinstance(statement, ast.Expr) and not isinstance(statement.value, ast.Constant):
            is_complete = False
        elif isinstance(statement, (ast.For, ast.While, ast.With)):
            is_complete = False
        else:
            for node in ast.walk(statement):
                if isinstance(node, ast.alias):
                    is_complete = is_complete and node.name != "*"
                    bind(node.asname or node.name.partition(".")[0], None)
                elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    bind(node.id, None)
                elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                    bind(node.name, None)
    return found, is_complete


def _absolute(statement: ast.ImportFrom, package: str) -> str:
    if not statement.level:
        return statement.module or ""
    parts = package.split(".")
    base = parts[: len(parts) - statement.level + 1]
    return ".".join([*base, *filter(None, [statement.module])])
