"""Opens one model: constructs it, and runs it once, in the ways in which it may be meant to be called."""

import re
import time
from dataclasses import dataclass

from . import branches, calls, inert, inputs, mode, network, notices, sample_inputs
from .assumptions import Assumptions
from .call import Call
from .candidates import Candidate
from .choice import Choice, Chooser
from .errors import ChoiceError, DataDependence, UnknownAttribute
from .inert import UnsupportedOperation

#: How much of the time of a trace goes into trying inputs.
_SHARE_OF_TIME = 0.4

#: What a wrong guess of the input makes of a model.
_MISFITS = (RuntimeError, ValueError, IndexError, TypeError, AttributeError, AssertionError, ChoiceError)

MISSING = re.compile(r"(\w+)\.__init__\(\) missing \d+ required (?:positional|keyword-only) arguments?: (.+)")


@dataclass
class Leeway:
    """What may be chosen for a model that nobody says."""

    #: Of arguments that stand nowhere.
    assumptions: Assumptions | None = None
    #: Usual shapes are tried for inputs of which nothing is known.
    tries_shapes: bool = False


def open_one(trace, chooser: Chooser, examples, candidate: Candidate, leeway: Leeway = Leeway()) -> None:
    """Raises what keeps the model from being opened; the graph is then what came about up to there."""
    try:
        _open_with(trace, chooser, examples, candidate, leeway)
    except _MISFITS as error:
        if (
            leeway != Leeway()
            or trace.choice is None
            or trace.choice.inputs
            or trace.request.get("inputs")
            or not _may_misfit(trace, error)
        ):
            raise
        # The inputs that were tried in vain are not told.
        said = [item for item in notices.all_told() if item["code"] != "input"]
        network.restart_construction()
        call = sample_inputs.call_by_user(candidate, examples)
        network.restart_construction()
        notices.restore(said)
        _open_with(trace, chooser, examples, candidate, leeway, call)


def _may_misfit(trace, error: BaseException) -> bool:
    """True where another input may do: none was found, or none that was guessed fits."""
    if isinstance(error, ChoiceError):
        return error.code == "inputsNeeded"
    return trace.has_guessed and _is_misfit(error)


def _is_misfit(error: BaseException) -> bool:
    """True for what a wrong guess of the input makes of a model; a name that is not there is a mistake of its code,
    unless it is asked of a tensor."""
    if isinstance(error, (UnsupportedOperation, DataDependence)):
        return False
    return not isinstance(error, AttributeError) or str(error).startswith(("'NoneType'", "'Tensor'"))


def _open_with(
    trace,
    chooser: Chooser,
    examples,
    candidate: Candidate,
    leeway: Leeway,
    call: Call | None = None,
) -> None:
    trace.model, trace.inputs, trace.begun, trace.has_guessed = None, [], False, False
    needed: list[str] = []
    while True:
        with network.unrecorded():
            trace.choice = None
            trace.choice = chooser.choice_of(candidate, needed, leeway.assumptions)
        try:
            model = _construct(trace, trace.choice)
            break
        except TypeError as error:
            more = [name for name in _names_missing(error, candidate) if name not in needed]
            if not more:
                raise
            # What `**kwargs` hands on.
            needed += more
            network.restart_construction()
    model.train(trace.request["mode"] == "training")
    mode.training = trace.request["mode"] == "training"
    trace.model = model
    with network.unrecorded():
        ways = (
            [call]
            if call is not None
            else inputs.ways_to_call(model, trace.choice, examples, trace.request, leeway.tries_shapes)
        )
    trace.has_guessed = ways[0].is_guess
    _forward_in_turn(trace, model, ways)


def _names_missing(error: TypeError, candidate: Candidate) -> list[str]:
    """Arguments that a base of the class, or the class that a factory makes, did not get."""
    match = MISSING.search(str(error))
    if match is None:
        return []
    bases = [base.__name__ for base in getattr(candidate.value, "__mro__", ())]
    takes_more = candidate.takes_more_keywords()
    return (
        re.findall(r"'(\w+)'", match.group(2))
        if takes_more and (not bases or match.group(1) in bases)
        else []
    )


