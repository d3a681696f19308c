"""Ways to call the traced model: which tensors it is given, where they come from, and what else goes with them."""

import dataclasses
import inspect

from . import notices, spans
from .choice import Choice
from .errors import ChoiceError
from .examples import Examples
from .guesses import Guess, guesses
from .specifications import Specification, parse, written


@dataclasses.dataclass
class _Slot:
    """Where a tensor goes."""

    index: int


@dataclasses.dataclass
class Call:
    """One way to call `forward`: tensors by their specifications, and the values around them."""

    specifications: list[Specification]
    positional: list
    keywords: dict[str, object]
    #: Told once the model was called like this: what was chosen without the user.
    notice: tuple[str, dict[str, object] | None] | None = None
    #: True where nobody said that this has to work.
    is_guess: bool = False

    def arguments(self, tensors: list) -> tuple[list, dict[str, object]]:
        return (
            [_filled(value, tensors) for value in self.positional],
            {name: _filled(value, tensors) for name, value in self.keywords.items()},
        )


def _filled(value, tensors: list):
    if isinstance(value, _Slot):
        return tensors[value.index]
    if isinstance(value, dict):
        copy = value.copy()
        copy.update({key: _filled(item, tensors) for key, item in value.items()})
        return copy
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(_filled(item, tensors) for item in value))
    if type(value) in (list, tuple):
        return type(value)(_filled(item, tensors) for item in value)
    return value


def ways_to_call(model, choice: Choice, examples: Examples, request: dict) -> list[Call]:
    """In the order in which they are tried; only guesses are followed by others.

    Raises ChoiceError where nothing says what the model takes.
    """
    given = request.get("inputs")
    if given or choice.inputs:
        specifications = given or [parse(text) for text in choice.inputs]
        source = "given" if given else choice.input_source
        return [_said(model, choice, examples, [{"source": source, **item} for item in specifications])]
    call = _of_code(model, choice, examples)
    if call is not None:
        return [call]
    found = guesses(model, _constructor_values(choice))
    if not found:
        call = _of_code(model, choice, examples) if examples.look_elsewhere(choice.candidate.name) else None
        if call is not None:
            return [call]
        _refuse(model, choice)
    return [_guessed(model, choice, guess, found[0]) for guess in found]


def _refuse(model, choice: Choice) -> None:
    name = choice.candidate.name
    parameters = [parameter.name for parameter in _parameters(model) if parameter.default is parameter.empty]
    if not parameters and not _parameters(model):
        raise ChoiceError(
            "inputsNeeded", f"{type(model).__name__}.forward takes no input to trace.", choice.candidate.line
        )
    if len(parameters) > 1:
        shapes = " ".join(f"input={parameter}=1x128" for parameter in parameters)
        raise ChoiceError(
            "inputsNeeded",
            f"{type(model).__name__}.forward needs the inputs {', '.join(parameters)}, whose shapes are not known: "
            f"say them in a comment `# skipline: {name}() {shapes}`.",
            choice.candidate.line,
        )
    raise ChoiceError(
        "inputsNeeded",
        f"The input of {name} is not known: "
        f"say its shape in a comment `# skipline: {name}() input=1x3x224x224`.",
        choice.candidate.line,
    )


def _constructor_values(choice: Choice) -> dict[str, object]:
    """The constructor's arguments by name, defaults included."""
    if choice.candidate.kind == "instance":
        return {}
    try:
        bound = inspect.signature(choice.candidate.value).bind(*choice.positional, **choice.keywords)
    except (TypeError, ValueError):
        return dict(choice.keywords)
    bound.apply_defaults()
    return bound.arguments


def _parameters(model) -> list[inspect.Parameter]:
    return [
        parameter
        for parameter in inspect.signature(model.forward).parameters.values()
        if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
    ]


def _said(model, choice: Choice, examples: Examples, specifications: list[Specification]) -> Call:
    """With the names that the signature of `forward` gives them. Raises ChoiceError where it needs more of them."""
    names = list(inspect.signature(model.forward).parameters)
    if any("name" in item and item["name"] not in names for item in specifications):
        # Tensors inside of a list or a dictionary keep their place in the file's own example.
        example = _of_code(model, choice, examples)
        if example is not None and [item.get("name") for item in specifications] == [
            item["name"] for item in example.specifications
        ]:
            return dataclasses.replace(example, specifications=specifications, notice=None)
    parameters = _parameters(model)
    free = [
        parameter.name
        for parameter in parameters
        if all(item.get("name") != parameter.name for item in specifications)
    ]
    named = [
        {**item, "name": item.get("name") or (free.pop(0) if free else f"input{index + 1}")}
        for index, item in enumerate(specifications)
    ]
    taken = {item["name"] for item in named}
    needed = [parameter.name for parameter in parameters if parameter.default is parameter.empty]
    missing = [name for name in needed if name not in taken]
    left_out = [name for name in missing if name.endswith("mask")]
    if len(left_out) < len(missing):
        raise ChoiceError(
            "inputsNeeded",
            f"{type(model).__name__}.forward needs the inputs {', '.join(needed)}: "
            f"give one shape for each, for example `input={missing[0]}=1x128` in the comment.",
        )
    return _placed(model, named, dict.fromkeys(left_out))


def _placed(model, specifications: list[Specification], others: dict[str, object]) -> Call:
    """Arguments by position as far as they go: that is how models are called, and what their hooks see."""
    names = list(inspect.signature(model.forward).parameters)
    keywords: dict[str, object] = dict(others)
    positional: list = []
    for index, item in enumerate(specifications):
        if item["name"] in names and not _is_star(model, item["name"]):
            keywords[item["name"]] = _Slot(index)
        else:
            positional.append(_Slot(index))
    for name in names:
        if name not in keywords or positional and name != names[0]:
            break
        positional.append(keywords.pop(name))
    return Call(specifications, positional, keywords)


