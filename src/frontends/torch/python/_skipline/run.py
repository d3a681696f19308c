"""One trace: import the file, choose its model, construct it, run it once."""

import gc
import json
import os
import signal
import sys

import numpy.random

from . import (
    bridge,
    calls,
    failures,
    imports,
    integrity,
    line_note,
    loader,
    main_block,
    network,
    notices,
    opening,
    search,
    settings,
    spans,
    uses,
    weights,
)
from .arguments import missing_arguments
from .candidates import candidates_of, other_constructors
from .choice import Choice, Chooser
from .errors import ChoiceError, Interrupted
from .examples import Examples
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
        self.failed_call: int | None = None
        self.outputs = ""
        self.begun = False
        #: The inputs are Skipline's guess.
        self.has_guessed = False


def _interrupt(number, frame) -> None:
    raise Interrupted(bridge.interrupt_reason(), spans.of_frame(frame))


def trace(request_text: str) -> str:
    """Takes and gives JSON; see `runTrace.ts` for its form."""
    integrity.remember()
    request = json.loads(request_text)
    signal.signal(signal.SIGINT, _interrupt)
    trace = _Trace(request)
    failure: BaseException | None = None
    try:
        if request["notesLines"]:
            line_note.begin()
        _run(trace)
    except BaseException as error:
        failure = error
    _stop_clock()
    line_note.end()
    integrity.restore()
    if isinstance(failure, ChoiceError):
        trace.diagnostics.append(_choice_failure(trace, failure))
    elif failure is not None:
        trace.failed_call = failures.call_that_failed(failure)
        trace.diagnostics.append(_failure(trace, failure))
    failure = None
    calls.paths.clear()
    return json.dumps(_answer(trace))


def _stop_clock() -> None:
    try:
        bridge.stop_clock()
    except Interrupted:
        # The time ran out in this very moment: what came before it counts.
        bridge.stop_clock()


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
        span = spans.of_line(trace.file, error.line)
        if span is not None:
            diagnostic["span"] = span
    return diagnostic


def _run(trace: _Trace) -> None:
    request = trace.request
    name = request["module"]
    notices.reset()
    weights.reset()
    spans.reset()
    network.begin_trace()
    uses.begin_trace()
    numpy.random.begin_trace()
    folders = search.Folders(
        request["own"],
        request["workspace"],
        request["site"],
        os.path.dirname(trace.file),
        request["package"],
    )
    settings.load(trace.file, request["workspace"])
    imports.prepare(folders, name)
    _enter(folders)

    source = bridge.read(trace.file)
    if source is None:
        raise ChoiceError("noFile", f"{trace.file} cannot be read.")
    spans.source_lines[trace.file] = spans.split_lines(source)
    code = loader.SourceLoader(trace.file, False).get_code()
    lines = spans.source_lines[trace.file]
    outline = outline_of(trace.file, lines, code)
    module = _load(trace, name, outline)
    trace.candidates = candidates_of(module, outline)
    if not trace.candidates and main_block.define(module, trace.file):
        trace.candidates = candidates_of(module, outline)
    examples = _examples(trace, module, outline)
    with network.unrecorded():
        chooser = Chooser(module, outline, trace.candidates, examples, request)
    opening.open_model(trace, chooser, examples)


def _examples(trace: _Trace, module, outline: Outline) -> Examples:
    names = {candidate.name for candidate in trace.candidates if candidate.kind != "instance"}
    classes = [candidate for candidate in trace.candidates if candidate.kind == "class"]
    names.update(way.name for candidate in classes for way in other_constructors(candidate, outline))
    # Parsing takes long in a large file: a model that was named and needs no arguments can do without.
    asked = trace.request.get("name")
    makers = [
        candidate
        for candidate in trace.candidates
        if candidate.name == asked or asked is None and candidate.kind == "class"
    ]
    always = any(missing_arguments(candidate.value) for candidate in makers)
    instances = {candidate.name for candidate in trace.candidates if candidate.kind == "instance"}
    return Examples(module, outline, names, always, instances)


def _load(trace: _Trace, name: str, outline: Outline):
    """The traced file as a module. Where it fails after its models, as a script without its data does, they still
    open."""
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
    if isinstance(error, ChoiceError):
        return _choice_failure(trace, error)
    return failures.describe(error, trace.file, trace.stage, trace.request["timeLimitSeconds"])


def _enter(folders: search.Folders) -> None:
    """Relative paths are those of the workspace, as where an editor runs the file."""
    for folder in (*folders.workspace, folders.file, "/"):
        if os.path.isdir(folder):
            os.chdir(folder)
            return


def _answer(trace: _Trace) -> dict[str, object]:
    choice = trace.choice
    return {
        "model": choice.text() if choice else "",
        "assumedArguments": choice.assumed if choice else {},
        "begun": trace.begun,
        "complete": trace.complete,
        "outputs": trace.outputs,
        "failedCall": trace.failed_call,
        "diagnostics": trace.diagnostics
        + notices.all_told()
        + imports.replaced_imports(trace.request["module"]),
        "candidates": [
            {"name": item.name, "kind": item.kind, "line": item.line} for item in trace.candidates
        ],
        "inputs": trace.inputs,
        "inertImports": imports.inert_imports(trace.request["module"]),
        "files": imports.files_of(trace.request["module"]),
        "initialization": network.initialization_steps() if trace.begun else [],
    }
