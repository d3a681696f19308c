"""Imports of user code: its own files, then site-packages, both read through the host; inert stand-ins for the rest.

A module is executed once and kept between traces. It is executed again when its text changed, or that of a module that
it imported.
"""

import builtins
import difflib
import importlib
import sys
import typing
from importlib.machinery import ModuleSpec
from types import ModuleType

from . import bridge, fallbacks, inert, loader, search, spans
from .guards import is_guarded
from .search import NATIVE_PACKAGES, STAND_INS

#: Bridges from Python into its process, closed to user code.
CLOSED = frozenset(
    {"js", "pyodide_js", "pyodide", "_pyodide", "_pyodide_core", "_skipline", "ctypes", "_ctypes"}
)


def _is_inert(root: str) -> bool:
    return isinstance(sys.modules.get(root), inert.InertModule)


def _eager_unless_main_package(fullname: str):
    lazy = fullname.partition(".")[0] == search.folders.package
    return lambda path: loader.SourceLoader(path, lazy and path.endswith("/__init__.py"))


def _lazy(path: str) -> loader.SourceLoader:
    return loader.SourceLoader(path, path.endswith("/__init__.py"))


class OwnCodeFinder:
    """Before the standard library: the folder of the traced file, and whatever lies below a package of user code."""

    @staticmethod
    def find_spec(fullname: str, path=None, target=None) -> ModuleSpec | None:
        root = fullname.partition(".")[0]
        if root in STAND_INS or root in NATIVE_PACKAGES or _is_inert(root):
            return None
        if path is None:
            places = [*search.folders.own, *search.added_to_path()]
            return search.find(places, fullname, _eager_unless_main_package(fullname))
        places = [str(place) for place in path]
        if any(place.startswith(("/lib/python", "/skipline")) for place in places):
            return None
        make_loader = _lazy if all(map(search.is_site, places)) else _eager_unless_main_package(fullname)
        return search.find(places, fullname, make_loader)


class InstalledFinder:
    """After the standard library: workspace folders, then site-packages; then the inert stand-ins."""

    @staticmethod
    def find_spec(fullname: str, path=None, target=None) -> ModuleSpec | None:
        root = fullname.partition(".")[0]
        if root in STAND_INS:
            _refuse_misspelling(fullname)
            return ModuleSpec(fullname, loader.InertLoader(), is_package=True)
        if path is None and root not in NATIVE_PACKAGES:
            spec = search.find(search.folders.workspace, fullname, _eager_unless_main_package(fullname))
            spec = spec or search.find(search.folders.site, fullname, _lazy)
            if spec is not None:
                return spec
        if fallbacks.is_known(root) and (path is None or fallbacks.is_fallback(sys.modules.get(root))):
            return fallbacks.find(fullname) or ModuleSpec(fullname, loader.InertLoader(), is_package=True)
        if path is not None and not _is_inert(root):
            # A submodule that a real package does not have.
            return None
        if is_guarded():
            return None
        return ModuleSpec(fullname, loader.InertLoader(), is_package=True)


def _refuse_misspelling(fullname: str) -> None:
    """A submodule that has no stand-in is inert, but not where its name is all but that of one: PyTorch has no such."""
    parent, _, last = fullname.rpartition(".")
    loaded = [
        name.rpartition(".")
        for name, module in sys.modules.items()
        if not isinstance(module, (inert.InertModule, inert.StandInSubmodule))
    ]
    names = [name for holder, _, name in loaded if holder == parent and not name.startswith("_")]
    for meant in difflib.get_close_matches(last, names, n=1, cutoff=0.9):
        raise ModuleNotFoundError(
            f"No module named '{fullname}'; did you mean '{parent}.{meant}'?", name=fullname
        )


_original_import = builtins.__import__
_original_import_module = importlib.import_module


def _recording_import(name, globals=None, locals=None, fromlist=(), level=0):
    if name.partition(".")[0] in CLOSED and not level:
        _refuse_users(name)
    importer = loader.loaded.get(globals.get("__name__", "")) if globals else None
    if importer is None:
        return _original_import(name, globals, locals, fromlist, level)
    base = name
    if level:
        package = globals.get("__package__") or ""
        base = ".".join(filter(None, [package.rsplit(".", level - 1)[0], name]))
    importer.imports[base] = None
    importer.imports.update(dict.fromkeys(f"{base}.{item}" for item in fromlist or ()))
    return _original_import(name, globals, locals, fromlist, level)


def _refuse_users(name: str) -> None:
    caller = sys._getframe(1).f_back
    if caller is not None and caller.f_code.co_filename in spans.source_lines:
        raise ModuleNotFoundError(f"{name} cannot be imported while a model is traced", name=name)


def _import_module(name: str, package: str | None = None) -> ModuleType:
    if name.partition(".")[0] in CLOSED:
        _refuse_users(name)
    return _original_import_module(name, package)


