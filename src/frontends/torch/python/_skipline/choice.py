"""Which model of a file is traced, and with which arguments."""

import ast
import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import FunctionType, ModuleType

from . import settings
from .arguments import Arguments, check, found_for, missing_arguments
from .errors import ChoiceError
from .examples import TEST, Examples
from .outline import Outline


@dataclass
class Candidate:
    name: str
    kind: str
    line: int
    value: object
    file: str = ""


@dataclass
class Choice:
    candidate: Candidate
    positional: list
    keywords: dict[str, object]
    #: Input specifications of the magic comment or of the settings, as texts.
    inputs: list[str]
    input_source: str = "comment"
    #: Computes the arguments anew.
    renew: Callable[[], Arguments] | None = None

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
                found.append(Candidate(name, "class", outline.line_of("class", name), value, outline.file))
        elif isinstance(value, Module):
            found.append(Candidate(name, "instance", outline.line_of("=", name), value, outline.file))
        elif _is_function_of(module, name, value) and _gives_module(value, name, outline, module):
            found.append(Candidate(name, "factory", outline.line_of("def", name), value, outline.file))
    return sorted(found, key=lambda candidate: candidate.line)


def _is_function_of(module: ModuleType, name: str, value) -> bool:
    function = inspect.unwrap(value) if callable(value) and hasattr(value, "__wrapped__") else value
    return (
        isinstance(function, FunctionType)
        and function.__module__ == module.__name__
        and function.__code__.co_qualname == name
    )


def _gives_module(value, name: str, outline: Outline, module: ModuleType) -> bool:
    """By its annotation where it has one, else where it mentions a model class of the file and is no test or demo."""
    from torch.nn import Module

    annotation = getattr(inspect.unwrap(value), "__annotations__", {}).get("return")
    if isinstance(annotation, str):
        annotation = getattr(module, annotation, None)
    if annotation is not None:
        return isinstance(annotation, type) and issubclass(annotation, Module)
    if TEST.search(name):
        return False
    return any(
        isinstance(getattr(module, used, None), type) and issubclass(getattr(module, used), Module)
        for used in outline.names_in(name)
    )


def choose(
    module: ModuleType, outline: Outline, candidates: list[Candidate], examples: Examples, request: dict
) -> Choice:
    name = request.get("name")
    named = [item for item in outline.magic if item.name is not None]
    comment = next((item for item in named if name in (None, item.name)), None)
    name = name or (comment.name if comment else None)
    entry = settings.of_model(request["file"], name)
    name = name or (entry.name if entry else None)
    given = request.get("arguments") or {}
    if name is not None:
        candidate = _named(module, outline, candidates, name)
    else:
        candidate = _default(outline, candidates, examples, bool(given or entry and entry.arguments))
    arguments, renew = Arguments([], {}), None
    if candidate.kind != "instance":
        renew = partial(found_for, candidate, module, comment, entry, examples, given)
        arguments = renew()
        check(candidate, arguments)
    inputs = list(comment.inputs) if comment else []
    source = "comment"
    if not inputs and not (entry and entry.inputs):
        inputs = next((item.inputs for item in outline.magic if item.inputs), [])
    if not inputs and entry and entry.inputs:
        inputs, source = entry.inputs, "settings"
    return Choice(candidate, arguments.positional, arguments.keywords, inputs, source, renew)


def _named(module: ModuleType, outline: Outline, candidates: list[Candidate], name: str) -> Candidate:
    for candidate in candidates:
        if candidate.name == name:
            return candidate
    from torch.nn import Module

    value = getattr(module, name, None)
    if isinstance(value, type) and issubclass(value, Module):
        return Candidate(name, "class", 1, value, outline.file)
    if callable(value) and not isinstance(value, type):
        return Candidate(name, "factory", outline.line_of("def", name), value, outline.file)
    offers = ", ".join(candidate.name for candidate in candidates) or "none"
    raise ChoiceError("noModel", f"There is no model named '{name}' in this file; it offers: {offers}.")


