"""Python as it was before a model was traced: what user code replaces in shared modules and classes is put back.

Modules and classes are compared with a copy of their namespaces, entry by entry and by identity.
"""

import builtins
import gc
import os
import signal
import sys
import warnings

#: By namespace: the holder, its live dictionary, and the entries that count.
_namespaces: list[tuple[object, dict, dict]] = []
_modules: dict[str, object] = {}
_lists: list[tuple[list, list]] = []
_builtins = builtins.__dict__
_saved_builtins: dict[str, object] = {}
_environment: dict[str, str] = {}
_settings: dict[str, object] = {}

_KINDS = (type(len), type(lambda: 0), type, type(sys), property, staticmethod, classmethod)


def remember() -> None:
    """Once, before the first trace."""
    if _namespaces:
        return
    _saved_builtins.update(_builtins)
    _modules.update(sys.modules)
    for module in list(sys.modules.values()):
        _watch(module)
        if getattr(module, "__name__", "").partition(".")[0] in ("torch", "_skipline"):
            for value in list(vars(module).values()):
                if isinstance(value, type) and value.__module__ == module.__name__:
                    _watch(value)
    for names in (sys.path, sys.meta_path, sys.path_hooks, warnings.filters):
        _lists.append((names, list(names)))
    _environment.update(os.environ)
    _settings.update(
        limit=sys.getrecursionlimit(), folder=os.getcwd(), streams=(sys.stdin, sys.stdout, sys.stderr)
    )


def _watch(holder) -> None:
    namespace = getattr(holder, "__dict__", None)
    if namespace is not None:
        kept = {name: value for name, value in namespace.items() if isinstance(value, _KINDS)}
        _namespaces.append((holder, namespace, kept))


def restore() -> None:
    """After every trace, before anything else: the rest of Skipline runs on what is put back here."""
    # Without any builtin function, which may be what was replaced.
    _builtins.update(_saved_builtins)
    sys.settrace(None)
    sys.setprofile(None)
    for name in [name for name in _builtins if name not in _saved_builtins]:
        del _builtins[name]
    for holder, namespace, kept in _namespaces:
        for name, value in kept.items():
            if namespace.get(name) is not value:
                setattr(holder, name, value)
    for name, module in _modules.items():
        if sys.modules.get(name) is not module:
            sys.modules[name] = module
    for live, kept in _lists:
        if live != kept:
            live[:] = kept
    if sys.getrecursionlimit() != _settings["limit"]:
        sys.setrecursionlimit(_settings["limit"])
    if os.environ != _environment:
        os.environ.clear()
        os.environ.update(_environment)
    if os.getcwd() != _settings["folder"]:
        os.chdir(_settings["folder"])
    sys.stdin, sys.stdout, sys.stderr = _settings["streams"]
    signal.set_wakeup_fd(-1)
    gc.enable()
