"""Which model of a file is traced, and with which arguments."""

import ast
import inspect
from dataclasses import dataclass
from types import FunctionType, ModuleType

from .outline import MagicComment, Outline


class ChoiceError(Exception):
    """No model can be chosen. The message is a sentence for the user."""

    def __init__(self, code: str, message: str, line: int | None = None):
        super().__init__(message)
        self.code = code
        self.line = line


@dataclass
class Candidate:
    name: str
    kind: str
    line: int
    value: object


@dataclass
class Choice:
    candidate: Candidate
    positional: list
    keywords: dict[str, object]
    #: Input specifications of the magic comment, as texts.
    inputs: list[str]

    def text(self) -> str:
        if self.candidate.kind == "instance":
            return self.candidate.name
        arguments = [repr(value) for value in self.positional]
        arguments += [f"{name}={_shown(value)}" for name, value in self.keywords.items()]
        return f"{self.candidate.name}({', '.join(arguments)})"


def _shown(value) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return getattr(value, "__name__", None) or repr(value)


def candidates_of(module: ModuleType, outline: Outline) -> list[Candidate]:
    """Module classes, instances, and functions that may give a module, in source order."""
    from torch.nn import Module

    found = []
    for name, value in list(vars(module).items()):
        if name.startswith("__"):
            continue
        if isinstance(value, type):
            if issubclass(value, Module) and value.__module__ == module.__name__ and value.__name__ == name:
                found.append(Candidate(name, "class", outline.line_of("class", name), value))
        elif isinstance(value, Module):
            found.append(Candidate(name, "instance", outline.line_of("=", name), value))
        elif _is_function_of(module, name, value) and _gives_module(value, name, outline, module):
            found.append(Candidate(name, "factory", outline.line_of("def", name), value))
    return sorted(found, key=lambda candidate: candidate.line)


def _is_function_of(module: ModuleType, name: str, value) -> bool:
    function = inspect.unwrap(value) if callable(value) and hasattr(value, "__wrapped__") else value
    return (
        isinstance(function, FunctionType)
        and function.__module__ == module.__name__
        and function.__code__.co_qualname == name
    )


def _gives_module(value, name: str, outline: Outline, module: ModuleType) -> bool:
    """By its annotation where it has one, else where it mentions a model class of the file."""
    from torch.nn import Module

    annotation = getattr(inspect.unwrap(value), "__annotations__", {}).get("return")
    if isinstance(annotation, str):
        annotation = getattr(module, annotation, None)
    if annotation is not None:
        return isinstance(annotation, type) and issubclass(annotation, Module)
    return any(
        isinstance(getattr(module, used, None), type) and issubclass(getattr(module, used), Module)
        for used in outline.names_in(name)
    )


def missing_arguments(value) -> list[str]:
    """Parameters without a default that a call would have to give."""
    try:
        signature = inspect.signature(value)
    except (TypeError, ValueError):
        return []
    return [
        parameter.name
        for parameter in signature.parameters.values()
        if parameter.default is parameter.empty
        and parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    ]


def choose(module: ModuleType, outline: Outline, candidates: list[Candidate], request: dict) -> Choice:
    name = request.get("name")
    comment = next((item for item in outline.magic if name in (None, item.name)), None)
    if name is not None or comment is not None:
        candidate = _named(module, outline, candidates, name or comment.name)
    else:
        candidate = _default(outline, candidates, bool(request.get("arguments")))
    positional, keywords = _arguments(module, comment)
    given = request.get("arguments") or {}
    keywords = {**keywords, **given}
    if positional and given:
        positional, keywords = _by_name(candidate.value, positional, keywords, given)
    inputs = comment.inputs if comment else next((item.inputs for item in outline.magic if item.inputs), [])
    if candidate.kind != "instance":
        _check_arguments(candidate, positional, keywords)
    return Choice(candidate, positional, keywords, inputs)


def _named(module: ModuleType, outline: Outline, candidates: list[Candidate], name: str) -> Candidate:
    for candidate in candidates:
        if candidate.name == name:
            return candidate
    from torch.nn import Module

    value = getattr(module, name, None)
    if isinstance(value, type) and issubclass(value, Module):
        return Candidate(name, "class", 1, value)
    if callable(value) and not isinstance(value, type):
        return Candidate(name, "factory", outline.line_of("def", name), value)
    offers = ", ".join(candidate.name for candidate in candidates) or "none"
    raise ChoiceError("noModel", f"There is no model named '{name}' in this file; it offers: {offers}.")


def _default(outline: Outline, candidates: list[Candidate], has_arguments: bool) -> Candidate:
    """The last class that no other class uses and that needs no arguments; else an instance; else the first factory."""
    classes = [candidate for candidate in candidates if candidate.kind == "class"]
    uses = {candidate.name: outline.names_in(candidate.name) for candidate in classes}
    roots = [
        candidate
        for candidate in classes
        if not any(candidate.name in names for name, names in uses.items() if name != candidate.name)
    ]
    for candidate in reversed(roots):
        if has_arguments or not missing_arguments(candidate.value):
            return candidate
    for kind in ("instance", "factory"):
        for candidate in candidates:
            if candidate.kind == kind and (kind == "instance" or not missing_arguments(candidate.value)):
                return candidate
    if roots or classes:
        return (roots or classes)[-1]
    if candidates:
        return candidates[-1]
    raise ChoiceError(
        "noModel", "This file defines no torch.nn.Module: open the file that defines the model."
    )


def _arguments(module: ModuleType, comment: MagicComment | None) -> tuple[list, dict[str, object]]:
    if comment is None:
        return [], {}

    def value_of(expression: ast.expr):
        try:
            return eval(compile(ast.Expression(expression), "<skipline comment>", "eval"), module.__dict__)
        except Exception as error:
            raise ChoiceError(
                "magicComment",
                f"The argument {ast.unparse(expression)} of the comment cannot be computed: {error}.",
                comment.line,
            ) from None

    return [value_of(item) for item in comment.positional], {
        name: value_of(item) for name, item in comment.keywords.items()
    }


def _by_name(value, positional: list, keywords: dict, given: dict) -> tuple[list, dict]:
    """Positional arguments of the comment by their names, so that the request can replace them."""
    try:
        names = list(inspect.signature(value).parameters)
    except (TypeError, ValueError):
        return positional, keywords
    return [], {**dict(zip(names, positional)), **keywords, **given}


def _check_arguments(candidate: Candidate, positional: list, keywords: dict[str, object]) -> None:
    try:
        signature = inspect.signature(candidate.value)
    except (TypeError, ValueError):
        return
    try:
        signature.bind(*positional, **keywords)
    except TypeError as error:
        missing = [
            name for name in missing_arguments(candidate.value)[len(positional) :] if name not in keywords
        ]
        if missing:
            plural = "arguments" if len(missing) > 1 else "argument"
            example = f"# skipline: {candidate.name}({', '.join(f'{name}=…' for name in missing)})"
            raise ChoiceError(
                "argumentsNeeded",
                f"{candidate.name} needs the {plural} {', '.join(missing)}: say them in a comment `{example}`.",
                candidate.line,
            ) from None
        raise ChoiceError(
            "argumentsWrong", f"{candidate.name} cannot be called like this: {error}.", candidate.line
        ) from None
