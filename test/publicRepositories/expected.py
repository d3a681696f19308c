"""Parameters that PyTorch counts for the models of `models.json`, written into it.

    python3 test/publicRepositories/expected.py FOLDER [TEXT]

Counts what is not counted yet; with TEXT, what has it in its path.
Needs torch, einops and timm; what else is not installed is mocked, for parameters do not depend on it. Each model is constructed by a process of its own, as the list says: where it cannot be, its
entry says what PyTorch raised (`refusedByPyTorch`), so that nothing else is expected of Skipline.
"""

import importlib
import inspect
import json
import os
import subprocess
import sys
from importlib.machinery import ModuleSpec
from unittest.mock import MagicMock

HERE = os.path.dirname(os.path.abspath(__file__))
LIST = os.path.join(HERE, "models.json")


def module_of(root: str, file: str):
    """Imports a file under the name that its packages, or else the folders of the repository, give it."""
    for folder in (os.path.dirname(file), ""):
        sys.path.insert(0, os.path.join(root, folder))
    os.chdir(root)
    name = file.removesuffix(".py")
    if not os.path.exists(os.path.join(root, os.path.dirname(file), "__init__.py")):
        with open(os.path.join(root, file), encoding="utf8") as text:
            if not any(line.startswith("from .") for line in text):
                return importlib.import_module(os.path.basename(name))
    while os.sep in name and not os.path.exists(os.path.join(root, name.split(os.sep)[0], "__init__.py")):
        head, _, rest = name.partition(os.sep)
        if not os.path.exists(os.path.join(root, head, rest.split(os.sep)[0], "__init__.py")):
            break
        sys.path.insert(0, os.path.join(root, head))
        root, name = os.path.join(root, head), rest
    return importlib.import_module(name.replace(os.sep, "."))


class MockFinder:
    """The last finder: packages that are not installed, and whatever is asked of them."""

    mocked: set[str] = set()

    @classmethod
    def find_spec(cls, fullname: str, path=None, target=None) -> ModuleSpec | None:
        root = fullname.partition(".")[0]
        if path is None:
            cls.mocked.add(root)
        return ModuleSpec(fullname, cls, is_package=True) if root in cls.mocked else None

    @staticmethod
    def create_module(spec: ModuleSpec):
        return MagicMock(name=spec.name, __path__=[])

    @staticmethod
    def exec_module(module) -> None:
        pass


def prepare_torchvision() -> None:
    """Lets torchvision be imported where its native part does not fit this PyTorch."""
    import torch

    try:
        for name in ("nms", "qnms"):
            torch.library.define(
                f"torchvision::{name}", "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"
            )
    except RuntimeError:
        pass


def count(root: str, entry: dict) -> int:
    import torch

    prepare_torchvision()
    sys.meta_path.append(MockFinder)
    module = module_of(root, entry["file"])
    name = entry.get("name") or last_free_class(module)
    model = eval(f"{name}({entry.get('arguments') or ''})", {**vars(module)})
    assert isinstance(model, torch.nn.Module), type(model)
    return sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad)


def last_free_class(module) -> str:
    """The last module class that needs no arguments, which is what Skipline opens."""
    import torch

    return [
        name
        for name, value in vars(module).items()
        if isinstance(value, type)
        and issubclass(value, torch.nn.Module)
        and value.__module__ == module.__name__
        and all(
            parameter.default is not parameter.empty or parameter.kind.name.startswith("VAR")
            for parameter in inspect.signature(value).parameters.values()
        )
    ][-1]


def main() -> None:
    folder = os.path.abspath(sys.argv[1])
    only = sys.argv[2] if len(sys.argv) > 2 else ""
    with open(LIST, encoding="utf8") as text:
        entries = json.load(text)
    for entry in entries:
        if only not in f"{entry['repository']}/{entry['file']}" or only == "" and "parameters" in entry:
            continue
        root = os.path.join(folder, entry["repository"].replace("/", "+"))
        command = [sys.executable, os.path.abspath(__file__), "--count", root, json.dumps(entry)]
        answer = subprocess.run(command, capture_output=True, text=True, timeout=300)
        entry.pop("parameters", None)
        entry.pop("refusedByPyTorch", None)
        last = (answer.stdout if answer.returncode == 0 else answer.stderr).strip().rpartition("\n")[2]
        if answer.returncode == 0:
            entry["parameters"] = int(last)
        else:
            entry["refusedByPyTorch"] = last
        print(entry["repository"], entry["file"], entry.get("name", ""), last, flush=True)
    with open(LIST, "w", encoding="utf8") as text:
        json.dump(entries, text, indent=2, ensure_ascii=False)
        text.write("\n")


if __name__ == "__main__":
    if sys.argv[1] == "--count":
        print(count(sys.argv[2], json.loads(sys.argv[3])))
    else:
        main()
