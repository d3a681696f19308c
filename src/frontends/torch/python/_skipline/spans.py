"""Source spans of the user's frames, from CPython's code positions (PEP 657).

Lines and columns count from 1, columns in UTF-16 code units. A span crosses to the other side once and is then known by
an identifier.
"""

import sys
from itertools import islice

from . import bridge

#: Text lines of every file of user code that has been loaded, by its path.
source_lines: dict[str, list[str]] = {}

#: Frames of a stack that are kept; only endless recursion has more.
_DEEPEST = 100

#: By (id of the code object, instruction offset); the code object is kept so that its id stays its own.
_known: dict[tuple[int, int], tuple[object, int]] = {}


def reset() -> None:
    _known.clear()


def split_lines(source: str) -> list[str]:
    return source.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def utf16_column(file: str, line: int, byte_offset: int) -> int:
    """Column from 1 in UTF-16 code units for an offset from 0 in UTF-8 bytes."""
    lines = source_lines.get(file, ())
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    if text.isascii():
        return byte_offset + 1
    before = text.encode("utf-8", "surrogatepass")[:byte_offset].decode("utf-8", "ignore")
    return len(before.encode("utf-16-le", "surrogatepass")) // 2 + 1


def position_of(code, instruction: int) -> tuple[int, int, int, int]:
    """Line, column, end line, end column of the expression that the instruction at this byte offset belongs to."""
    line, end_line, column, end_column = next(islice(code.co_positions(), instruction // 2, None))
    line = line or code.co_firstlineno
    end_line = end_line or line
    file = code.co_filename
    if column is None or end_column is None:
        return line, 1, line, 1
    return line, utf16_column(file, line, column), end_line, utf16_column(file, end_line, end_column)


def identifier_of(code, instruction: int) -> int:
    key = (id(code), instruction)
    known = _known.get(key)
    if known is None:
        known = (code, bridge.span(code.co_filename, *position_of(code, instruction)))
        _known[key] = known
    return known[1]


def here() -> str:
    """Identifiers of the spans of the user frames that led here, innermost first, joined by commas."""
    identifiers = []
    frame = sys._getframe(1)
    while frame is not None and len(identifiers) < _DEEPEST:
        code = frame.f_code
        if code.co_filename in source_lines:
            identifiers.append(str(identifier_of(code, frame.f_lasti)))
        frame = frame.f_back
    return ",".join(identifiers)


def of_frame(frame) -> list[tuple[str, tuple[int, int, int, int]]]:
    """File and position of each user frame from this one outwards."""
    places = []
    while frame is not None and len(places) < _DEEPEST:
        code = frame.f_code
        if code.co_filename in source_lines:
            places.append((code.co_filename, position_of(code, frame.f_lasti)))
        frame = frame.f_back
    return places


def innermost() -> tuple[str, tuple[int, int, int, int]] | None:
    """File and position of the user's innermost frame; None where no user code is running."""
    places = of_frame(sys._getframe(1))
    return places[0] if places else None


def of_traceback(traceback) -> list[tuple[str, tuple[int, int, int, int]]]:
    """File and position of each user frame of a traceback, innermost first."""
    places = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_filename in source_lines:
            places.append((code.co_filename, position_of(code, traceback.tb_lasti)))
        traceback = traceback.tb_next
    places.reverse()
    return places[:_DEEPEST]


def of_line(file: str, line: int) -> dict[str, object] | None:
    """A line of a file from its first character that is no space; None where the file has no such line."""
    lines = source_lines.get(file, [])
    if not 0 < line <= len(lines):
        return None
    text = lines[line - 1]
    start = len(text) - len(text.lstrip()) + 1
    end = len(text.rstrip().encode("utf-16-le", "surrogatepass")) // 2 + 1
    return as_json(file, (line, start, line, max(end, start + 1)))


def as_json(file: str, position: tuple[int, int, int, int]) -> dict[str, object]:
    line, column, end_line, end_column = position
    return {"file": file, "line": line, "column": column, "endLine": end_line, "endColumn": end_column}
