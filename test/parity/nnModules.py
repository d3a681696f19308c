"""Golden values of the modules and functions of torch.nn from real PyTorch. Writes golden/nnModules.json.

    python test/parity/nnModules.py

Each entry of models/nnTable.py is constructed after torch.manual_seed(0), made float64 and run in evaluation mode on inputs
that are given by a formula. The entries are expressions, which the test has the stand-in evaluate.
"""

import json
import sys
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils import prune  # noqa: F401  so that nn.utils.prune is there

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "models"))

import nnTable


def example(spec):
    """sin(0.7·i) + 0.1 for each element i, or i mod 5; `u` for numbers in ]0, 1[."""
    kind, _, shape = spec.rpartition(":")
    extents = [int(extent) for extent in shape.split("x")]
    count = torch.arange(torch.Size(extents).numel(), dtype=torch.float64).reshape(extents)
    if kind == "i":
        return (count % 5).long()
    if kind == "u":
        return torch.sin(0.7 * count) * 0.45 + 0.5
    return torch.sin(0.7 * count) + 0.1


def tensors_in(value):
    if isinstance(value, torch.Tensor):
        return [value]
    if isinstance(value, (tuple, list)):
        return [tensor for item in value for tensor in tensors_in(item)]
    return []


def short(number):
    return float(f"{number:.8g}")


def values_of(tensor):
    flat = tensor.detach().double().flatten()
    weights = torch.cos(torch.arange(len(flat), dtype=torch.float64))
    return [list(tensor.shape), short((flat * weights).sum().item()), [short(item) for item in flat[:2].tolist()]]


def entry(construct, forward, specs):
    torch.manual_seed(0)
    module = eval(construct, {"torch": torch, "nn": nn, "F": F}) if construct else None
    golden = {"construct": construct, "forward": forward, "inputs": specs}
    if module is not None:
        golden["repr"] = repr(module)
        golden["parameters"] = [
            [name, list(parameter.shape), short(parameter.detach().double().sum().item())]
            for name, parameter in module.named_parameters()
        ]
        golden["buffers"] = [name for name, _ in module.named_buffers()]
        module.double().eval()
    inputs = dict(zip("xyz", map(example, specs)))
    torch.set_default_dtype(torch.float64)
    result = eval(forward, {"torch": torch, "nn": nn, "F": F, "m": module, **inputs})
    torch.set_default_dtype(torch.float32)
    golden["outputs"] = [values_of(tensor) for tensor in tensors_in(result)]
    return golden


def gradients(construct, forward, specs):
    torch.manual_seed(0)
    module = eval(construct, {"torch": torch, "nn": nn, "F": F}).double()
    inputs = dict(zip("xyz", map(example, specs)))
    result = eval(forward, {"torch": torch, "nn": nn, "F": F, "m": module, **inputs})
    (result * result).sum().backward()
    return {
        "construct": construct,
        "forward": forward,
        "inputs": specs,
        "gradients": [[name, short(parameter.grad.norm().item())] for name, parameter in module.named_parameters()],
    }


golden = [entry(*row) for row in nnTable.TABLE]
content = {
    "torch": torch.__version__,
    "entries": golden,
    "gradients": [gradients(*row) for row in nnTable.GRADIENTS],
}
target = HERE / "golden" / "nnModules.json"
target.write_text(json.dumps(content, separators=(",", ":")) + "\n")
print(f"{target.name}: {len(golden)} entries, {target.stat().st_size} bytes")