def _default(
    outline: Outline, candidates: list[Candidate], examples: Examples, has_arguments: bool
) -> Candidate:
    """What the main block constructs; else the last class that no other class uses, with those first that need no
    arguments; else the last instance; else what a test constructs; else the first factory. Helpers such as losses
    come last."""
    hinted = _constructed_by_main(outline, candidates, examples)
    if hinted is not None:
        return hinted
    networks = [candidate for candidate in candidates if not _is_helper(candidate)]
    classes = [candidate for candidate in networks if candidate.kind == "class"]
    roots = _roots(outline, classes)
    for candidate in reversed(roots):
        if has_arguments or not missing_arguments(candidate.value):
            return candidate
    shown = [item for item in networks if examples.of(item.name, "test", "module", "docstring")]
    constructed = [item for item in roots if item in shown] or [
        item for item in shown if item.kind == "factory"
    ]
    instances = [candidate for candidate in networks if candidate.kind == "instance"]
    factories = [
        candidate
        for candidate in networks
        if candidate.kind == "factory" and not missing_arguments(candidate.value)
    ]
    for found in (instances[-1:], constructed[-1:], factories):
        if found:
            return found[0]
    if not any(examples.of(candidate.name) for candidate in roots):
        # Nothing says with which arguments the networks are made, but a wrapper for training may know.
        for candidate in reversed(candidates):
            if _is_training_wrapper(candidate) and not missing_arguments(candidate.value):
                return candidate
    for candidates_left in (roots, classes, networks, candidates):
        if candidates_left:
            return candidates_left[-1]
    raise ChoiceError(
        "noModel", "This file defines no torch.nn.Module: open the file that defines the model."
    )


def _roots(outline: Outline, classes: list[Candidate]) -> list[Candidate]:
    uses = {candidate.name: outline.names_in(candidate.name) for candidate in classes}
    return [
        candidate
        for candidate in classes
        if not any(candidate.name in names for name, names in uses.items() if name != candidate.name)
    ]


def _constructed_by_main(
    outline: Outline, candidates: list[Candidate], examples: Examples
) -> Candidate | None:
    made = [example for example in examples.found if example.block.kind == "main"]
    # `TripletNet(EmbeddingNet())` makes one model: what is given to its constructor is a part of it.
    parts = {id(part) for example in made for part in ast.walk(example.call) if part is not example.call}
    names = [example.name for example in made if id(example.call) not in parts]
    hinted = [item for item in candidates if item.name in names and not _is_helper(item)]
    classes = [item for item in hinted if item.kind == "class"]
    roots = _roots(outline, classes) or classes
    hinted = [item for item in hinted if item.kind != "class" or item in roots]
    return max(hinted, key=lambda item: names.index(item.name), default=None)


_HELPER = re.compile(
    r"(Loss|Criterion|Metric|Dataset|DataModule|Optimizer|Scheduler|Sampler|EMA|Hook|Callback)\d*$"
)


def _is_training_wrapper(candidate: Candidate) -> bool:
    bases = candidate.value.__mro__ if isinstance(candidate.value, type) else ()
    return any(base.__name__ == "LightningModule" for base in bases)


def _is_helper(candidate: Candidate) -> bool:
    """Losses, what wraps a network for its training, and what holds no parameters or has no forward of its own."""
    from torch.nn import Module

    if candidate.kind == "factory":
        return False
    if candidate.kind == "instance":
        return _HELPER.search(type(candidate.value).__name__) is not None or not any(
            True for _ in candidate.value.parameters()
        )
    cls = candidate.value
    return (
        _HELPER.search(candidate.name) is not None
        or _is_training_wrapper(candidate)
        or any(base.__name__ in ("_Loss", "_WeightedLoss") for base in cls.__mro__)
        or cls.forward is Module.forward
        or cls.__init__ is Module.__init__
    )
