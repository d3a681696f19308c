"""What the code gives the model: in its main block, a test, a docstring, an attribute, a network that uses it."""

from collections.abc import Iterator

from . import spans
from .call import Call, templated
from .choice import Choice
from .examples import Examples
from .specifications import Specification, written


def calls_in_code(model, choice: Choice, examples: Examples) -> Iterator[Call]:
    """What the code gives the model: in its main block, a test, a docstring, an attribute for the purpose."""
    name = choice.candidate.name
    found = [item for item in examples.found if item.name == name or name in item.variables]
    factories = [item for item in examples.found if item not in found and _gives(item.name, model, examples)]
    for example in [*found, *factories]:
        for sample in example.samples:
            values = examples.sample(example, sample, model)
            call = templated(model, *values) if values is not None else None
            if call is not None:
                place = example.block.where(sample.line)
                line = choice.candidate.line if example.block.place else sample.line
                call.notice = _notice(choice.candidate, call.specifications, place, line)
                call.is_elsewhere = bool(example.block.place)
                yield call
    for attribute in _EXAMPLES:
        value = getattr(model, attribute, None)
        if value is None or callable(value):
            continue
        positional = list(value) if isinstance(value, tuple) else [value]
        call = templated(model, [], value) if isinstance(value, dict) else templated(model, positional, {})
        if call is not None:
            call.notice = _notice(
                choice.candidate, call.specifications, f"its {attribute}", choice.candidate.line
            )
            yield call


def call_by_user(candidate, examples: Examples) -> Call | None:
    """What a network of the repository calls the model with, where that can be found by running it."""
    from . import uses

    use = uses.forward_call(candidate, examples)
    if use is None:
        return None
    call = templated(candidate.value, use.positional, use.keywords, is_bound=False)
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
