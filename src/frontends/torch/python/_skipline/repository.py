"""How the rest of a repository constructs a model of a file: code in its README, then its other Python files."""

import ast
import os
import re

from . import bridge, search

#: Folders without examples.
_SKIPPED = re.compile(r"^(\..*|__pycache__|node_modules|site-packages|dist-packages|venv|env|build|dist)$")

#: Beyond this many files the search ends, so that a large repository does not hold up the trace.
_MOST_FILES = 600
_MOST_CHARACTERS = 300_000

_FENCE = re.compile(r"^```[ \t]*(?:python|py)?[ \t]*\n(.*?)^```", re.MULTILINE | re.DOTALL)


def trees_with(file: str, name: str):
    """Parsed code that calls `name` and means the one of the file.

    @returns places (`README.md`, relative to the workspace), trees, and the number of lines before each; first those
    that import it from the very file.
    """
    return [found for _, *found in sorted(_ranked(file, name), key=lambda item: item[0])]


def _ranked(file: str, name: str):
    root = next((folder for folder in search.folders.workspace if file.startswith(f"{folder}/")), None)
    if root is None:
        return
    parts = file[len(root) + 1 :].removesuffix(".py").split("/")
    call = re.compile(rf"\b{re.escape(name)}\s*\(")
    for path in _readmes(root, os.path.dirname(file)):
        text = bridge.read(path) or ""
        for fence in _FENCE.finditer(text):
            tree = _parsed(fence.group(1)) if call.search(fence.group(1)) else None
            rank = _rank(tree, name, parts, True)
            if rank is not None:
                yield rank, os.path.relpath(path, root), tree, text.count("\n", 0, fence.start(1))
    for path in _python_files(root):
        text = bridge.read(path) if path != file else None
        if text is None or len(text) > _MOST_CHARACTERS or not call.search(text):
            continue
        tree = _parsed(text)
        rank = _rank(tree, name, parts, False)
        if rank is not None:
            yield 10 + rank, os.path.relpath(path, root), tree, 0


def _readmes(root: str, folder: str):
    while folder.startswith(root):
        yield from (
            f"{folder}/{name}" for name in _names(folder) if re.match(r"readme.*\.(md|markdown)$", name, re.I)
        )
        folder = os.path.dirname(folder)


def _python_files(root: str):
    """Breadth first, so that the files near the top, which use the others, come first."""
    folders, count = [root], 0
    while folders:
        folder = folders.pop(0)
        for name in _names(folder):
            path = f"{folder}/{name}"
            if name.endswith(".py"):
                count += 1
                if count > _MOST_FILES:
                    return
                yield path
            elif "." not in name and not _SKIPPED.match(name) and os.path.isdir(path):
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


def _rank(tree: ast.Module | None, name: str, parts: list[str], may_be_left_out: bool) -> int | None:
    """0 for code that imports the name from the file, 1 from a folder around it, 2 (in a text) from nowhere."""
    if tree is None or any(getattr(node, "name", "") == name for node in tree.body):
        return None
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    named = [node for node in imports if any(alias.name == name for alias in node.names)]
    stars = [node for node in imports if any(alias.name == "*" for alias in node.names)]
    if not named and not stars:
        return 2 if may_be_left_out else None
    ranks = [_rank_of_import(node, parts) for node in named or stars]
    return min((rank for rank in ranks if rank is not None), default=None)


def _rank_of_import(node: ast.ImportFrom, parts: list[str]) -> int | None:
    source = (node.module or "").rpartition(".")[2]
    if source == parts[-1]:
        return 0
    return 1 if source in parts or source == "" else None
