"""What the text of a file says of its models: classes, functions, instances, and the magic comment.

    # skipline: ResNet(depth=20, option="A") input=1x3x32x32
"""

import ast
import io
import re
import tokenize
from dataclasses import dataclass, field

_MAGIC = re.compile(r"#\s*skipline:\s*(.+)$")
_INPUT = re.compile(r"\s+input=(\S+)\s*$")


@dataclass
class Definition:
    name: str
    line: int
    #: Names that the body mentions.
    uses: set[str] = field(default_factory=set)


@dataclass
class MagicComment:
    name: str
    #: Constructor arguments as expressions.
    positional: list[ast.expr]
    keywords: dict[str, ast.expr]
    inputs: list[str]
    line: int


@dataclass
class Outline:
    classes: dict[str, Definition] = field(default_factory=dict)
    functions: dict[str, Definition] = field(default_factory=dict)
    assigned: dict[str, Definition] = field(default_factory=dict)
    magic: list[MagicComment] = field(default_factory=list)


def outline_of(tree: ast.Module, source: str) -> Outline:
    outline = Outline(magic=_magic_comments(source))
    for node in _top_level(tree.body):
        if isinstance(node, ast.ClassDef):
            outline.classes[node.name] = Definition(node.name, node.lineno, _names_in(node))
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            outline.functions[node.name] = Definition(node.name, node.lineno, _names_in(node))
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if isinstance(target, ast.Name):
                    outline.assigned[target.id] = Definition(target.id, node.lineno)
    return outline


def _top_level(body):
    """Statements of a module, also those inside of its `if` and `try`."""
    for node in body:
        yield node
        for part in ("body", "orelse", "finalbody"):
            if isinstance(node, (ast.If, ast.Try, ast.With)):
                yield from _top_level(getattr(node, part, []))


def _names_in(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _magic_comments(source: str) -> list[MagicComment]:
    found = []
    if "skipline:" not in source:
        return found
    for line, text in _comments(source):
        match = _MAGIC.match(text)
        if match:
            comment = _parse_magic(match.group(1), line)
            if comment is not None:
                found.append(comment)
    return found


def _comments(source: str):
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string
    except (tokenize.TokenError, SyntaxError):
        return


def _parse_magic(text: str, line: int) -> MagicComment | None:
    inputs: list[str] = []
    match = _INPUT.search(text)
    while match:
        inputs.insert(0, match.group(1))
        text = text[: match.start()]
        match = _INPUT.search(text)
    try:
        expression = ast.parse(text.strip(), mode="eval").body
    except SyntaxError:
        return None
    if isinstance(expression, ast.Name):
        return MagicComment(expression.id, [], {}, inputs, line)
    if isinstance(expression, ast.Call) and isinstance(expression.func, ast.Name):
        keywords = {keyword.arg: keyword.value for keyword in expression.keywords if keyword.arg}
        return MagicComment(expression.func.id, expression.args, keywords, inputs, line)
    return None
