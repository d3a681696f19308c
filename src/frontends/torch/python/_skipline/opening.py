"""Opens a model of a file: the one that is meant, or the first of several that can be constructed and run."""

import re

from . import branches, calls, failures, inert, inputs, mode, network, notices, spans
from .candidates import Candidate
from .choice import Choice, Chooser
from .errors import ChoiceError, DataDependence
from .inert import UnsupportedOperation

#: Models of one file that are tried before the first of them is given up.
_MOST = 12

#: What a wrong guess of the input makes of a model.
_MISFITS = (RuntimeError, ValueError, IndexError, TypeError, AttributeError, AssertionError, ChoiceError)

_MISSING = re.compile(
    r"(\w+)\.__init__\(\) missing \d+ required (?:positional|keyword-only) arguments?: (.+)"
)


def open_model(trace, chooser: Chooser, examples) -> None:
    """Raises what keeps the model from being opened; the graph is then that of the same model, up to there."""
    failed: list[tuple[Candidate, BaseException]] = []
    told = notices.mark()
    network.mark_construction()
    for candidate in chooser.in_order():
        if len(failed) >= _MOST:
            break
        if failed and not _is_given_up(trace, failed[0][1]):
            break
        if _opens(trace, chooser, examples, candidate, failed, told):
            return
    first = failed[0][0]
    if not _is_given_up(trace, failed[0][1]):
        for candidate in chooser.makers_of(first) if chooser.name is None else ():
            if _opens(trace, chooser, examples, candidate, failed, told):
                return
    best = max(failed, key=lambda item: _reach(item[1]))
    if len(failed) == 1:
        raise best[1]
    # The graph and the message are those of one model.
    _begin_again(told)
    _open(trace, chooser, examples, best[0])


def _opens(trace, chooser, examples, candidate, failed, told: int) -> bool:
    if failed:
        _begin_again(told)
    try:
        _open(trace, chooser, examples, candidate)
    except (Exception, SystemExit) as error:
        error.stage = trace.stage
        error.has_parameters = trace.model is None or any(True for _ in trace.model.parameters())
        failed.append((candidate, error))
        return False
    if failed and failed[0][0] is not candidate:
        _tell_replaced(trace, candidate, *failed[0])
    return True


def _begin_again(told: int) -> None:
    notices.restart(told)
    network.restart_construction()


def _tell_replaced(trace, candidate: Candidate, first: Candidate, error: BaseException) -> None:
    if isinstance(error, ChoiceError):
        reason = str(error)
    else:
        limit = trace.request["timeLimitSeconds"]
        reason = str(failures.describe(error, trace.file, error.stage, limit)["message"])
    notices.tell(
        "choice", f"{reason} {candidate.name} is shown instead.", spans.of_line(first.file, first.line)
    )


def _is_given_up(trace, error: BaseException) -> bool:
    """True where another model of the file may be the one that is meant: this one needs what nobody says, or what is
    not installed here. A mistake in its code is none of these."""
    if isinstance(error, ChoiceError):
        return error.code != "settings" and error.code != "magicComment"
    if not error.has_parameters:
        return True
    if isinstance(error, NotImplementedError) and not isinstance(error, UnsupportedOperation):
        return True
    if not error.stage.startswith("constructing"):
        return False
    return (
        isinstance(error, (UnsupportedOperation, ImportError, OSError, SystemExit))
        or inert.is_at_fault(error)
        or isinstance(error, TypeError)
        and ("abstract class" in str(error) or _MISSING.search(str(error)) is not None)
    )


def _reach(error: BaseException) -> int:
    """How far a model came."""
    if isinstance(error, ChoiceError):
        return 1 if error.code == "inputsNeeded" else 0
    return 3 if error.stage.startswith("running") else 2


def _open(trace, chooser: Chooser, examples, candidate: Candidate) -> None:
    try:
        _open_with(trace, chooser, examples, candidate)
    except _MISFITS as error:
        if (
            trace.choice is None
            or trace.choice.inputs
            or trace.request.get("inputs")
            or not _may_misfit(trace, error)
        ):
            raise
        said = notices.all_told()
        network.restart_construction()
        call = inputs.call_by_user(candidate, examples)
        network.restart_construction()
        notices.restore(said)
        _open_with(trace, chooser, examples, candidate, call)


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
    trace, chooser: Chooser, examples, candidate: Candidate, call: inputs.Call | None = None
) -> None:
    trace.model, trace.inputs, trace.begun, trace.has_guessed = None, [], False, False
    needed: list[str] = []
    while True:
        with network.unrecorded():
            trace.choice = None
            trace.choice = chooser.choice_of(candidate, needed)
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
            [call] if call is not None else inputs.ways_to_call(model, trace.choice, examples, trace.request)
        )
    trace.has_guessed = ways[0].is_guess
    _forward_in_turn(trace, model, ways)


def _names_missing(error: TypeError, candidate: Candidate) -> list[str]:
    """Arguments that a base of the class, or the class that a factory makes, did not get."""
    match = _MISSING.search(str(error))
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


def _forward_in_turn(trace, model, ways: list[inputs.Call]) -> None:
    told = notices.mark()
    fallback = ways[0]
    for number, way in enumerate(ways):
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
            if not way.is_guess or len(ways) == 1 or not _is_misfit(error):
                inputs.tell(way)
                raise
    # None fits: the graph and the message are those of the first.
    network.restart_forward()
    notices.restart(told)
    inputs.tell(fallback)
    _forward(trace, model, fallback)


def _divides(way: inputs.Call, result) -> bool:
    """True where one picture comes out as several rows: its size was meant to be another (`view(-1, channels)`)."""
    first = next(iter(calls.tensors_in(result)), None)
    given = way.specifications[0]["shape"]
    return first is not None and first.ndim == 2 and len(given) == 4 and first.shape[0] != given[0]


def _forward(trace, model, way: inputs.Call):
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


def _materialize(trace, model, way: inputs.Call) -> None:
    """Runs the model once without a graph, so that its first input decides the shapes of its parameters."""
    positional, keywords = way.arguments(network.pretended_inputs(trace.inputs))
    was_training = model.training
    model.eval()
    model(*positional, **keywords)
    model.train(was_training)


def _kind_of(result) -> str:
    return "None" if result is None else f"a {type(result).__name__}"
