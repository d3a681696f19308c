"""One trace: import the file, choose its model, construct it, run it once."""

import gc
import json
import os
import signal
import sys

import numpy.random

from . import bridge, calls, failures, imports, inputs, loader, mode, network, notices, search, spans
from .choice import Choice, ChoiceError, candidates_of, choose
from .errors import Interrupted, ShapeMismatch
from .outline import Outline, outline_of


class _Trace:
    """What has come about so far."""

    def __init__(self, request: dict):
        self.request = request
        self.file: str = request["file"]
        self.stage = f"importing {self.file.rpartition('/')[2]}"
        self.diagnostics: list[dict[str, object]] = []
        self.candidates: list = []
        self.choice: Choice | None = None
        self.model = None
        self.inputs: list[dict[str, object]] = []
        self.complete = False
        self.outputs = ""
        self.begun = False


def _interrupt(number, frame) -> None:
    raise Interrupted(bridge.interrupt_reason(), spans.of_frame(frame))


def trace(request_text: str) -> str:
    """Takes and gives JSON; see `runTrace.ts` for its form."""
    request = json.loads(request_text)
    signal.signal(signal.SIGINT, _interrupt)
    trace = _Trace(request)
    try:
        _run(trace)
    except ChoiceError as error:
        trace.diagnostics.append(_choice_failure(trace, error))
    except BaseException as error:
        bridge.stop_clock()
        trace.diagnostics.append(_failure(trace, error))
        del error
    finally:
        bridge.stop_clock()
        calls.paths.clear()
    return json.dumps(_answer(trace))


def tidy() -> None:
    """Gives up the model of the last trace, once the other side has what it needs.

    Models and the modules that define them are full of cycles; left to the collector's own pace they pile up.
    """
    network.forget()
    try:
        gc.collect()
    except Interrupted:
        # A destructor that took too long. The rest is collected another time.
        pass


def _choice_failure(trace: _Trace, error: ChoiceError) -> dict[str, object]:
    diagnostic: dict[str, object] = {"severity": "error", "code": error.code, "message": str(error)}
    if error.line is not None:
        text = spans.source_lines[trace.file][error.line - 1]
        start = len(text) - len(text.lstrip()) + 1
        diagnostic["span"] = spans.as_json(
            trace.file, (error.line, start, error.line, max(len(text.rstrip()), start) + 1)
        )
    return diagnostic


def _run(trace: _Trace) -> None:
    request = trace.request
    name = request["module"]
    notices.reset()
    spans.reset()
    network.begin_trace()
    numpy.random.begin_trace()
    folders = search.Folders(
        request["own"],
        request["workspace"],
        request["site"],
        os.path.dirname(trace.file),
        request["package"],
    )
    imports.prepare(folders, name)
    _enter(folders)

    source = bridge.read(trace.file)
    if source is None:
        raise ChoiceError("noFile", f"{trace.file} cannot be read.")
    spans.source_lines[trace.file] = spans.split_lines(source)
    code = loader.SourceLoader(trace.file, False).get_code()
    outline = outline_of(spans.source_lines[trace.file], code)
    module = _load(trace, name, outline)
    trace.candidates = candidates_of(module, outline)
    trace.choice = choose(module, outline, trace.candidates, request)
    model = _construct(trace, trace.choice)
    model.train(request["mode"] == "training")
    mode.training = request["mode"] == "training"
    trace.model = model

    specs = request.get("inputs") or [inputs.parse(text) for text in trace.choice.inputs]
    if specs:
        _forward(trace, model, specs)
    else:
        _forward_with_inferred(trace, model)


def _load(trace: _Trace, name: str, outline: Outline):
    """The traced file as a module. Where it fails after its models, as a script without its data does, they still open."""
    try:
        return imports.load(name)
    except (Exception, SystemExit) as error:
        module = loader.unfinished
        if module is None or not any(item.kind == "class" for item in candidates_of(module, outline)):
            raise
        trace.diagnostics.append(_failure(trace, error))
    sys.modules[name] = module
    return module


