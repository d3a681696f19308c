"""What a file offers: where its names are defined, which names each of them mentions, and the magic comment.

# skipline: ResNet(depth=20, option="A") input=1x3x32x32
"""

import ast
import re
from dataclasses import dataclass, field
from types import CodeType

_MAGIC = re.compile(r"^\s*#\s*skipline:\s*(.+?)\s*$")
_DEFINITION = re.compile(r"\s*(?:(class|(?:async )?def)\s+(\w+)|(\w+)\s*(?::[^=]+)?=(?!=))")
_INPUT = re.compile(r"input=(\S+)")


@dataclass
class MagicComment:
    #: None where the comment gives inputs only.
    name: str | None
    #: Constructor arguments as expressions.
    positional: list[ast.expr]
    keywords: dict[str, ast.expr]
    inputs: list[str]
    line: int


@dataclass
class Outline:
    file: str
    lines: list[str]
    #: Compiled body of the module.
    code: CodeType
    magic: list[MagicComment]
    _lines: dict[tuple[str, str], int] = field(default_factory=dict)
    _names: dict[str, set[str]] = field(default_factory=dict)

    def line_of(self, kind: str, name: str) -> int:
        """The first line that defines the name as a `class`, a `def` or by an assignment (`=`); 1 where none does."""
        if not self._lines:
            for line, match in enumerate(map(_DEFINITION.match, self.lines), 1):
                if match:
                    keyword, defined, assigned = match.groups()
                    key = (keyword.rpartition(" ")[2], defined) if keyword else ("=", assigned)
                    self._lines.setdefault(key, line)
        return self._lines.get((kind, name), 1)

    def names_in(self, name: str) -> set[str]:
        """Names that the class or function of this name mentions anywhere in its body."""
        if not self._names:
            for part in self.code.co_consts:
                if isinstance(part, CodeType):
                    self._names.setdefault(part.co_name, set()).update(_names_in(part))
        return self._names.get(name, set())


def _names_in(code: CodeType) -> set[str]:
    return set(code.co_names).union(
        *(_names_in(part) for part in code.co_consts if isinstance(part, CodeType))
    )


def outline_of(file: str, lines: list[str], code: CodeType) -> Outline:
    magic = [
        _parse_magic(match.group(1), line) for line, match in enumerate(map(_MAGIC.match, lines), 1) if match
    ]
    return Outline(file, lines, code, [comment for comment in magic if comment is not None])


def _parse_magic(text: str, line: int) -> MagicComment | None:
    """None where it is no comment of this form."""
    call, rest = _split(text)
    inputs = _INPUT.findall(rest)
    if _INPUT.sub("", rest).strip():
        return None
    if not call:
        return MagicComment(None, [], {}, inputs, line)
    try:
        expression = ast.parse(call, mode="eval").body
    except SyntaxError:
        return None
    if isinstance(expression, ast.Name):
        return MagicComment(expression.id, [], {}, inputs, line)
    if isinstance(expression, ast.Call) and isinstance(expression.func, ast.Name):
        keywords = {keyword.arg: keyword.value for keyword in expression.keywords if keyword.arg}
        return MagicComment(expression.func.id, expression.args, keywords, inputs, line)
    return None


def _split(text: str) -> tuple[str, str]:
    """The call and what follows it: an argument may be named `input` too."""
    name = re.match(r"\w+(?!=)\s*(?=\(|$|\s)", text)
    if name is None:
        return "", text
    if text[name.end() :][:1] != "(":
        return name.group(), text[name.end() :]
    for closing in re.finditer(r"\)", text):
        call = text[: closing.end()]
        try:
            ast.parse(call, mode="eval")
        except SyntaxError:
            # A parenthesis inside of a string or of another call.
            continue
        return call, text[closing.end() :]
    return text, ""
