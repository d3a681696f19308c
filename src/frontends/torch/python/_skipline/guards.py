"""Whether user code has an answer of its own to an import that fails."""

import re
import sys

from . import spans

_HANDLER = re.compile(r"except\b\s*(.*?):")
_ANSWERS = re.compile(r"^$|\b(ImportError|ModuleNotFoundError|Exception|BaseException)\b")


def is_guarded() -> bool:
    """True where the import that is under way stands in a `try` that handles its failure, or where only the standard
    library asked for it."""
    frame = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename not in spans.source_lines:
        frame = frame.f_back
    if frame is None:
        return True
    return _stands_in_try(spans.source_lines[frame.f_code.co_filename], frame.f_lineno)


def _stands_in_try(lines: list[str], line: int) -> bool:
    """By indentation, which is a hundred times faster than parsing and only ever asked of import statements."""
    depth = _indentation(lines[line - 1])
    for above in range(line - 2, -1, -1):
        text = lines[above].strip()
        if not text or text.startswith("#") or _indentation(lines[above]) >= depth:
            continue
        depth = _indentation(lines[above])
        if text.startswith("try:") and _has_answer(lines, line, depth):
            return True
        if depth == 0:
            return False
    return False


def _has_answer(lines: list[str], start: int, depth: int) -> bool:
    """True where a handler of the `try` at this depth answers to a failed import with anything but a new failure."""
    answers = False
    for text in lines[start:]:
        stripped = text.strip()
        if not stripped or stripped.startswith("#"):
            continue
        if _indentation(text) > depth:
            if answers and re.match(r"raise\b", stripped):
                return False
            continue
        if answers:
            return True
        match = _HANDLER.match(stripped)
        if _indentation(text) < depth or match is None:
            return False
        answers = _ANSWERS.search(match.group(1)) is not None
        if answers and stripped.endswith("raise"):
            return False
    return answers


def _indentation(text: str) -> int:
    return len(text) - len(text.lstrip())
