"""Other values for assumed arguments, by how the model failed with them."""

import ast
import re
from collections.abc import Callable, Container

from .. import spans, syntax
from . import names

#: What says that a number stands where a list is meant.
_LIST_NEEDED = re.compile(
    r"'int' object is not (iterable|subscriptable)|object of type 'int' has no len"
    r"|argument after \* must be an iterable"
)
_LIST_REFUSED = re.compile(
    r"'(list|tuple)' object cannot be interpreted|unsupported operand type\(s\) for .*'(list|tuple)'"
    r"|must be .*not (list|tuple)"
)
_PARTS = re.compile(r"(?:not enough|too many) values to unpack \(expected (\d+)")

#: Lengths of lists, in this order.
_LENGTHS = (5, 3, 2, 8)

_MOST = 8

#: The same failure with other sizes has nothing to do with them.
_MOST_REPEATS = 3

_NUMBER = re.compile(r"\d+")


class Revisions:
    def __init__(self, texts: dict[str, str], instead_of_none: dict[str, Callable[[], str | None]]):
        #: Shared with what is assumed: a revision replaces some of them.
        self.texts = texts
        self.instead_of_none = instead_of_none
        self._last = ""
        self._repeats = 0
        self._first: dict[str, str] | None = None
        self._sizes = iter(_SIZES)
        self._lengths = iter(_LENGTHS)
        self._count = 0

    def revise(self, error: BaseException) -> bool:
        self._count += 1
        failure = _NUMBER.sub("", str(error))
        self._repeats = self._repeats + 1 if failure == self._last else 0
        self._last = failure
        if self._count > _MOST or self._repeats > _MOST_REPEATS:
            return False
        if self._first is None:
            self._first = dict(self.texts)
        before = dict(self.texts)
        self._change(error, str(error))
        return self.texts != before

    def _change(self, error: BaseException, text: str) -> None:
        if "NoneType" in text and self._replaces_none(error):
            return
        blamed = self._blamed(error, self.texts)
        parts = _PARTS.search(text)
        if _LIST_NEEDED.search(text) and (name := self._first_of(blamed, str.isdigit)):
            self._keep(name, _list_of(self.texts[name], 4))
        elif _LIST_REFUSED.search(text) and (name := self._first_of(blamed, _is_list)):
            self._keep(name, _NUMBER.findall(self.texts[name])[0])
        elif parts and (name := self._first_of(blamed, _is_list)):
            self._keep(name, _list_of(_NUMBER.findall(self.texts[name])[0], int(parts.group(1))))
        elif isinstance(error, IndexError) and (name := self._first_of(blamed, _is_list)):
            length = next(self._lengths, None)
            if length is not None:
                self._keep(name, _list_of(_NUMBER.findall(self.texts[name])[0], length))
        else:
            self._next_sizes()

    def _replaces_none(self, error: BaseException) -> bool:
        name = next(
            (name for name in self._blamed(error, self.instead_of_none) if name not in self.texts), None
        )
        text = self.instead_of_none[name]() if name is not None else None
        if text in (None, "None"):
            return False
        self._keep(name, text)
        return True

    def _keep(self, name: str, text: str) -> None:
        """The form of an argument is not a matter of its size: sizes that are tried later have it too."""
        self.texts[name] = self._first[name] = text

    def _next_sizes(self) -> None:
        for change in self._sizes:
            changed = {name: change(name, text) for name, text in self._first.items()}
            if changed != self.texts and changed != self._first:
                self.texts.update(changed)
                return

    def _first_of(self, blamed: list[str], fits) -> str | None:
        return next((name for name in blamed if fits(self.texts[name])), None)

    def _blamed(self, error: BaseException, of: Container[str]) -> list[str]:
        """Arguments that the failed expression names, then its statement, innermost frame first."""
        found: list[str] = []
        for file, position in spans.of_traceback(error.__traceback__):
            node = syntax.node_at(file, position)
            if node is None:
                continue
            statement = next(
                (above for above in syntax.above(file, node) if isinstance(above, ast.stmt)), node
            )
            for part in (*ast.walk(node), *ast.walk(statement)):
                name = getattr(part, "id", getattr(part, "attr", None))
                if name in of and name not in found:
                    found.append(name)
        return found


def _is_list(text: str) -> bool:
    return text.startswith(("[", "("))


def _list_of(item: str, length: int) -> str:
    return f"[{', '.join([item] * length)}]"


def _widths(width: int):
    """Another width, wherever the usual one stands, and as many features in each head."""

    def change(name: str, text: str) -> str:
        if names.is_picture_size(name):
            return text
        heads = re.sub(r"\b16\b", str(width // 4), text) if "head" in name or name in ("d_k", "d_v") else text
        return re.sub(r"\b64\b", str(width), heads)

    return change


def _pictures(size: int, patch: int):
    def change(name: str, text: str) -> str:
        if names.is_picture_size(name):
            return re.sub(r"\b64\b", str(size), text)
        return str(patch) if name.endswith("patch_size") and text == "8" else text

    return change


def _colours(name: str, text: str) -> str:
    """Pictures with three channels, for what the name of its first width says."""
    return (
        "3"
        if re.fullmatch(r"(in|input)_?(ch|chans?|channels|dim|nc|planes)", name) and text == "64"
        else text
    )


#: Each changes all sizes that belong together.
_SIZES = (
    _pictures(224, 16),
    _pictures(256, 16),
    _widths(128),
    _pictures(32, 4),
    _colours,
    _widths(256),
    _widths(512),
)
