"""Configuration files of a repository that name a model and its arguments: YAML, JSON, and dictionaries in Python.

As OpenMMLab (`type: Net`), BasicSR (`network_g: {type: Net}`), Hydra (`_target_: pkg.Net`) and Stable Diffusion
(`target: pkg.Net` beside `params`) write them.
"""

import ast
import json
import os
import re

from .. import bridge
from . import repository

#: Folders without configurations of models.
_SKIPPED = re.compile(
    r"^(\..*|__pycache__|node_modules|site-packages|dist-packages|venv|env|build|dist|datasets?)$"
)
_MOST_FILES = 800
_MOST_CHARACTERS = 100_000

_KINDS = ("type", "_target_", "target", "name", "model", "arch", "model_type")
_HOLDERS = ("params", "args", "kwargs", "arguments", "model_args", "init_args")


def arguments_of(file: str, name: str, accepted: set[str] | None, required: list[str]):
    """Arguments by name and where they stand, for each configuration of a model that has all that it needs.

    @param accepted names of which no others are given; None where it takes any.
    """
    root = repository.root_of(file)
    if root is None:
        return
    for path in _files(root):
        text = bridge.read(path) or ""
        if len(text) > _MOST_CHARACTERS or not re.search(rf"\b{re.escape(name)}\b", text):
            continue
        for mapping in _mappings(_parsed(path, text)):
            found = _arguments_in(mapping, name)
            if found is not None and all(one in found for one in required):
                given = {key: value for key, value in found.items() if accepted is None or key in accepted}
                yield given, os.path.relpath(path, root), _line_of(text, name)


def _arguments_in(mapping: dict, name: str) -> dict | None:
    kind = next((key for key in _KINDS if _names(mapping.get(key), name)), None)
    if kind is None:
        return None
    for holder in _HOLDERS:
        if isinstance(mapping.get(holder), dict):
            return {key: value for key, value in mapping[holder].items() if isinstance(key, str)}
    return {key: value for key, value in mapping.items() if key != kind and isinstance(key, str)}


def _names(value, name: str) -> bool:
    return isinstance(value, str) and value.rpartition(".")[2] == name


def _mappings(value):
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from _mappings(item)


def _parsed(path: str, text: str):
    if path.endswith(".py"):
        return _dictionaries(text)
    try:
        if path.endswith(".json"):
            return json.loads(text)
        answer = bridge.yaml(text)
        return [] if answer.startswith("!") else json.loads(answer)
    except ValueError:
        return []


def _dictionaries(text: str) -> list[dict]:
    """Dictionaries that a file assigns; what is not literal in them is left out."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return []
    known: dict[str, object] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            known[node.targets[0].id] = _literal(node.value, known)
    return [value for value in known.values() if isinstance(value, dict)]


def _literal(node: ast.expr, known: dict[str, object]):
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict":
        return {
            keyword.arg: _literal(keyword.value, known)
            for keyword in node.keywords
            if keyword.arg is not None
        }
    if isinstance(node, ast.Dict):
        pairs = [(key, value) for key, value in zip(node.keys, node.values) if isinstance(key, ast.Constant)]
        return {key.value: _literal(value, known) for key, value in pairs}
    if isinstance(node, (ast.List, ast.Tuple)):
        items = [_literal(item, known) for item in node.elts]
        return items if isinstance(node, ast.List) else tuple(items)
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None


def _line_of(text: str, name: str) -> int:
    match = re.search(rf"\b{re.escape(name)}\b", text)
    return text.count("\n", 0, match.start()) + 1 if match else 1


def _files(root: str):
    return repository.files_below(root, _may_configure, _SKIPPED, _MOST_FILES)


def _may_configure(path: str) -> bool:
    is_python = path.endswith(".py") and re.search(r"/configs?/|/_base_/", path) is not None
    return is_python or path.endswith((".yaml", ".yml", ".json"))