def install() -> None:
    """Puts the finders in place; once, before any user code."""
    sys.dont_write_bytecode = True
    search.remember_path()
    importlib.import_module = _import_module
    sys.meta_path.insert(0, OwnCodeFinder)
    sys.meta_path.append(InstalledFinder)
    builtins.__import__ = _recording_import


def prepare(folders: search.Folders, main: str) -> None:
    """Sets the folders that are searched and forgets the modules that have to run again.

    `main` is the name under which the traced file runs; it always runs again.
    """
    search.folders = folders
    search.reset_path()
    loader.main = main
    loader.unfinished = None
    roots = {name.partition(".")[0] for name, module in sys.modules.items() if _is_user_module(module)}
    moved = {root for root in roots if search.origin_of_root(root) != _origin(sys.modules.get(root))}
    stale = {
        name
        for name, module in loader.loaded.items()
        if name.partition(".")[0] in moved
        or bridge.stamp(module.path) != module.stamp
        or module.was_changed_by_others()
    }
    _forget(_with_dependents(stale | moved | {main}))
    for name in [name for name in sys.modules if name.partition(".")[0] in moved]:
        del sys.modules[name]


def _is_user_module(module) -> bool:
    spec = getattr(module, "__spec__", None)
    if not isinstance(spec, ModuleSpec) or spec.name.partition(".")[0] in STAND_INS:
        return False
    kinds = (loader.SourceLoader, loader.InertLoader, fallbacks.Loader)
    return isinstance(spec.loader, kinds) or _is_namespace(spec)


def _is_namespace(spec: ModuleSpec) -> bool:
    """True for a folder without `__init__.py` that `search.find` found."""
    return isinstance(spec.submodule_search_locations, list) and spec.loader is None


def _origin(module) -> str | None:
    spec = getattr(module, "__spec__", None)
    return search.origin_of(spec) if isinstance(spec, ModuleSpec) else None


def _with_dependents(stale: set[str]) -> set[str]:
    growing = True
    while growing:
        more = {
            name
            for name, module in loader.loaded.items()
            if name not in stale and module.imports.keys() & stale
        }
        stale |= more
        growing = bool(more)
    return stale


def _forget(names: set[str]) -> None:
    for name in names:
        loader.loaded.pop(name, None)
        sys.modules.pop(name, None)
        parent, _, child = name.rpartition(".")
        holder = sys.modules.get(parent)
        if holder is not None:
            holder.__dict__.pop(child, None)
            holder.__dict__.get("_submodules", {}).pop(child, None)
    # The generic types that typing remembers (`Optional[Net]`) would keep classes of a hundred earlier texts alive.
    for forget in typing._cleanups:
        forget()


def _reached(main: str):
    """Modules that `main` or what it imports asked for, each with whether the user's own code did."""
    seen: dict[str, bool] = {}
    queue = [(main, True)]
    while queue:
        name, is_own = queue.pop(0)
        if seen.get(name, False) or (name in seen and not is_own):
            continue
        seen[name] = is_own
        module = loader.loaded.get(name)
        if module is not None:
            asks = name == main or not search.is_site(module.path)
            queue.extend((imported, asks) for imported in module.imports)
    return seen.items()


def inert_imports(main: str) -> list[str]:
    """Top-level modules that the user's code asked for and that are replaced; packages that failed to load."""
    found: dict[str, None] = {}
    for name, is_own in _reached(main):
        root = name.partition(".")[0]
        if root not in STAND_INS and _is_inert(root):
            if is_own:
                found[root] = None
        elif name in inert.failed:
            found[name] = None
    return list(found)


def files_of(main: str) -> list[str]:
    """Files of the user's own code that `main` is made of, itself included; not those of installed packages."""
    return [
        module.path
        for name, _ in _reached(main)
        if (module := loader.loaded.get(name)) is not None and not search.is_site(module.path)
    ]


def replaced_imports(main: str) -> list[dict[str, object]]:
    """A diagnostic for each package that is not installed and of which a stand-in has the parts that models use."""
    roots = dict.fromkeys(name.partition(".")[0] for name, is_own in _reached(main) if is_own)
    return [
        {
            "severity": "information",
            "code": "standIn",
            "message": f"{root} is not installed here: the parts of it that models use are replaced by Skipline's own.",
        }
        for root in roots
        if root not in fallbacks.COMPLETE and fallbacks.is_fallback(sys.modules.get(root))
    ]


def load(name: str) -> ModuleType:
    """Imports the traced file, which is `name`."""
    try:
        return importlib.import_module(name)
    except (ImportError, AttributeError) as error:
        if not search.folders.package or "partially initialized" not in str(error):
            raise
    # It asks its package for what the package imports from it. Python would run the packages around it first.
    search.folders.package = ""
    _forget(_with_dependents({name}))
    for known in [known for known in sys.modules if known.partition(".")[0] == name.partition(".")[0]]:
        _forget({known})
    return importlib.import_module(name)