def _failure(trace: _Trace, error: BaseException) -> dict[str, object]:
    return failures.describe(error, trace.file, trace.stage, trace.request["timeLimitSeconds"])


def _enter(folders: search.Folders) -> None:
    """Relative paths are those of the workspace, as where an editor runs the file."""
    for folder in (*folders.workspace, folders.file, "/"):
        if os.path.isdir(folder):
            os.chdir(folder)
            return


def _construct(trace: _Trace, choice: Choice):
    from torch.nn import Module

    candidate = choice.candidate
    trace.stage = f"constructing {candidate.name}"
    if candidate.kind == "instance":
        return candidate.value
    # The seed is set right before the model is constructed: what the file drew earlier is not part of it.
    network.begin_construction()
    model = candidate.value(*choice.positional, **choice.keywords)
    if not isinstance(model, Module):
        raise ChoiceError(
            "noModel",
            f"{candidate.name} gives a {type(model).__name__}, not a torch.nn.Module.",
            candidate.line,
        )
    return model


def _forward_with_inferred(trace: _Trace, model) -> None:
    first = inputs.inferred(model, inputs.PICTURE_SIZES[0])
    if first is None:
        raise ChoiceError(
            "inputsNeeded",
            f"The input of {trace.choice.candidate.name} is not known: "
            f"say its shape in a comment `# skipline: {trace.choice.candidate.name}() input=1x3x224x224`.",
            trace.choice.candidate.line,
        )
    sizes = inputs.PICTURE_SIZES if inputs.depends_on_size(model) else inputs.PICTURE_SIZES[:1]
    failure: BaseException | None = None
    for size in sizes:
        if failure is not None:
            network.restart_forward()
        try:
            _forward(trace, model, inputs.inferred(model, size))
            return
        except (ShapeMismatch, RuntimeError) as error:
            if not isinstance(error, ShapeMismatch) and failure is None:
                raise
            failure = failure or error
    # None fits: the graph and the message are those of the first size.
    network.restart_forward()
    _forward(trace, model, first)


def _forward(trace: _Trace, model, specs: list[dict[str, object]]) -> None:
    trace.stage = f"running {type(model).__name__}.forward"
    trace.inputs = inputs.named(model, specs)
    tensors = network.begin_forward(model, trace.inputs)
    trace.begun = True
    positional, keywords = _as_arguments(model, trace.inputs, tensors)
    result = model(*positional, **keywords)
    trace.outputs = calls.handles_of(result)
    if not trace.outputs:
        raise ChoiceError(
            "noOutput",
            f"{type(model).__name__}.forward gives {type(result).__name__}, not a tensor: return the model's output.",
        )
    network.finish_buffers()
    trace.complete = True


def _as_arguments(model, specs, tensors) -> tuple[list, dict[str, object]]:
    import inspect

    names = list(inspect.signature(model.forward).parameters)
    positional, keywords = [], {}
    for spec, tensor in zip(specs, tensors):
        if spec["name"] in names:
            keywords[spec["name"]] = tensor
        else:
            positional.append(tensor)
    # As positional as possible: that is how models are called, and what their hooks see.
    for name in names:
        if name not in keywords or positional and name != names[0]:
            break
        positional.append(keywords.pop(name))
    return positional, keywords


def _answer(trace: _Trace) -> dict[str, object]:
    choice = trace.choice
    return {
        "model": choice.text() if choice else "",
        "begun": trace.begun,
        "complete": trace.complete,
        "outputs": trace.outputs,
        "diagnostics": trace.diagnostics + notices.all_told(),
        "candidates": [
            {"name": item.name, "kind": item.kind, "line": item.line} for item in trace.candidates
        ],
        "inputs": trace.inputs,
        "inertImports": imports.inert_imports(trace.request["module"]),
        "initialization": network.initialization_steps() if trace.begun else [],
    }
