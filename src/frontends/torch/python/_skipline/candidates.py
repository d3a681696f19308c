"""What a file offers to be traced: its module classes, the functions that may give a module, its instances."""

import dis
import inspect
from dataclasses import dataclass
from functools import partial
from types import FunctionType, ModuleType

from .examples import TEST
from .outline import Outline


@dataclass
class Candidate:
    name: str
    kind: str
    line: int
    value: object
    file: str = ""

    def takes_more_keywords(self) -> bool:
        """True for `**kwargs`, which it may hand on."""
        try:
            parameters = inspect.signature(self.value).parameters.values()
        except (TypeError, ValueError):
            return False
        return any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters)


def candidates_of(module: ModuleType, outline: Outline) -> list[Candidate]:
    """Module classes, instances, and functions that may give a module, in source order."""
    from torch.nn import Module

    found = []
    for name, value in list(vars(module).items()):
        if name.startswith("__"):
            continue
        if isinstance(value, type):
            if issubclass(value, Module) and value.__module__ == module.__name__ and value.__name__ == name:
                found.append(Candidate(name, "class", outline.line_of("class", name), value, outline.file))
        elif isinstance(value, Module):
            found.append(Candidate(name, "instance", outline.line_of("=", name), value, outline.file))
        elif isinstance(value, partial):
            if _is_bound_factory(module, value, outline):
                found.append(Candidate(name, "factory", _line_of_bound(outline, name), value, outline.file))
        elif _is_function_of(module, name, value) and _gives_module(value, name, outline, module):
            found.append(Candidate(name, "factory", outline.line_of("def", name), value, outline.file))
    return sorted(found, key=lambda candidate: candidate.line)


def named(name: str, module: ModuleType, outline: Outline, candidates: list[Candidate]) -> Candidate | None:
    """A candidate by its name, or by `Class.from_name` for another way to construct one."""
    from torch.nn import Module

    known = next((candidate for candidate in candidates if candidate.name == name), None)
    if known is not None:
        return known
    holder, _, method = name.rpartition(".")
    value = getattr(getattr(module, holder, None), method, None) if holder else getattr(module, name, None)
    if isinstance(value, type) and issubclass(value, Module):
        return Candidate(name, "class", 1, value, outline.file)
    if callable(value) and not isinstance(value, type):
        return Candidate(name, "factory", outline.line_of("def", method), value, outline.file)
    return None


def other_constructors(candidate: Candidate, outline: Outline) -> list[Candidate]:
    """Class methods that may construct a class, such as `from_name`."""
    return [
        Candidate(
            f"{candidate.name}.{name}",
            "factory",
            outline.line_of("def", name),
            getattr(candidate.value, name),
            outline.file,
        )
        for name, method in vars(candidate.value).items()
        if isinstance(method, (classmethod, staticmethod))
        and name.startswith(("from_", "build", "create", "make"))
    ]


def makes(candidate: Candidate, cls: str, outline: Outline, module: ModuleType) -> bool:
    """True where a factory, or a function that it calls, mentions a class."""
    return candidate.kind == "factory" and cls in _mentions(
        _function_behind(candidate.value), outline, module
    )


def _is_function_of(module: ModuleType, name: str, value) -> bool:
    function = inspect.unwrap(value) if callable(value) and hasattr(value, "__wrapped__") else value
    return (
        isinstance(function, FunctionType)
        and function.__module__ == module.__name__
        and function.__code__.co_qualname == name
    )


def _is_bound_factory(module: ModuleType, value: partial, outline: Outline) -> bool:
    from torch.nn import Module

    function = value.func
    if isinstance(function, type):
        return issubclass(function, Module) and function.__module__ == module.__name__
    name = getattr(function, "__name__", "")
    return _is_function_of(module, name, function) and _gives_module(function, name, outline, module)


def _line_of_bound(outline: Outline, name: str) -> int:
    """Of its assignment, or of the `def` that it replaces; the first line where it is made by `setattr`."""
    line = outline.line_of("=", name)
    return line if line > 1 else outline.line_of("def", name)


def _gives_module(value, name: str, outline: Outline, module: ModuleType) -> bool:
    """By its annotation where it has one, else where it mentions a model class of the file, or a function that does,
    and is no test or demo."""
    from torch.nn import Module

    function = inspect.unwrap(value)
    annotation = getattr(function, "__annotations__", {}).get("return")
    if isinstance(annotation, str):
        annotation = getattr(module, annotation, None)
    if annotation is not None:
        return isinstance(annotation, type) and issubclass(annotation, Module)
    if TEST.search(name) or not _gives_something(function):
        return False
    return any(
        isinstance(used := getattr(module, mentioned, None), type) and issubclass(used, Module)
        for mentioned in _mentions(name, outline, module)
    )


def _gives_something(function: FunctionType) -> bool:
    """True where it returns a value, and is no generator."""
    code = function.__code__
    if code.co_flags & (inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR):
        return False
    previous = None
    for step in dis.get_instructions(code):
        if step.opname == "RETURN_VALUE" and not (
            previous is not None and previous.opname.startswith("LOAD_CONST") and previous.argval is None
        ):
            return True
        previous = step
    return False


def _mentions(name: str, outline: Outline, module: ModuleType) -> set[str]:
    """Names in a function and in the functions of the file that it calls."""
    seen: set[str] = set()
    pending = [name]
    while pending:
        for used in outline.names_in(pending.pop()) - seen:
            seen.add(used)
            if _is_function_of(module, used, getattr(module, used, None)):
                pending.append(used)
    return seen


def _function_behind(value) -> str:
    function = value.func if isinstance(value, partial) else value
    return getattr(inspect.unwrap(function), "__name__", "")
