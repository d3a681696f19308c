"""One model of a file, with the arguments that it is constructed with and the inputs that are said of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from types import ModuleType

from . import settings
from .arguments import Arguments, Sources, check, found_for, shown
from .assumptions import Assumptions
from .candidates import Candidate, makes, named, other_constructors
from .errors import ChoiceError
from .examples import Examples
from .outline import MagicComment, Outline
from .ranking import parts_of, ranked


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
    #: Texts of the arguments that stand nowhere, by name.
    assumed: dict[str, str] = field(default_factory=dict)

    def text(self) -> str:
        if self.candidate.kind == "instance":
            return self.candidate.name
        arguments = [repr(value) if isinstance(value, str) else shown(value) for value in self.positional]
        arguments += [
            f"{name}={self.assumed.get(name) or shown(value)}" for name, value in self.keywords.items()
        ]
        return f"{self.candidate.name}({', '.join(arguments)})"


class Chooser:
    """What a file, its comments, its settings and the request say of the model that is meant."""

    def __init__(
        self,
        module: ModuleType,
        outline: Outline,
        candidates: list[Candidate],
        examples: Examples,
        request: dict,
    ):
        self.module = module
        self.outline = outline
        self.candidates = candidates
        self.examples = examples
        name = request.get("name")
        commented = [item for item in outline.magic if item.name is not None]
        self.comment: MagicComment | None = next(
            (item for item in commented if name in (None, item.name)), None
        )
        name = name or (self.comment.name if self.comment else None)
        self.entry = settings.of_model(request["file"], name)
        #: None where nobody says which model is meant.
        self.name: str | None = name or (self.entry.name if self.entry else None)
        self.given: dict[str, object] = request.get("arguments") or {}

    def in_order(self) -> Iterator[Candidate]:
        """The one that was named, or all in the order in which they are tried. Raises ChoiceError where none is."""
        if self.name is not None:
            found = named(self.name, self.module, self.outline, self.candidates)
            if found is None:
                offers = ", ".join(candidate.name for candidate in self.candidates) or "none"
                raise ChoiceError(
                    "noModel", f"There is no model named '{self.name}' in this file; it offers: {offers}."
                )
            return iter([found])
        if not self.candidates:
            raise ChoiceError(
                "noModel", "This file defines no torch.nn.Module: open the file that defines the model."
            )
        has_arguments = bool(self.given or self.entry and self.entry.arguments)
        return ranked(self.outline, self.candidates, self.examples, has_arguments)

    def parts(self) -> list[Candidate]:
        """What is shown where none of those in order can be; nothing where one was named."""
        return parts_of(self.outline, self.candidates) if self.name is None else []

    def makers_of(self, candidate: Candidate) -> list[Candidate]:
        """Functions and class methods that may construct a class in the way that is meant."""
        if candidate.kind != "class":
            return []
        factories = [
            item for item in self.candidates if makes(item, candidate.name, self.outline, self.module)
        ]
        return [*factories, *other_constructors(candidate, self.outline)]

    def choice_of(
        self, candidate: Candidate, needed: list[str] = (), assumptions: Assumptions | None = None
    ) -> Choice:
        """Raises ChoiceError where the arguments stand nowhere and are not assumed.

        @param needed names of arguments that the constructor turned out to need beyond its signature.
        """
        arguments, renew = Arguments([], {}), None
        if candidate.kind != "instance":
            told = (self.comment, self.entry, self.examples, self.given)
            sources = Sources(self.module, *told, list(needed), assumptions)
            renew = partial(found_for, candidate, sources)
            arguments = renew()
            check(candidate, arguments, self.module, sources.needed)
        inputs = list(self.comment.inputs) if self.comment else []
        source = "comment"
        if not inputs and not (self.entry and self.entry.inputs):
            inputs = next((item.inputs for item in self.outline.magic if item.inputs), [])
        if not inputs and self.entry and self.entry.inputs:
            inputs, source = self.entry.inputs, "settings"
        positional, keywords, assumed = arguments.positional, arguments.keywords, arguments.assumed
        return Choice(candidate, positional, keywords, inputs, source, renew, assumed)
