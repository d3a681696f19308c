"""`.skipline.json`: models, their inputs, and shapes of functions that cannot be traced, kept beside the code.

    {
      "models": {
        "models/net.py:Net": {"arguments": {"depth": 20}, "inputs": ["1x3x32x32"]},
        "models/net.py": {"name": "Net", "arguments": "depth=20, option='A'"}
      },
      "outputs": {"models/net.py:warp": "1x64x32x32"}
    }

Paths are relative to the file, of which the nearest counts, from the folder of the model up to the workspace folder.
"""

import json
from dataclasses import dataclass, field

from . import bridge, notices, spans

NAME = ".skipline.json"


@dataclass
class ModelSettings:
    name: str | None = None
    #: By name, or as a text that is Python.
    arguments: dict[str, object] | str | None = None
    inputs: list[str] = field(default_factory=list)
    #: Where the entry stands.
    file: str = ""
    line: int = 1


class _Wrong(Exception):
    def __init__(self, message: str, key: str = ""):
        super().__init__(message)
        self.key = key


@dataclass
class _File:
    path: str
    text: str
    content: dict

    def relative(self, file: str) -> str:
        return file[len(self.path) - len(NAME) :]

    def line_of(self, key: str) -> int:
        place = self.text.find(json.dumps(key, ensure_ascii=False))
        return 1 if place < 0 else self.text.count("\n", 0, place) + 1


_found: _File | None = None


def load(file: str, folders: list[str]) -> None:
    """Finds and reads the settings of a file. What is wrong with them is told, once; the rest counts."""
    global _found
    _found = None
    for path in _places(file, folders):
        text = bridge.read(path)
        if text is None:
            continue
        try:
            content = json.loads(text)
            if not isinstance(content, dict):
                raise _Wrong("it has to hold an object with `models` and `outputs`")
            _found = _File(path, text, content)
            for key in ("models", "outputs"):
                if not isinstance(content.get(key, {}), dict):
                    raise _Wrong(f"`{key}` has to be an object", key)
        except json.JSONDecodeError as error:
            _complain(path, error.lineno, error.colno, f"it is not JSON: {error.msg}")
        except RecursionError:
            _complain(path, 1, 1, "it is nested too deeply")
        except _Wrong as error:
            _complain(path, _found.line_of(error.key) if _found else 1, 1, str(error))
        return


def _complain(path: str, line: int, column: int, message: str) -> None:
    global _found
    _found = None
    notices.warn_at(
        "settings",
        f"{NAME}, line {line}: {message}; the file is left out.",
        spans.as_json(path, (line, column, line, column + 1)),
    )


def _places(file: str, folders: list[str]) -> list[str]:
    folder = file.rpartition("/")[0]
    roots = [
        root.rstrip("/") for root in folders if folder == root or folder.startswith(root.rstrip("/") + "/")
    ]
    last = min(roots, key=len, default=folder)
    places = []
    while True:
        places.append(f"{folder}/{NAME}")
        if folder == last or not folder:
            return places
        folder = folder.rpartition("/")[0]


def of_model(file: str, name: str | None) -> ModelSettings | None:
    """The entry of a model, or that of its file. With no name asked for, the file's entry may say one."""
    models = _found.content.get("models", {}) if _found else {}
    path = _found.relative(file) if _found else ""
    whole = _entry(models, path)
    wanted = name or (whole.name if whole else None)
    if wanted is None and whole is None:
        # The one model of this file that has an entry is the one that is meant.
        named = [key for key in models if key.startswith(f"{path}:")]
        wanted = named[0].rpartition(":")[2] if len(named) == 1 else None
    own = _entry(models, f"{path}:{wanted}") if wanted else None
    if own is not None:
        own.name = wanted
        return own
    return whole if whole is not None and whole.name in (None, wanted) else None


def _entry(models: dict, key: str) -> ModelSettings | None:
    entry = models.get(key)
    if entry is None:
        return None
    line = _found.line_of(key)
    try:
        return _read(entry, line)
    except _Wrong as error:
        message = f"{NAME}, line {line}: `{key}` {error}; the entry is left out."
        notices.warn_at("settings", message, spans.as_json(_found.path, (line, 1, line, 2)))
        return None


def _read(entry, line: int) -> ModelSettings:
    if not isinstance(entry, dict):
        raise _Wrong("has to be an object")
    arguments, inputs, name = entry.get("arguments"), entry.get("inputs", []), entry.get("name")
    if not isinstance(arguments, (dict, str, type(None))):
        raise _Wrong('needs `arguments` as an object or as a text such as "depth=20"')
    if isinstance(inputs, str):
        inputs = [inputs]
    if not isinstance(inputs, list) or not all(isinstance(item, str) for item in inputs):
        raise _Wrong('needs `inputs` as a list of texts such as "1x3x32x32"')
    if not isinstance(name, (str, type(None))):
        raise _Wrong("needs `name` as a text")
    return ModelSettings(name, arguments, inputs, _found.path, line)


def outputs_of(file: str) -> dict[str, str]:
    """Shapes of the results of functions that a file calls, by the name of the function."""
    outputs = _found.content.get("outputs", {}) if _found else {}
    lead = f"{_found.relative(file)}:" if _found else ""
    return {
        key[len(lead) :]: specification
        for key, specification in outputs.items()
        if key.startswith(lead) and isinstance(specification, str)
    }
