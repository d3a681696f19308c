"""How a file and its repository use its models: constructor arguments and sample inputs in code."""

import ast
import re
from types import ModuleType

from .. import effort, syntax
from ..errors import Interrupted
from ..outline import Outline
from . import repository
from .blocks import TEST, blocks_of, main_block
from .calls import Example, Sample, examples_in
from .values import Values

#: Only files with one of these hold an example; parsing is left out for the others.
_CUES = re.compile(r"__main__|\bdef\s+(?:test|main|demo|example)|>>>|summary\(|^\w+\s*=.*\w\(", re.MULTILINE)


class Examples:
    def __init__(
        self,
        module: ModuleType,
        outline: Outline,
        names: set[str],
        always: bool,
        instances: set[str] = frozenset(),
    ):
        self.module = module
        self.outline = outline
        self.file = outline.file
        self.found: list[Example] = []
        self._searched: set[str] = set()
        self._names, self._instances = names, instances
        self._is_read = False
        if always or _CUES.search("\n".join(outline.lines)):
            self.look_in_file()

    def look_in_file(self) -> None:
        """Adds what the file itself says, once: parsing takes long in a large file, and few say anything."""
        if self._is_read:
            return
        self._is_read = True
        tree = syntax.tree_of(self.file)
        if tree is None:
            return
        here: list[Example] = []
        outer: dict[str, Example] = {}
        for block in blocks_of(tree):
            made = self._instances if block.kind == "module" else frozenset()
            found, variables = examples_in(block, self._names, outer, made)
            here += found
            if block.kind == "module":
                outer = variables
        here.sort(key=lambda example: _ORDER.index(example.block.kind))
        self.found[:0] = here

    def of(self, name: str, *kinds: str) -> list[Example]:
        return [item for item in self.found if item.name == name and (not kinds or item.block.kind in kinds)]

    def look_elsewhere(self, name: str) -> bool:
        """Adds what the rest of the repository says of a model, once. True where something was found."""
        if name in self._searched:
            return bool(self.of(name, "repository"))
        self._searched.add(name)
        before = len(self.found)
        for place in repository.places_with(self.file, name):
            outer: dict[str, Example] = {}
            package = self.package_of(place.path)
            for block in blocks_of(place.tree):
                is_module = block.kind == "module"
                block.kind, block.place, block.package = "repository", place.name, package
                block.around = [*place.tree.body, *main_block(place.tree)]
                block.offset += place.offset
                found, variables = examples_in(block, {name}, outer, frozenset())
                self.found += found
                if is_module:
                    outer = variables
            if len(self.found) - before >= _ENOUGH:
                break
        return len(self.found) > before

    @classmethod
    def of_module(cls, module: ModuleType, outline: Outline, candidates: list) -> "Examples":
        """Of a module that is not the traced one."""
        return cls(module, outline, {candidate.name for candidate in candidates}, True)

    def package_of(self, path: str) -> str | None:
        """The package that relative imports of another file start from; None where it lies elsewhere."""
        depth = self.module.__name__.count(".")
        top = self.file.rsplit("/", depth + 1)[0]
        folder = path.rpartition("/")[0]
        return folder[len(top) + 1 :].replace("/", ".") if f"{folder}/".startswith(f"{top}/") else None

    def arguments(self, example: Example) -> tuple[list, dict[str, object]] | None:
        """The values of the constructor's arguments; None where they cannot be computed."""
        # `model = Wrapper(model)` is given what the name held before.
        values = Values(self.module, example.block, before=example.line - example.block.offset)
        try:
            with effort.bounded():
                positional = []
                for argument in example.call.args:
                    if isinstance(argument, ast.Starred):
                        positional.extend(values.of(argument.value))
                    else:
                        positional.append(values.of(argument))
                keywords: dict[str, object] = {}
                for keyword in example.call.keywords:
                    if keyword.arg is None:
                        keywords.update(values.of(keyword.value))
                    else:
                        keywords[keyword.arg] = values.of(keyword.value)
        except Interrupted:
            raise
        except BaseException:
            return None
        return positional, keywords

    def sample(self, example: Example, sample: Sample, model) -> tuple[list, dict[str, object]] | None:
        """The values that a model is called with; None where they cannot be computed."""
        values = Values(self.module, sample.block, before=sample.line - sample.block.offset)
        values.known.update({name: model for name in example.variables})
        try:
            with effort.bounded():
                positional = [values.of(argument) for argument in sample.positional]
                keywords = {name: values.of(value) for name, value in sample.keywords.items()}
            return _of_sizes(sample.sizes, positional[0]) if sample.sizes else (positional, keywords)
        except Interrupted:
            raise
        except BaseException:
            return None


#: Examples of a repository, of which the first that can be computed counts.
_ENOUGH = 12

_ORDER = ("main", "test", "module", "docstring", "function")


def _of_sizes(kind: str, sizes) -> tuple[list, dict[str, object]]:
    from torch import zeros

    several = list(sizes) if isinstance(sizes[0], (tuple, list)) else [sizes]
    lead = () if kind == "batched" else (1,)
    return [zeros(*lead, *size) for size in several], {}
