"""What real PyTorch says of the models of this folder: fills parameters, outputs and l2 in expected.json.

    python test/corpus/expected.py [FILE...]

The rest of expected.json is written by hand: the model that a reader of the file would choose, as an expression in
the names of the file; its inputs; the residual blocks that a reader would count; or the error that is due. A file that
the installed PyTorch cannot run (torchvision.ops, newer functions) keeps what another version said; the script names it.

Inputs are given by a formula, not by random numbers: sin(0.7·i) for element i, or i mod 10 where a model's output is
compared ("computes") and 0 elsewhere for integers.
"""

import contextlib
import dataclasses
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import inspect
import io
import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import MagicMock

import torch
from torch import nn

HERE = Path(__file__).resolve().parent
#: Packages that the files import and the models do not need.
UNNEEDED = ("pytorch_lightning", "torchmetrics", "tqdm", "torch.utils.tensorboard")


class LightningModule(nn.Module):
    """As much of PyTorch Lightning's class as a forward pass needs."""

    def save_hyperparameters(self):
        frame = inspect.currentframe().f_back
        names = inspect.signature(type(self).__init__).parameters
        self.hparams = SimpleNamespace(**{name: frame.f_locals[name] for name in names if name != "self"})


class StandIn(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        return importlib.machinery.ModuleSpec(name, self) if name in UNNEEDED else None

    def create_module(self, spec):
        module = MagicMock(name=spec.name)
        module.LightningModule = LightningModule
        return module

    def exec_module(self, module):
        pass


def load(path):
    """The module of a file; a file in a folder belongs to the package that the folder is."""
    if len(path.parts) > 1:
        return importlib.import_module(".".join(path.with_suffix("").parts))
    spec = importlib.util.spec_from_file_location(path.stem, HERE / path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def example(text, computes):
    kind, _, extents = text.rpartition(":")
    shape = [int(extent) for extent in extents.split("x")]
    count = torch.arange(torch.Size(shape).numel())
    if kind == "int64":
        return (count % 10 if computes else count * 0).reshape(shape)
    return torch.sin(0.7 * count.double()).float().reshape(shape)


def tensors_in(value):
    """Tensors of a result in order, also those in containers and dataclasses."""
    if isinstance(value, torch.Tensor):
        return [value]
    if isinstance(value, dict) or hasattr(value, "values") and not isinstance(value, type):
        value = list(value.values())
    if dataclasses.is_dataclass(value):
        value = [getattr(value, field.name) for field in dataclasses.fields(value)]
    return [tensor for item in value for tensor in tensors_in(item)] if isinstance(value, (list, tuple)) else []


def measured(path, entry):
    module = load(path)
    torch.manual_seed(0)
    model = eval(entry["model"], vars(module)).eval()
    computes = entry.get("computes", False)
    inputs = [example(text, computes) for text in entry["inputs"]]
    names = dict(zip("abcd", inputs))
    arguments = eval(f"({entry.get('call', ', '.join(names))},)", names)
    with torch.no_grad():
        outputs = tensors_in(model(*arguments))
    found = {
        "parameters": sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad),
        "outputs": ["x".join(map(str, output.shape)) or "scalar" for output in outputs],
    }
    if computes:
        found["l2"] = outputs[0].double().norm().item()
    return found


def main(wanted):
    target = HERE / "expected.json"
    expected = json.loads(target.read_text(encoding="utf8"))
    os.chdir(HERE)
    sys.path.insert(0, str(HERE))
    sys.meta_path.insert(0, StandIn())
    for name, entry in sorted(expected.items()):
        if "error" in entry or wanted and name not in wanted:
            continue
        sys.argv = [name]
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                found = measured(Path(name), entry)
        except Exception as error:
            print(f"{name}: {type(error).__name__}: {error}")
            continue
        entry.update(found)
    target.write_text(json.dumps(dict(sorted(expected.items())), indent=2, ensure_ascii=False) + "\n", encoding="utf8")
    print(f"{target.name}: {target.stat().st_size} bytes")


main(sys.argv[1:])
