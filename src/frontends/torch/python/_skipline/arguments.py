"""Constructor arguments: from the request, the comment, the settings, an example of the file, a configuration class,
an example of the repository; where they stand nowhere, as they are assumed."""

import ast
import dataclasses
import inspect
from types import ModuleType

from . import configuration, notices, settings, spans
from .assumptions import Assumptions, proposals
from .assumptions.expressions import value_of
from .errors import ChoiceError
from .examples import Examples, configurations
from .outline import MagicComment


@dataclasses.dataclass
class Arguments:
    positional: list
    keywords: dict[str, object]
    #: Texts of those that stand nowhere, by name.
    assumed: dict[str, str] = dataclasses.field(default_factory=dict)


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


@dataclasses.dataclass
class Sources:
    """Where arguments may come from."""

    module: ModuleType
    comment: MagicComment | None
    entry: settings.ModelSettings | None
    examples: Examples
    given: dict[str, object]
    #: Arguments that the constructor needs beyond its signature (`**kwargs`).
    needed: list[str]
    #: What is assumed where they come from nowhere; None where nothing is.
    assumptions: Assumptions | None = None


def found_for(candidate, sources: Sources) -> Arguments:
    """In the order of precedence: `given`, the comment, the settings, an example of the file, a configuration class,
    an example of the repository."""
    found = Arguments([], {})
    said = False
    comment, entry, given, module = sources.comment, sources.entry, sources.given, sources.module
    if comment is not None and (comment.positional or comment.keywords):
        found, said = _of_comment(module, comment), True
    elif entry is not None and entry.arguments is not None:
        found, said = _of_settings(module, entry), True
    if found.positional and given:
        found = _by_name(candidate.value, found)
    found.keywords = {**found.keywords, **given}
    if sources.needed:
        sources.examples.look_in_file()
    lacks = _lacking(candidate, found, sources.needed)
    # An example says more than the defaults do, but not more than the user who was asked for this model.
    if lacks or (not said and not given):
        _add_of_example(candidate, sources, found, bool(lacks))
    if sources.assumptions is not None and (lacks := _lacking(candidate, found, sources.needed)):
        values = sources.assumptions.values(lacks)
        found.keywords.update(values)
        found.assumed = {name: sources.assumptions.texts[name] for name in values}
    return found


def _add_of_example(candidate, sources: Sources, found: Arguments, lacks: bool) -> None:
    kinds = ("main", "test", "module", "docstring", *(("function",) if lacks else ()))
    examples = sources.examples
    if _take_example(candidate, examples, found, kinds) and not _lacking(candidate, found, sources.needed):
        return
    if not lacks:
        return
    for name in _lacking(candidate, found, sources.needed):
        configured = configuration.default_of(candidate, name, sources.module)
        if configured is not None:
            found.keywords[name], place, line = configured
            _tell(candidate, place, line)
    if sources.assumptions is not None:
        # The repository was searched before anything was assumed, in vain.
        return
    if _lacking(candidate, found, sources.needed) and examples.look_elsewhere(candidate.name):
        _take_example(candidate, examples, found, ("repository",))
    if _lacking(candidate, found, sources.needed) and not found.positional:
        _take_configuration(candidate, examples, found, sources.needed)
    if _lacking(candidate, found, sources.needed) and not found.positional:
        _take_use(candidate, examples, found)


def shown(value) -> str:
    """As it would be written; a network by its class alone."""
    from torch import Tensor
    from torch.nn import Module

    if isinstance(value, (Module, Tensor)):
        return f"{type(value).__name__}(…)"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return getattr(value, "__name__", None) or repr(value)


def _lacking(candidate, found: Arguments, needed: list[str] = ()) -> list[str]:
    missing = missing_arguments(candidate.value)
    taken = missing[: len(found.positional)]
    missing += [name for name in needed if name not in missing]
    return [name for name in missing if name not in taken and name not in found.keywords]


def _take_example(candidate, examples: Examples, found: Arguments, kinds: tuple[str, ...]) -> bool:
    """Adds the arguments of the first example that can be computed; False where there is none."""
    for example in examples.of(candidate.name, *kinds):
        computed = examples.arguments(example)
        if computed is None or not _binds(candidate.value, *computed):
            continue
        values = Arguments(*computed)
        if found.positional or found.keywords:
            values = _by_name(candidate.value, values)
            names = list(inspect.signature(candidate.value).parameters)
            taken = names[: len(found.positional)]
            values.keywords = {
                **{name: value for name, value in values.keywords.items() if name not in taken},
                **found.keywords,
            }
            values.positional = found.positional
        if values.positional or values.keywords:
            found.positional, found.keywords = values.positional, values.keywords
            shown = ", ".join(ast.unparse(part) for part in [*example.call.args, *example.call.keywords])
            line = candidate.line if example.block.place else example.line
            _tell(candidate, f"{example.block.where(example.line)}: {_short(shown)}", line)
        return True
    return False


