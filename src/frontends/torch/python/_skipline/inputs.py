"""Ways to call the traced model: which tensors it is given, where they come from, and what else goes with them."""

import dataclasses
import inspect

from . import notices, spans
from .call import Call, placed
from .choice import Choice
from .errors import ChoiceError
from .examples import Examples
from .guesses import Guess, guesses
from .sample_inputs import calls_in_code
from .specifications import Specification, parse, written


def ways_to_call(
    model, choice: Choice, examples: Examples, request: dict, tries_shapes: bool = False
) -> list[Call]:
    """In the order in which they are tried; what the user or the file itself says is not followed by others.

    @param tries_shapes usual shapes are tried where nothing is known of an input.
    Raises ChoiceError where nothing says what the model takes.
    """
    given = request.get("inputs")
    if given or choice.inputs:
        specifications = given or [parse(text) for text in choice.inputs]
        source = "given" if given else choice.input_source
        return [_said(model, choice, examples, [{"source": source, **item} for item in specifications])]
    shown = _shown(model, choice, examples)
    if shown and not shown[0].is_elsewhere:
        return shown
    found = guesses(model, _constructor_values(choice), tries_shapes)
    if not shown and not found:
        if examples.look_elsewhere(choice.candidate.name):
            shown = _shown(model, choice, examples)
        if not shown:
            refuse(model, choice)
    return [*shown, *(_guessed(model, choice, guess, found[0]) for guess in found)]


def _shown(model, choice: Choice, examples: Examples) -> list[Call]:
    """What the code gives the model: the first that the file itself does, or all the different ones of other files."""
    shown: list[Call] = []
    for call in calls_in_code(model, choice, examples):
        if all(call.specifications != other.specifications for other in shown):
            shown.append(call)
        if not shown[0].is_elsewhere or len(shown) == _MOST_SHOWN:
            break
    return shown


#: Each takes a run of the model.
_MOST_SHOWN = 4


def refuse(model, choice: Choice) -> None:
    """Raises ChoiceError, which asks for the inputs."""
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
        example = next(calls_in_code(model, choice, examples), None)
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
    return placed(model, named, dict.fromkeys(left_out))


def _guessed(model, choice: Choice, guess: Guess, first: Guess) -> Call:
    specifications = [
        {"name": name, **value, "source": "name" if "name" in guess.reasons[name] else "firstLayer"}
        for name, value in guess.values.items()
        if isinstance(value, dict)
    ]
    others = {name: value for name, value in guess.values.items() if not isinstance(value, dict)}
    call = placed(model, specifications, others)
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
    call.is_guess, call.is_trial = True, guess.is_trial
    return call


def tell(call: Call) -> None:
    if call.notice is not None:
        notices.tell("input", *call.notice)
