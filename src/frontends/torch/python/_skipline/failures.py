"""Failures of the user's code as diagnostics: one sentence, its exact place, the frames around it."""

import ast
import traceback

from . import calls, details, explain, opaque_calls, search, spans
from .errors import DataDependence, Interrupted, ShapeMismatch, UnsupportedOperator
from .inert import UnsupportedOperation


def describe(error: BaseException, file: str, stage: str, limit: float) -> dict[str, object]:
    """`stage` says what was being done: `importing model.py`, `constructing ResNet`, `running ResNet.forward`."""
    if isinstance(error, SyntaxError) and not _raised_by_user(error):
        return syntax_error(error)
    if isinstance(error, SyntaxError) and "null bytes" in str(error):
        return _not_text(file)
    places = error.places if isinstance(error, Interrupted) else spans.of_traceback(error.__traceback__)
    code, message, related = _explained(error) or (*_said(error, stage, limit), [])
    own = _blamed(places, file)
    diagnostic: dict[str, object] = {"severity": "error", "code": code, "message": message}
    if own is not None:
        diagnostic["span"] = spans.as_json(own[0], _narrowed(own) if code == "shapeMismatch" else own[1])
    if places:
        diagnostic["stack"] = [spans.as_json(*place) for place in places]
    if related:
        diagnostic["related"] = related
    if isinstance(error, RuntimeError) and (detail := details.of(error)) is not None:
        diagnostic["detail"] = detail
    return diagnostic


def _blamed(places: list, file: str):
    """The innermost place in the traced file, or else in the user's other files, before those that are installed."""
    for is_own in (lambda path: path == file, lambda path: not search.is_site(path)):
        place = next((place for place in places if is_own(place[0])), None)
        if place is not None:
            return place
    return places[0] if places else None


def call_that_failed(error: BaseException) -> int | None:
    """Index of the innermost call of a module of the model that the exception left."""
    found = None
    step = error.__traceback__
    while step is not None:
        if step.tb_frame.f_code is calls.run.__code__:
            call = step.tb_frame.f_locals.get("call")
            found = found if call is None else int(call)
        step = step.tb_next
    return found


def _explained(error: BaseException) -> tuple[str, str, list] | None:
    """Code, message and related places of a failure inside of torch; None where the user's own line failed."""
    if isinstance(error, (UnsupportedOperation, DataDependence)) or not isinstance(error, Exception):
        return None
    failure = explain.failure_of(error)
    blamed = explain.layer_failure(failure)
    if blamed is not None:
        message, layer = blamed
        return "shapeMismatch", message, explain.related_to(layer)
    if isinstance(error, ShapeMismatch):
        text = str(error).strip().rstrip(".")
        message = explain.operator_sentence(failure, text).rstrip(".") + "."
        return "shapeMismatch", message, explain.related_to(failure.layers[-1][0]) if failure.layers else []
    return None


def _not_text(file: str) -> dict[str, object]:
    lines = spans.source_lines.get(file, [])
    line = next((number for number, text in enumerate(lines, 1) if "\0" in text), 1)
    return {
        "severity": "error",
        "code": "syntaxError",
        "message": f"The file does not parse, line {line}: it contains NUL characters, as binary files and UTF-16 do; "
        "save it as UTF-8.",
        "span": spans.as_json(file, (line, 1, line, 2)),
    }


def _raised_by_user(error: SyntaxError) -> bool:
    return error.filename is None or error.lineno is None


def syntax_error(error: SyntaxError) -> dict[str, object]:
    line = error.lineno or 1
    file = error.filename or ""
    column = _character_column(file, line, error.offset or 1)
    end_line = error.end_lineno or line
    end_column = _character_column(file, end_line, error.end_offset or 0) if error.end_offset else column + 1
    if (end_line, end_column) <= (line, column):
        end_line, end_column = line, column + 1
    return {
        "severity": "error",
        "code": "syntaxError",
        "message": f"The file does not parse, line {line}: {error.msg}.",
        "span": spans.as_json(file, (line, column, end_line, end_column)),
    }


def _character_column(file: str, line: int, offset: int) -> int:
    """CPython counts characters from 1, editors count UTF-16 code units."""
    lines = spans.source_lines.get(file, ())
    before = lines[line - 1][: offset - 1] if 0 < line <= len(lines) else ""
    return max(offset, 1) + sum(1 for character in before if ord(character) > 0xFFFF)