def _construct(trace, choice: Choice):
    from torch.nn import Module

    candidate = choice.candidate
    trace.stage = f"constructing {candidate.name}"
    if candidate.kind == "instance":
        return candidate.value
    # The seed is set right before the model is constructed: what the file drew earlier is not part of it.
    network.begin_construction()
    positional, keywords = choice.positional, choice.keywords
    if choice.renew is not None and any(
        isinstance(item, Module) for item in (*positional, *keywords.values())
    ):
        # A module that is an argument is a part of the model, and begins with it.
        arguments = choice.renew()
        positional, keywords = arguments.positional, arguments.keywords
    model = candidate.value(*positional, **keywords)
    if isinstance(model, inert.Inert):
        model._refuse()
    if not isinstance(model, Module):
        raise ChoiceError(
            "noModel",
            f"{candidate.name} gives a {type(model).__name__}, not a torch.nn.Module.",
            candidate.line,
        )
    return model


def _forward_in_turn(trace, model, ways: list[Call]) -> None:
    told = notices.mark()
    fallback = ways[0]
    end = time.monotonic() + _SHARE_OF_TIME * trace.request["timeLimitSeconds"]
    for number, way in enumerate(ways):
        if number > 0 and time.monotonic() > end:
            break
        if number > 0:
            network.restart_forward()
            notices.restart(told)
        try:
            result = _forward(trace, model, way)
            if len(ways) > 1 and way.is_guess and _divides(way, result):
                fallback = way if fallback is ways[0] else fallback
                continue
            inputs.tell(way)
            return
        except _MISFITS as error:
            is_refused = isinstance(error, UnknownAttribute) or _is_misfit(error)
            if way.is_trial and is_refused:
                continue
            may_misfit = way.is_guess or way.is_elsewhere
            if not may_misfit or len(ways) == 1 or not _is_misfit(error):
                inputs.tell(way)
                raise
    network.restart_forward()
    notices.restart(told)
    if fallback.is_trial:
        inputs.refuse(model, trace.choice)
    # None fits: the graph and the message are those of the first.
    inputs.tell(fallback)
    _forward(trace, model, fallback)


def _divides(way: Call, result) -> bool:
    """True where one picture comes out as several rows: its size was meant to be another (`view(-1, channels)`)."""
    first = next(iter(calls.tensors_in(result)), None)
    given = way.specifications[0]["shape"]
    return first is not None and first.ndim == 2 and len(given) == 4 and first.shape[0] != given[0]


def _forward(trace, model, way: Call):
    trace.complete = False
    trace.stage = f"running {type(model).__name__}.forward"
    trace.inputs = way.specifications
    if network.has_lazy_parameters(model):
        _materialize(trace, model, way)
    tensors = network.begin_forward(model, trace.inputs)
    trace.begun = True
    branches.reset()
    positional, keywords = way.arguments(tensors)
    result = model(*positional, **keywords)
    trace.outputs = calls.handles_of(result)
    if not trace.outputs:
        name = type(model).__name__
        code = getattr(type(model).forward, "__code__", None)
        own = code is not None and code.co_filename == trace.file
        raise ChoiceError(
            "noOutput",
            f"{name}.forward gives {_kind_of(result)}, not a tensor: return the model's output.",
            code.co_firstlineno if own else None,
        )
    network.finish_buffers()
    trace.complete = True
    return result


def _materialize(trace, model, way: Call) -> None:
    """Runs the model once without a graph, so that its first input decides the shapes of its parameters."""
    positional, keywords = way.arguments(network.pretended_inputs(trace.inputs))
    was_training = model.training
    model.eval()
    model(*positional, **keywords)
    model.train(was_training)


def _kind_of(result) -> str:
    return "None" if result is None else f"a {type(result).__name__}"
