"""Control flow that depends on data: which way the trace goes, and what the graph therefore does not show."""

import ast
import sys

from . import notices, spans, syntax

#: Loops that depend on data run this often.
LOOP_PASSES = 1

#: How often each loop, by its frame and place, was asked to go on.
_passes: dict[tuple[int, syntax.Position], int] = {}


def reset() -> None:
    _passes.clear()


def condition() -> bool:
    """The truth of a tensor whose content is not known, as the statement around the question needs it."""
    frame, file, position, node = _asked()
    if node is None:
        _tell_plain("A condition depends on the data: the trace takes it to be False.")
        return False
    negations = 0
    inner: ast.AST = node
    for outer in syntax.above(file, node):
        if isinstance(outer, ast.UnaryOp) and isinstance(outer.op, ast.Not):
            negations += 1
        elif isinstance(outer, (ast.If, ast.IfExp, ast.While, ast.Assert)) and inner is outer.test:
            wanted = _outcome(frame, file, position, outer)
            return wanted != (negations % 2 == 1)
        elif isinstance(outer, ast.stmt):
            break
        inner = outer
    if not _is_only_told(file, node):
        _tell_plain(
            f"The truth of `{syntax.one_line([node])}` depends on the data: the trace takes it to be False."
        )
    return False


def _outcome(frame, file: str, position, branch: ast.AST) -> bool:
    if isinstance(branch, ast.Assert):
        return True
    if isinstance(branch, ast.While):
        return _loop_goes_on(frame, position, branch)
    if isinstance(branch, ast.IfExp):
        notices.warn(
            "dataDependent",
            f"This condition depends on the data: the graph follows `{syntax.one_line([branch.orelse])}` (`else`); "
            f"`{syntax.one_line([branch.body])}` is not drawn.",
        )
        return False
    # A branch that only raises is a check of the data.
    if _only_raises(branch.body):
        return False
    takes_body = _only_raises(branch.orelse)
    _tell_if(branch, takes_body)
    return takes_body


def _only_raises(body: list[ast.stmt]) -> bool:
    return bool(body) and isinstance(body[-1], ast.Raise)


def _tell_if(branch: ast.If, takes_body: bool) -> None:
    if takes_body or not branch.orelse:
        followed = f"line {branch.body[0].lineno}" if takes_body else "what comes after the `if`"
    else:
        followed = f"`else`, {_lines(branch.orelse)}"
    left = branch.orelse if takes_body else branch.body
    notices.warn(
        "dataDependent",
        f"This condition depends on the data: the graph follows {followed}; "
        f"{_lines(left)} (`{syntax.one_line(left)}`) {_are(left)} not drawn.",
    )


def _lines(statements: list[ast.stmt]) -> str:
    return syntax.lines_text(statements[0].lineno, statements[-1].end_lineno or statements[-1].lineno)


def _are(statements: list[ast.stmt]) -> str:
    return "is" if statements[0].lineno == statements[-1].end_lineno else "are"


def _loop_goes_on(frame, position, loop: ast.While) -> bool:
    key = (id(frame), position)
    passes = _passes[key] = _passes.get(key, 0) + 1
    if passes == 1:
        notices.warn(
            "dataDependent",
            "How often this loop runs depends on the data: the graph shows one pass through "
            f"{_lines(loop.body)} (`{syntax.one_line(loop.body)}`).",
        )
    if passes <= LOOP_PASSES:
        return True
    del _passes[key]
    return False


def number(kind: type):
    """The value of an unknown number where only its printed form or the length of a loop needs it; None elsewhere."""
    _, file, _, node = _asked()
    if node is None:
        return None
    loop = _loop_over_range(file, node)
    if loop is not None:
        notices.warn(
            "dataDependent",
            "How often this loop runs depends on the data: the graph shows one pass through "
            f"{_lines(loop.body)} (`{syntax.one_line(loop.body)}`).",
        )
        return kind(LOOP_PASSES)
    if _is_only_told(file, node):
        return kind(0) if kind is int else float("nan")
    return None


def _loop_over_range(file: str, node: ast.AST) -> ast.For | None:
    """The loop whose `range(n)` needs the number as its end, by itself."""
    inner = node
    if syntax.called_name(node) != "range":
        for outer in syntax.above(file, node):
            if isinstance(outer, ast.Call) and syntax.called_name(outer) == "range":
                inner = outer
                break
            if not (isinstance(outer, ast.Call) and syntax.called_name(outer) in ("int", "item")):
                return None
    if not isinstance(inner, ast.Call) or len(inner.args) != 1:
        return None
    loop = next(syntax.above(file, inner), None)
    return loop if isinstance(loop, ast.For) and inner is loop.iter else None


_TELLING = frozenset("print pprint log debug info warning warn error critical exception".split())


def _is_only_told(file: str, node: ast.AST) -> bool:
    """True inside of `print(...)`, of a call of a logger, and of the message of `raise` and `assert`."""
    inner = node
    if syntax.called_name(node) in _TELLING:
        return True
    for outer in syntax.above(file, node):
        if syntax.called_name(outer) in _TELLING and inner is not outer.func:
            return True
        if isinstance(outer, ast.Raise) or (isinstance(outer, ast.Assert) and inner is outer.msg):
            return True
        inner = outer
    return False


def _asked() -> tuple:
    """The user's innermost frame with its file, position and expression."""
    frame = sys._getframe(2)
    while frame is not None and frame.f_code.co_filename not in spans.source_lines:
        frame = frame.f_back
    if frame is None:
        return None, "", None, None
    file = frame.f_code.co_filename
    position = spans.position_of(frame.f_code, frame.f_lasti)
    return frame, file, position, syntax.node_at(file, position)


def _tell_plain(message: str) -> None:
    notices.warn("dataDependent", message)