def _take_configuration(candidate, examples: Examples, found: Arguments, needed: list[str]) -> None:
    """Adds what a configuration file of the repository gives the model."""
    parameters = inspect.signature(candidate.value).parameters
    accepted = set(parameters) | set(needed)
    missing = _lacking(candidate, found, needed)
    if candidate.takes_more_keywords():
        accepted = None
    for given, place, line in configurations.arguments_of(examples.file, candidate.name, accepted, missing):
        found.keywords = {**given, **found.keywords}
        _tell(candidate, f"{place}, line {line}", candidate.line)
        return


def _take_use(candidate, examples: Examples, found: Arguments) -> None:
    """Adds what a network of the repository constructs the model with."""
    from . import uses

    use = uses.constructor_call(candidate, examples)
    if use is None or not _binds(candidate.value, use.positional, use.keywords):
        return
    values = Arguments(use.positional, use.keywords)
    if found.keywords:
        values = _by_name(candidate.value, values)
        values.keywords.update(found.keywords)
    found.positional, found.keywords = values.positional, values.keywords
    _tell(candidate, use.place, candidate.line)


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"


def _tell(candidate, where: str, line: int) -> None:
    file = candidate.file
    notices.tell(
        "arguments",
        f"The arguments of {candidate.name} come from {where}.",
        spans.of_line(file, line),
    )


def _binds(value, positional: list, keywords: dict[str, object]) -> bool:
    try:
        inspect.signature(value).bind(*positional, **keywords)
    except (TypeError, ValueError):
        return False
    return True


def _of_comment(module: ModuleType, comment: MagicComment) -> Arguments:
    def computed(expression: ast.expr):
        try:
            return value_of(expression, module)
        except Exception as error:
            raise ChoiceError(
                "magicComment",
                f"The argument {ast.unparse(expression)} of the comment cannot be computed: {error}.",
                comment.line,
            ) from None

    return Arguments(
        [computed(item) for item in comment.positional],
        {name: computed(item) for name, item in comment.keywords.items()},
    )


def _of_settings(module: ModuleType, entry: settings.ModelSettings) -> Arguments:
    if isinstance(entry.arguments, dict):
        return Arguments([], dict(entry.arguments))
    try:
        call = ast.parse(f"f({entry.arguments})", mode="eval").body
        keywords = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
        return Arguments(
            [value_of(item, module) for item in call.args],
            {name: value_of(item, module) for name, item in keywords.items()},
        )
    except Exception as error:
        raise ChoiceError(
            "settings",
            f"{settings.NAME}, line {entry.line}: the arguments `{entry.arguments}` cannot be computed: {error}.",
        ) from None


def _by_name(value, arguments: Arguments) -> Arguments:
    """Positional arguments by their names, so that others can replace them."""
    try:
        names = list(inspect.signature(value).parameters)
    except (TypeError, ValueError):
        return arguments
    return Arguments([], {**dict(zip(names, arguments.positional)), **arguments.keywords})


def check(candidate, arguments: Arguments, module: ModuleType, needed: list[str] = ()) -> None:
    """Raises ChoiceError where the model cannot be called like this."""
    try:
        signature = inspect.signature(candidate.value)
    except (TypeError, ValueError):
        return
    missing = _lacking(candidate, arguments, needed)
    try:
        signature.bind(*arguments.positional, **arguments.keywords)
    except TypeError as error:
        if not missing:
            raise ChoiceError(
                "argumentsWrong", f"{candidate.name} cannot be called like this: {error}.", candidate.line
            ) from None
    else:
        missing = [name for name in missing if name in needed]
    if missing:
        plural = "arguments" if len(missing) > 1 else "argument"
        proposed = proposals(candidate, module, missing)
        example = f"# skipline: {candidate.name}({', '.join(f'{name}={proposed[name]}' for name in missing)})"
        raise ChoiceError(
            "argumentsNeeded",
            f"{candidate.name} needs the {plural} {', '.join(missing)}: say them in a comment `{example}`.",
            candidate.line,
        )
