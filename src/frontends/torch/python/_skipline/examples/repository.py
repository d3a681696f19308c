"""Code of a repository that constructs a model of a file: in its READMEs, then in its other Python files."""

import ast
import os
import re
from collections.abc import Callable
from dataclasses import dataclass

from .. import bridge, search, syntax

#: Folders without examples.
_SKIPPED = re.compile(r"^(\..*|__pycache__|node_modules|site-packages|dist-packages|venv|env|build|dist)$")

#: Beyond this many files the search ends, so that a large repository does not hold up the trace.
_MOST_FILES = 600
_MOST_CHARACTERS = 300_000

_FENCE = re.compile(r"^[ \t]*(```+|~~~+)[ \t]*([\w+-]*)[^\n]*$")
_PYTHON = frozenset(("", "python", "py", "python3", "pycon"))


@dataclass
class Place:
    """Parsed code outside of the traced file."""

    #: Relative to the workspace, for sentences.
    name: str
    #: Absolute.
    path: str
    tree: ast.Module
    #: Lines before the code, where it stands in a text.
    offset: int = 0


def places_with(file: str, name: str) -> list[Place]:
    """Code that calls `name` and means the one of the file; first what imports it from the very file."""
    return [place for _, place in sorted(_ranked(file, name), key=lambda item: item[0])]


def root_of(file: str) -> str | None:
    """The workspace folder that holds a file."""
    return next((folder for folder in search.folders.workspace if file.startswith(f"{folder}/")), None)


def _ranked(file: str, name: str):
    root = root_of(file)
    if root is None:
        return
    call = re.compile(rf"\b{re.escape(name)}\s*[(.]")
    for path in _readmes(root, os.path.dirname(file)):
        text = bridge.read(path) or ""
        for code, offset in fences_of(text) if name in text else ():
            tree = _parsed(code) if call.search(code) else None
            rank = _rank(tree, name, path, file, True)
            if rank is not None:
                yield rank, Place(os.path.relpath(path, root), path, tree, offset)
    for path in python_files(root):
        text = bridge.read(path) if path != file else None
        if text is None or name not in text or len(text) > _MOST_CHARACTERS or not call.search(text):
            continue
        tree = _parsed(text)
        rank = _rank(tree, name, path, file, False)
        if rank is not None:
            yield 10 + rank, Place(os.path.relpath(path, root), path, tree)


def fences_of(text: str):
    """Python code of a Markdown text, each with the number of lines before it."""
    fence, lines, first = "", [], 0
    for number, line in enumerate(text.split("\n"), 1):
        match = _FENCE.match(line)
        if match and not fence:
            fence, language = match.groups()
            is_python, lines, first = language.lower() in _PYTHON, [], number
        elif match and fence and match.group(1).startswith(fence):
            fence = ""
            if is_python:
                yield _without_prompts("\n".join(lines)), first
        elif fence:
            lines.append(line)


def _without_prompts(code: str) -> str:
    if not re.search(r"^\s*>>>", code, re.MULTILINE):
        return code
    typed = [re.match(r"\s*(?:>>>|\.\.\.) ?(.*)", line) for line in code.split("\n")]
    return "\n".join(match.group(1) if match else "" for match in typed)


def _readmes(root: str, folder: str):
    while folder.startswith(root):
        yield from (
            f"{folder}/{name}" for name in _names(folder) if re.match(r"readme.*\.(md|markdown)$", name, re.I)
        )
        folder = os.path.dirname(folder)


def python_files(root: str):
    return files_below(root, lambda path: path.endswith(".py"), _SKIPPED, _MOST_FILES)


def files_below(root: str, is_wanted: Callable[[str], bool], skipped: re.Pattern[str], most: int):
    """Breadth first, so that the files near the top, which use the others, come first; `most` files at the most."""
    folders, count = [root], 0
    while folders:
        folder = folders.pop(0)
        for name in _names(folder):
            path = f"{folder}/{name}"
            if is_wanted(path):
                count += 1
                if count > most:
                    return
                yield path
            elif "." not in name and not skipped.match(name) and os.path.isdir(path):
                folders.append(path)


def _names(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def _parsed(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return None


def _rank(tree: ast.Module | None, name: str, path: str, file: str, may_be_left_out: bool) -> int | None:
    """0 for code that imports the name from the file, 1 from a folder around it, 2 (in a text) from nowhere, 3 from a
    module whose name only a run knows."""
    if tree is None or any(getattr(node, "name", "") == name for node in tree.body):
        return None
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    named = [node for node in imports if any(alias.name == name for alias in node.names)]
    stars = [node for node in imports if any(alias.name == "*" for alias in node.names)]
    modules = [_module_of(node, path) for node in named or stars]
    if not named:
        # `from clip import model`, `import models.unet as unet`: the name is then asked of the module.
        modules += [f"{_module_of(node, path)}/{alias.name}" for node in imports for alias in node.names]
        plain = [
            alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
        ]
        modules += [module.replace(".", "/") for module in plain]
    ranks = [_rank_of(module, file.removesuffix(".py")) for module in modules]
    if not named and any(syntax.called_name(node) == "import_module" for node in ast.walk(tree)):
        # A script that takes the name of the module from its command line.
        ranks.append(3)
    found = min((rank for rank in ranks if rank is not None), default=None)
    return 2 if found is None and may_be_left_out and not named else found


def _module_of(node: ast.ImportFrom, path: str) -> str:
    """The path that an import names: absolute where it is relative to the file with the import."""
    module = (node.module or "").replace(".", "/")
    if not node.level:
        return module
    folder = path.rsplit("/", node.level)[0]
    return f"{folder}/{module}".rstrip("/")


def _rank_of(module: str, file: str) -> int | None:
    """How well a module path (`models/unet`, or from `/` on) fits a file without its ending."""
    ending = module if module.startswith("/") else f"/{module}"
    if file.endswith(ending):
        return 0
    # A package names again what its modules define.
    return 1 if module.strip("/") and f"{ending}/" in file else None
