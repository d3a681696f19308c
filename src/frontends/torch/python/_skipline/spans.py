"""Source spans of the user's frames, from CPython's code positions (PEP 657).

Lines and columns count from 1, columns in UTF-16 code units. A span crosses to the other side once and is then known by
an identifier, and so is a stack of them.
"""

import sys
from itertools import islice

from . import bridge

#: Text lines of every file of user code that has been loaded, by its path.
source_lines: dict[str, list[str]] = {}

#: Frames of a stack that are kept; only endless recursion has more.
_DEEPEST = 100

#: A file with line, column, end line, end column.
Place = tuple[str, tuple[int, int, int, int]]

#: By (id of the code object, instruction offset); the code object is kept so that its id stays its own.
_places: dict[tuple[int, int], tuple[object, Place]] = {}

#: Identifiers that the other side gave to places, also by (id of the code object, instruction offset).
_identifiers: dict[Place, int] = {}
_identified: dict[tuple[int, int], int] = {}

#: Identifiers that the other side gave to stacks of places.
_stacks: dict[tuple[int, ...], int] = {}

#: The frame of the innermost module call under way, and the user's stack around it, which cannot change before that
#: call ends: a stack is walked up to here only.
_call_frame = None
_call_stack: tuple[int, ...] = ()


def reset() -> None:
    global _call_frame, _call_stack
    _places.clear()
    _identifiers.clear()
    _identified.clear()
    _stacks.clear()
    _call_frame, _call_stack = None, ()


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


def _place_at(code, instruction: int) -> Place:
    key = (id(code), instruction)
    known = _places.get(key)
    if known is None:
        known = (code, (code.co_filename, position_of(code, instruction)))
        _places[key] = known
    return known[1]


def identifier_of(place: Place) -> int:
    identifier = _identifiers.get(place)
    if identifier is None:
        file, position = place
        identifier = _identifiers[place] = bridge.span(file, *position)
    return identifier


def _stack_of(frame) -> tuple[int, ...]:
    """Identifiers of the places of the user's frames from this one outwards."""
    found = []
    while frame is not _call_frame and frame is not None:
        code = frame.f_code
        if code.co_filename in source_lines:
            key = (id(code), frame.f_lasti)
            identifier = _identified.get(key)
            if identifier is None:
                identifier = _identified[key] = identifier_of(_place_at(code, frame.f_lasti))
            found.append(identifier)
        frame = frame.f_back
    return (*found, *_call_stack)[:_DEEPEST] if found else _call_stack


def _identifier_of_stack(stack: tuple[int, ...]) -> int:
    identifier = _stacks.get(stack)
    if identifier is None:
        identifier = _stacks[stack] = bridge.stack(",".join(map(str, stack)))
    return identifier


def here() -> int:
    """Identifier of the stack of the user's frames that led here, innermost first."""
    return _identifier_of_stack(_stack_of(sys._getframe(1)))


def enter_call() -> tuple[int, tuple]:
    """Says that the caller's frame runs a module. Gives the identifier of the user's stack around it, and what
    `leave_call` takes back."""
    global _call_frame, _call_stack
    frame = sys._getframe(1)
    before = (_call_frame, _call_stack)
    _call_stack = _stack_of(frame.f_back)
    _call_frame = frame
    return _identifier_of_stack(_call_stack), before


def leave_call(before: tuple) -> None:
    global _call_frame, _call_stack
    _call_frame, _call_stack = before


def of_frame(frame) -> list[Place]:
    """File and position of each user frame from this one outwards."""
    places = []
    while frame is not None and len(places) < _DEEPEST:
        code = frame.f_code
        if code.co_filename in source_lines:
            places.append((code.co_filename, position_of(code, frame.f_lasti)))
        frame = frame.f_back
    return places


def innermost() -> Place | None:
    """File and position of the user's innermost frame; None where no user code is running."""
    frame = sys._getframe(1)
    while frame is not None:
        code = frame.f_code
        if code.co_filename in source_lines:
            return _place_at(code, frame.f_lasti)
        frame = frame.f_back
    return None


def of_traceback(traceback) -> list[Place]:
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
