"""Constructor arguments: from the request, the comment, the settings, an example of the file, a configuration class,
an example of the repository."""

import ast
import dataclasses
import inspect
import re
from types import ModuleType

from . import notices, settings, spans
from .errors import ChoiceError, Interrupted
from .examples import Examples
from .outline import MagicComment


@dataclasses.dataclass
class Arguments:
    positional: list
    keywords: dict[str, object]


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


def found_for(
    candidate,
    module: ModuleType,
    comment: MagicComment | None,
    entry: settings.ModelSettings | None,
    examples: Examples,
    given: dict[str, object],
) -> Arguments:
    """In the order of precedence: `given`, the comment, the settings, an example of the file, a configuration class,
an example of the repository."""
    found = Arguments([], {})
    said = False
    if comment is not None and (comment.positional or comment.keywords):
        found, said = _of_comment(module, comment), True
    elif entry is not None and entry.arguments is not None:
        found, said = _of_settings(module, entry), True
    if found.positional and given:
        found = _by_name(candidate.value, found)
    found.keywords = {**found.keywords, **given}
    lacks = _lacking(candidate, found)
    # An example says more than the defaults do, but not more than the user who was asked for this model.
    if lacks or (not said and not given):
        _add_of_example(candidate, module, examples, found, bool(lacks))
    return found


def _add_of_example(candidate, module: ModuleType, examples: Examples, found: Arguments, lacks: bool) -> None:
    kinds = ("main", "test", "module", "docstring", *(("function",) if lacks else ()))
    if _take_example(candidate, examples, found, kinds) or not lacks:
        return
    _add_configuration(candidate, module, found)
    if _lacking(candidate, found) and examples.look_elsewhere(candidate.name):
        _take_example(candidate, examples, found, ("repository",))


def _lacking(candidate, found: Arguments) -> list[str]:
    missing = missing_arguments(candidate.value)[len(found.positional) :]
    return [name for name in missing if name not in found.keywords]


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


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"


def _tell(candidate, where: str, line: int) -> None:
    file = candidate.file
    notices.tell(
        "arguments",
        f"The arguments of {candidate.name} come from {where}.",
        spans.of_line(file, line),
    )


_CONFIGURATION = re.compile(r"^(config|cfg|conf|args|hparams|hps?|params|opts?|options|model_args)$")


def _add_configuration(candidate, module: ModuleType, found: Arguments) -> None:
    """`config: GPTConfig` or a lone `config`, from the class whose defaults construct it."""
    for name in _lacking(candidate, found):
        for cls in _configuration_classes(candidate.value, name, module):
            try:
                value = cls()
            except Interrupted:
                raise
            except Exception:
                continue
            found.keywords[name] = value
            line = _line_of(cls, candidate.file) if cls.__module__ == module.__name__ else candidate.line
            _tell(candidate, f"line {line}: {name} has the defaults of {cls.__name__}", line)
            break


def _line_of(cls: type, file: str) -> int:
    """The line of the `class` statement, behind its decorators."""
    line = getattr(cls, "__firstlineno__", 1)
    lines = spans.source_lines[file]
    while line < len(lines) and not lines[line - 1].lstrip().startswith("class "):
        line += 1
    return line


def _configuration_classes(value, name: str, module: ModuleType) -> list[type]:
    annotation = inspect.signature(value).parameters[name].annotation
    if isinstance(annotation, str):
        annotation = getattr(module, annotation.strip("'\" "), None)
    if isinstance(annotation, type) and annotation is not inspect.Parameter.empty:
        return (
            [annotation]
            if annotation.__module__ == module.__name__ or dataclasses.is_dataclass(annotation)
            else []
        )
    if not _CONFIGURATION.match(name):
        return []
    classes = [
        item
        for item in vars(module).values()
        if isinstance(item, type) and re.search(r"(Config|Cfg|Args|Params|Options|Hparams)$", item.__name__)
    ]
    return classes if len(classes) == 1 else []


def _binds(value, positional: list, keywords: dict[str, object]) -> bool:
    try:
        inspect.signature(value).bind(*positional, **keywords)
    except (TypeError, ValueError):
        return False
    return True


def _of_comment(module: ModuleType, comment: MagicComment) -> Arguments:
    def value_of(expression: ast.expr):
        try:
            return eval(compile(ast.Expression(expression), "<skipline comment>", "eval"), module.__dict__)
        except Exception as error:
            raise ChoiceError(
                "magicComment",
                f"The argument {ast.unparse(expression)} of the comment cannot be computed: {error}.",
                comment.line,
            ) from None

    return Arguments(
        [value_of(item) for item in comment.positional],
        {name: value_of(item) for name, item in comment.keywords.items()},
    )


def _of_settings(module: ModuleType, entry: settings.ModelSettings) -> Arguments:
    if isinstance(entry.arguments, dict):
        return Arguments([], dict(entry.arguments))
    try:
        call = ast.parse(f"f({entry.arguments})", mode="eval").body
        keywords = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}

        def value_of(expression: ast.expr):
            return eval(compile(ast.Expression(expression), settings.NAME, "eval"), module.__dict__)

        return Arguments(
            [value_of(item) for item in call.args],
            {name: value_of(item) for name, item in keywords.items()},
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


def check(candidate, arguments: Arguments) -> None:
    """Raises ChoiceError where the model cannot be called like this."""
    try:
        signature = inspect.signature(candidate.value)
    except (TypeError, ValueError):
        return
    try:
        signature.bind(*arguments.positional, **arguments.keywords)
    except TypeError as error:
        missing = _lacking(candidate, arguments)
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