def _said(error: BaseException, stage: str, limit: float) -> tuple[str, str]:
    text = str(error).strip().rstrip(".")
    kind = type(error).__name__
    if isinstance(error, Interrupted):
        if error.reason == "memory":
            return "memory", f"The model was stopped while {stage}, because it took too much memory."
        return "timeLimit", (
            f"The model was stopped while {stage}, because it ran longer than {limit:g} s: "
            "look for a loop that does not end here, or raise the time limit."
        )
    if isinstance(error, UnsupportedOperator):
        called = explain.called(explain.failure_of(error))
        return "unsupportedOperator", f"Skipline cannot trace {called} yet: {opaque_calls.advice()}."
    if isinstance(error, UnsupportedOperation):
        text = text if " yet" not in text or ":" in text else f"{text}: {opaque_calls.advice()}"
        return "unsupportedOperation", _sentence(text)
    if isinstance(error, DataDependence):
        return "dataDependent", _sentence(text)
    if isinstance(error, RecursionError):
        return "recursion", (
            f"The model called itself without end, or nests its modules too deeply, while {stage}: {text or kind}."
        )
    if isinstance(error, MemoryError):
        return "memory", f"The model asked for more memory than there is while {stage}."
    if isinstance(error, SystemExit):
        return "systemExit", f"The model ended its program while {stage}: {kind}({text})."
    if isinstance(error, ImportError):
        return "importError", f"An import failed while {stage}: {text}."
    text += _suggestion(error)
    return "exception", f"{kind} while {stage}: {_ended(text)}" if text else f"{kind} while {stage}."


def _suggestion(error: BaseException) -> str:
    """What CPython proposes for a misspelt name."""
    if not isinstance(error, (AttributeError, NameError)) or not error.name:
        return ""
    try:
        proposed = traceback._compute_suggestion_error(error, error.__traceback__, error.name)
    except Exception:
        return ""
    return f"; did you mean '{proposed}'?" if proposed else ""


def _ended(text: str) -> str:
    return text if text.endswith(("?", "!")) else f"{text}."


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


_OPERATORS = ("+=", "-=", "*=", "/=", "@=", "**", "//", "+", "-", "*", "/", "@", "%", "&", "|")


def _narrowed(place: tuple[str, tuple[int, int, int, int]]) -> tuple[int, int, int, int]:
    """The operator of a binary operation (`+`, `+=`); other expressions whole."""
    file, position = place
    text = _text_between(spans.source_lines.get(file, []), position)
    # In parentheses an expression may go over several lines; an in-place operation is a statement.
    for lead, source in (("(", f"({text})"), ("", text)):
        try:
            node = ast.parse(source).body[0]
        except (SyntaxError, IndexError):
            continue
        sides = _sides(node)
        if sides is not None:
            return _operator_position(position, text, source, len(lead), *sides)
    return position


def _sides(node: ast.stmt) -> tuple[ast.expr, ast.expr] | None:
    if isinstance(node, ast.AugAssign):
        return node.target, node.value
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.BinOp):
        return node.value.left, node.value.right
    return None


def _operator_position(position, text: str, source: str, lead: int, left: ast.expr, right: ast.expr):
    start = _offset(source, left.end_lineno, left.end_col_offset)
    between = source[start : _offset(source, right.lineno, right.col_offset)]
    token = next((token for token in _OPERATORS if token in between), None)
    if token is None:
        return position
    before = text[: start + between.index(token) - lead]
    line = position[0] + before.count("\n")
    units = len(before.rpartition("\n")[2].encode("utf-16-le", "surrogatepass")) // 2
    column = units + (position[1] if line == position[0] else 1)
    return line, column, line, column + len(token)


def _text_between(lines: list[str], position: tuple[int, int, int, int]) -> str:
    """The text of a span whose columns count UTF-16 code units."""
    line, column, end_line, end_column = position

    def cut(text: str, units: int) -> int:
        return len(text.encode("utf-16-le", "surrogatepass")[: 2 * (units - 1)].decode("utf-16-le", "ignore"))

    part = lines[line - 1 : end_line]
    if not part:
        return ""
    part = list(part)
    part[-1] = part[-1][: cut(part[-1], end_column)]
    part[0] = part[0][cut(part[0], column) :]
    return "\n".join(part)


def _offset(source: str, line: int, byte_column: int) -> int:
    lines = source.split("\n")
    before = sum(len(text) + 1 for text in lines[: line - 1])
    return before + len(lines[line - 1].encode()[:byte_column].decode("utf-8", "ignore"))
