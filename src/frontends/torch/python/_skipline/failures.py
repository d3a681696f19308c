"""Failures of the user's code as diagnostics: one sentence, its exact place, the frames around it."""

import ast

from . import details, spans
from .errors import DataDependence, Interrupted, ShapeMismatch, UnsupportedOperator
from .inert import UnsupportedOperation


def describe(error: BaseException, file: str, stage: str, limit: float) -> dict[str, object]:
    """`stage` says what was being done: `importing model.py`, `constructing ResNet`, `running ResNet.forward`."""
    if isinstance(error, SyntaxError) and not _raised_by_user(error):
        return syntax_error(error)
    places = error.places if isinstance(error, Interrupted) else spans.of_traceback(error.__traceback__)
    code, message = _said(error, stage, limit)
    own = next((place for place in places if place[0] == file), places[0] if places else None)
    diagnostic: dict[str, object] = {"severity": "error", "code": code, "message": message}
    if own is not None:
        diagnostic["span"] = spans.as_json(own[0], _narrowed(own) if code == "shapeMismatch" else own[1])
    if places:
        diagnostic["stack"] = [spans.as_json(*place) for place in places]
    if isinstance(error, RuntimeError) and (detail := details.of(error)) is not None:
        diagnostic["detail"] = detail
    return diagnostic


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
    if isinstance(error, ShapeMismatch):
        return "shapeMismatch", _sentence(text)
    if isinstance(error, UnsupportedOperator):
        return "unsupportedOperator", _sentence(text)
    if isinstance(error, UnsupportedOperation):
        return "unsupportedOperation", _sentence(text)
    if isinstance(error, DataDependence):
        return "dataDependent", _sentence(text)
    if isinstance(error, RecursionError):
        return "recursion", f"The model called itself without end while {stage}: {text or kind}."
    if isinstance(error, MemoryError):
        return "memory", f"The model asked for more memory than there is while {stage}."
    if isinstance(error, SystemExit):
        return "systemExit", f"The model ended its program while {stage}: {kind}({text})."
    if isinstance(error, ImportError):
        return "importError", f"An import failed while {stage}: {text}."
    return "exception", f"{kind} while {stage}: {text}." if text else f"{kind} while {stage}."


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