def _is_star(model, name: str) -> bool:
    parameter = inspect.signature(model.forward).parameters[name]
    return parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)


def _of_code(model, choice: Choice, examples: Examples) -> Call | None:
    """What the file itself gives the model: in its main block, a test, a docstring, an attribute for the purpose."""
    name = choice.candidate.name
    found = [item for item in examples.found if item.name == name or name in item.variables]
    factories = [item for item in examples.found if item not in found and _gives(item.name, model, examples)]
    for example in [*found, *factories]:
        for sample in example.samples:
            values = examples.sample(example, sample, model)
            call = _templated(model, *values) if values is not None else None
            if call is not None:
                place = example.block.where(sample.line)
                line = choice.candidate.line if example.block.place else sample.line
                call.notice = _notice(choice.candidate, call.specifications, place, line)
                return call
    for attribute in _EXAMPLES:
        value = getattr(model, attribute, None)
        if value is None or callable(value):
            continue
        positional = list(value) if isinstance(value, tuple) else [value]
        call = _templated(model, [], value) if isinstance(value, dict) else _templated(model, positional, {})
        if call is not None:
            call.notice = _notice(
                choice.candidate, call.specifications, f"its {attribute}", choice.candidate.line
            )
            return call
    return None


def call_by_user(candidate, examples: Examples) -> Call | None:
    """What a network of the repository calls the model with, where that can be found by running it."""
    from . import uses

    use = uses.forward_call(candidate, examples)
    if use is None:
        return None
    call = _templated(candidate.value, use.positional, use.keywords, is_bound=False)
    if call is not None:
        call.notice = _notice(candidate, call.specifications, use.place, candidate.line)
    return call


#: Attributes that hold an input for the model, as Lightning and Hugging Face call them.
_EXAMPLES = ("example_input_array", "example_inputs", "dummy_input", "dummy_inputs", "example_input")


def _gives(name: str, model, examples: Examples) -> bool:
    """True for a factory that mentions the class of the model."""
    code = getattr(getattr(examples.module, name, None), "__code__", None)
    return code is not None and type(model).__name__ in code.co_names


def _notice(candidate, specifications: list[Specification], where: str, line: int):
    shown = ", ".join(written(item) for item in specifications)
    plural = "inputs" if len(specifications) > 1 else "input"
    verb = "come" if len(specifications) > 1 else "comes"
    return (
        f"The {plural} of {candidate.name} {verb} from {where}: {shown}.",
        spans.of_line(candidate.file, line),
    )


def _templated(model, positional: list, keywords: dict[str, object], is_bound: bool = True) -> Call | None:
    """None where no tensor is among the values, or `forward` does not take them."""
    from torch import Tensor

    specifications: list[Specification] = []
    try:
        own = () if is_bound else (None,)
        bound = inspect.signature(model.forward).bind(*own, *positional, **keywords)
    except (TypeError, ValueError):
        return None

    def template(value, name: str):
        if isinstance(value, Tensor):
            taken = sum(
                item["name"] == name or item["name"].startswith(f"{name}_") for item in specifications
            )
            unique = f"{name}_{taken + 1}" if taken else name
            specifications.append(
                {"name": unique, "type": value.dtype.onnx, "shape": list(value.shape), "source": "code"}
            )
            return _Slot(len(specifications) - 1)
        if isinstance(value, dict):
            copy = value.copy()
            named = {key: key if isinstance(key, str) else name for key in value}
            copy.update({key: template(item, named[key]) for key, item in value.items()})
            return copy
        if isinstance(value, tuple) and hasattr(value, "_fields"):
            return type(value)(*(template(item, name) for item in value))
        if type(value) in (list, tuple):
            return type(value)(template(item, name) for item in value)
        return value

    names = list(bound.arguments)[len(own) :]
    template_positional = [
        template(value, names[min(index, len(names) - 1)]) for index, value in enumerate(positional)
    ]
    template_keywords = {name: template(value, name) for name, value in keywords.items()}
    return Call(specifications, template_positional, template_keywords) if specifications else None


def _guessed(model, choice: Choice, guess: Guess, first: Guess) -> Call:
    specifications = [
        {"name": name, **value, "source": "name" if "name" in guess.reasons[name] else "firstLayer"}
        for name, value in guess.values.items()
        if isinstance(value, dict)
    ]
    others = {name: value for name, value in guess.values.items() if not isinstance(value, dict)}
    call = _placed(model, specifications, others)
    name = choice.candidate.name
    parts = []
    for parameter, value in guess.values.items():
        chosen = written(value) if isinstance(value, dict) else repr(value)
        tried = first.values.get(parameter)
        # The first attempt is what the reason says; the others only fitted better.
        other = f", where {written(tried)} does not fit" if isinstance(tried, dict) and tried != value else ""
        parts.append(f"{parameter} is {chosen}, from {guess.reasons[parameter]}{other}")
    plural = "inputs" if len(parts) > 1 else "input"
    call.notice = (
        f"Nothing says the {plural} of {name}, so they were chosen: {'; '.join(parts)}. "
        f"Others can be said in a comment `# skipline: {name} input=…`."
        if len(parts) > 1
        else f"Nothing says the input of {name}, so it was chosen: {parts[0]}. "
        f"Another can be said in a comment `# skipline: {name} input=…`.",
        spans.of_line(choice.candidate.file, choice.candidate.line),
    )
    call.is_guess = True
    return call


def tell(call: Call) -> None:
    if call.notice is not None:
        notices.tell("input", *call.notice)
