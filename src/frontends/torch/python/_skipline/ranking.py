"""Which model of a file is meant where nobody says it."""

import ast
import inspect
import re
from collections.abc import Iterator

from .arguments import missing_arguments
from .candidates import Candidate
from .examples import Examples
from .outline import Outline


def ranked(
    outline: Outline, candidates: list[Candidate], examples: Examples, has_arguments: bool
) -> Iterator[Candidate]:
    """Candidates in the order in which they are tried; each once."""
    told: set[str] = set()
    for candidate in _in_order(outline, candidates, examples, has_arguments):
        if candidate.name not in told:
            told.add(candidate.name)
            yield candidate


def _in_order(
    outline: Outline, candidates: list[Candidate], examples: Examples, has_arguments: bool
) -> Iterator[Candidate]:
    """What the main block constructs; else the last class that nothing else uses, with those first that need no
    arguments; else the last instance; else what a test constructs; else the first factory. Helpers such as losses
    come last, parts of other classes not at all."""
    hinted = _constructed_by_main(outline, candidates, examples)
    if hinted is not None:
        yield hinted
    networks = [candidate for candidate in candidates if not _is_helper(candidate)]
    classes = [candidate for candidate in networks if candidate.kind == "class"]
    instances = [candidate for candidate in networks if candidate.kind == "instance"]
    parts = _classes_inside(instances)
    roots = roots_of(outline, classes)
    for candidate in reversed(roots):
        if candidate.value not in parts and (has_arguments or not missing_arguments(candidate.value)):
            yield candidate
    yield from reversed(instances)
    shown = [item for item in networks if examples.of(item.name, "test", "module", "docstring")]
    constructed = [item for item in roots if item in shown]
    yield from reversed(constructed or [item for item in shown if item.kind == "factory"])
    factories = [candidate for candidate in networks if candidate.kind == "factory"]
    yield from (candidate for candidate in factories if not missing_arguments(candidate.value))
    if not any(examples.of(candidate.name) for candidate in roots):
        # Nothing says with which arguments the networks are made, but a wrapper for training may know.
        for candidate in reversed(candidates):
            if _is_training_wrapper(candidate) and not missing_arguments(candidate.value):
                yield candidate
    yield from reversed(roots)
    yield from factories
    if not networks:
        yield from reversed(candidates)


def parts_of(outline: Outline, candidates: list[Candidate]) -> list[Candidate]:
    """Classes that other classes are made of, in the order in which they are shown in place of those."""
    classes = [item for item in candidates if item.kind == "class" and not _is_helper(item)]
    roots = roots_of(outline, classes)
    return [candidate for candidate in reversed(classes) if candidate not in roots]


def roots_of(outline: Outline, classes: list[Candidate]) -> list[Candidate]:
    """Those that no other class uses."""
    uses = {candidate.name: outline.names_in(candidate.name) for candidate in classes}
    return [
        candidate
        for candidate in classes
        if not any(candidate.name in names for name, names in uses.items() if name != candidate.name)
    ]


def _classes_inside(instances: list[Candidate]) -> set[type]:
    """Classes of the layers that a network is written out of, `net = nn.Sequential(nn.Conv2d(3, 8, 3), Add(), …)`."""
    from torch.nn import Sequential

    return {
        type(layer)
        for candidate in instances
        if type(candidate.value) is Sequential
        for layer in candidate.value.modules()
    }


def _constructed_by_main(
    outline: Outline, candidates: list[Candidate], examples: Examples
) -> Candidate | None:
    made = [example for example in examples.found if example.block.kind == "main"]
    # `TripletNet(EmbeddingNet())` makes one model: what is given to its constructor is a part of it.
    parts = {id(part) for example in made for part in ast.walk(example.call) if part is not example.call}
    names = [example.name for example in made if id(example.call) not in parts]
    hinted = [item for item in candidates if item.name in names and not _is_helper(item)]
    classes = [item for item in hinted if item.kind == "class"]
    roots = roots_of(outline, classes) or classes
    hinted = [item for item in hinted if item.kind != "class" or item in roots]
    return max(hinted, key=lambda item: names.index(item.name), default=None)


_HELPER = re.compile(
    r"(Loss|_loss|Criterion|Metric|Dataset|DataModule|Optimizer|Scheduler|Sampler|EMA|Ema|Hook|Callback)\d*$"
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
        or inspect.isabstract(cls)
    )
