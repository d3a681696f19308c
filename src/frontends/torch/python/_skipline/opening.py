"""Opens a model of a file: the one that is meant, or the first of several that can be constructed and run."""

import time

from . import failures, inert, network, notices, spans
from .assumptions import Assumptions, is_about_values
from .candidates import Candidate
from .choice import Chooser
from .construction import MISSING, Leeway, open_one
from .errors import ChoiceError
from .inert import UnsupportedOperation

#: Models of one file that are tried before the first of them is given up.
_MOST = 12

#: How much of the time of a trace may go into revising what is assumed.
_SHARE_OF_TIME = 0.3


def open_model(trace, chooser: Chooser, examples) -> None:
    """Raises what keeps the model from being opened; the graph is then that of the same model, up to there."""
    attempts = _Attempts(trace, chooser, examples)
    network.mark_construction()
    for candidate in chooser.in_order():
        if attempts.are_over():
            break
        if attempts.opens(candidate):
            return
    first, error = attempts.failed[0]
    if not _is_given_up(trace, error):
        for candidate in chooser.makers_of(first) if chooser.name is None else ():
            if attempts.opens(candidate):
                return
    if attempts.opens_assuming() or attempts.opens_with_usual_input(has_parameters=True):
        return
    if attempts.opens_assuming(tries_shapes=True):
        return
    for candidate in chooser.parts():
        if attempts.are_over():
            break
        if attempts.opens(candidate):
            return
    if attempts.opens_with_usual_input(has_parameters=False):
        return
    best = max(attempts.failed, key=lambda item: _reach(item[1]))
    if attempts.count == 1:
        raise best[1]
    # The graph and the message are those of one model.
    attempts.begin_again()
    open_one(trace, chooser, examples, best[0])


class _Attempts:
    """Models of a file that are tried in turn, and why those did not open that were."""

    def __init__(self, trace, chooser: Chooser, examples):
        self.trace, self.chooser, self.examples = trace, chooser, examples
        self.failed: list[tuple[Candidate, BaseException]] = []
        self.count = 0
        self._told = notices.mark()
        #: The assumed arguments construct the model, but nothing is known of its inputs.
        self._lacks_input = False

    def are_over(self) -> bool:
        return bool(self.failed) and (
            len(self.failed) >= _MOST or not _is_given_up(self.trace, self.failed[0][1])
        )

    def begin_again(self) -> None:
        if self.count > 0:
            notices.restart(self._told)
            network.restart_construction()
        self.count += 1

    def opens(self, candidate: Candidate, leeway: Leeway = Leeway()) -> bool:
        self.begin_again()
        try:
            open_one(self.trace, self.chooser, self.examples, candidate, leeway)
        except (Exception, SystemExit) as error:
            model = self.trace.model
            error.stage = self.trace.stage
            error.has_parameters = model is None or any(True for _ in model.parameters())
            if leeway == Leeway():
                self.failed.append((candidate, error))
            return False
        self._tell_replaced(candidate)
        return True

    def opens_assuming(self, tries_shapes: bool = False) -> bool:
        """Tries again, with arguments that are assumed, the first model that failed for want of them.

        Raises what that model needs that is not here, where its arguments are not to blame.
        """
        asking = self._asking("argumentsNeeded")
        if tries_shapes and not self._lacks_input:
            return False
        return bool(asking) and self._opens_with_some(asking[0][0], tries_shapes)

    def opens_with_usual_input(self, has_parameters: bool) -> bool:
        """Tries again, with usual shapes, those models that failed because nothing is known of their inputs."""
        return any(
            self.opens(candidate, Leeway(tries_shapes=True))
            for candidate, error in self._asking("inputsNeeded")
            if error.has_parameters == has_parameters
        )

    def _asking(self, code: str) -> list[tuple[Candidate, ChoiceError]]:
        """Models that failed for want of what nobody says, where that is what keeps the first one from being opened."""
        if not isinstance(self.failed[0][1], ChoiceError):
            return []
        return [
            (candidate, error)
            for candidate, error in self.failed
            if isinstance(error, ChoiceError) and error.code == code
        ]

    def _opens_with_some(self, candidate: Candidate, tries_shapes: bool) -> bool:
        leeway = Leeway(Assumptions(candidate, self.chooser.module), tries_shapes)
        end = time.monotonic() + _SHARE_OF_TIME * self.trace.request["timeLimitSeconds"]
        self._lacks_input = False
        while time.monotonic() < end:
            self.begin_again()
            try:
                open_one(self.trace, self.chooser, self.examples, candidate, leeway)
            except ChoiceError as error:
                self._lacks_input = error.code == "inputsNeeded"
                return False
            except (Exception, SystemExit) as error:
                if not is_about_values(error):
                    self._tell_assumed(candidate)
                    raise
                if not leeway.assumptions.revise(error):
                    return False
                continue
            self._tell_assumed(candidate)
            return True
        return False

    def _tell_assumed(self, candidate: Candidate) -> None:
        self._tell_replaced(candidate)
        assumed = self.trace.choice.assumed
        shown = ", ".join(f"{name}={text}" for name, text in assumed.items())
        plural, they = ("arguments", "they were") if len(assumed) > 1 else ("argument", "it was")
        notices.tell(
            "argumentsAssumed",
            f"Nothing says the {plural} {', '.join(assumed)} of {candidate.name}, so {they} assumed: {shown}. "
            f"Others can be said in a comment `# skipline: {self.trace.choice.text()}`.",
            spans.of_line(candidate.file, candidate.line),
        )

    def _tell_replaced(self, candidate: Candidate) -> None:
        first, error = self.failed[0] if self.failed else (candidate, None)
        if first is candidate:
            return
        if isinstance(error, ChoiceError):
            reason = str(error)
        else:
            limit = self.trace.request["timeLimitSeconds"]
            reason = str(failures.describe(error, self.trace.file, error.stage, limit)["message"])
        place = spans.of_line(first.file, first.line)
        notices.tell("choice", f"{reason} {candidate.name} is shown instead.", place)


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
        and ("abstract class" in str(error) or MISSING.search(str(error)) is not None)
    )


def _reach(error: BaseException) -> int:
    """How far a model came."""
    if isinstance(error, ChoiceError):
        return 1 if error.code == "inputsNeeded" else 0
    return 3 if error.stage.startswith("running") else 2
