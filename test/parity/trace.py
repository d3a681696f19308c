"""Golden values of traced networks from real PyTorch. Writes golden/trace.json.

    python test/parity/trace.py

Each network is constructed after torch.manual_seed(0); its float32 parameters are then used in float64, so that the
outputs compare to the reference engine's beyond float32. Inputs are given by a formula, not by random numbers.
"""

import hashlib
import json
import sys
from pathlib import Path

import torch
import torchvision
from torch import nn

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "models"))
sys.path.insert(0, str(HERE.parent.parent / "media" / "samples"))

import plain
import residual
import resnet20

NETWORKS = {
    "residual.PreActivationNet": (residual.PreActivationNet, [2, 3, 8, 8]),
    "residual.SqueezeExciteNet": (residual.SqueezeExciteNet, [2, 3, 9, 8]),
    "residual.HighwayNet": (residual.HighwayNet, [4, 6]),
    "residual.Transformer": (residual.Transformer, [2, 5]),
    "plain.UNet": (plain.UNet, [2, 1, 18, 22]),
    "plain.DenseNet": (plain.DenseNet, [2, 3, 16, 16]),
    "plain.Vgg": (plain.Vgg, [2, 3, 20, 20]),
    "plain.Perceptron": (plain.Perceptron, [6, 5]),
    "resnet20.ResNet": (resnet20.ResNet, [2, 3, 16, 16]),
}
TORCHVISION = ["resnet18", "resnet50", "wide_resnet50_2", "resnext50_32x4d", "densenet121", "vgg11_bn", "alexnet"]


def example(shape, integers):
    """0.1·sin(0.7·i) for each element i, or i mod 11."""
    count = torch.arange(torch.Size(shape).numel(), dtype=torch.float64)
    return (count % 11).long().reshape(shape) if integers else torch.sin(0.7 * count).reshape(shape)


def values_of(tensor):
    flat = tensor.detach().double().flatten()
    return {"shape": list(tensor.shape), "first": flat[:4].tolist(), "l2": flat.norm().item()}


def structure(model):
    return [[name, type(module).__name__, module.extra_repr()] for name, module in model.named_modules()]


def describe(make, shape):
    torch.manual_seed(0)
    model = make()
    inputs = example(shape, any(isinstance(module, nn.Embedding) for module in model.modules()))
    golden = {
        "shape": shape,
        "modules": structure(model),
        "parameters": [[name, list(parameter.shape)] for name, parameter in model.named_parameters()],
        "buffers": [name for name, _ in model.named_buffers()],
        "state": list(model.state_dict()),
    }
    for module in model.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    model.double()
    golden["training"] = values_of(model.train()(inputs))
    golden["buffersAfter"] = {
        name: values_of(buffer) for name, buffer in model.named_buffers() if name.endswith(("mean", "var", "tracked"))
    }
    torch.manual_seed(0)
    golden["evaluation"] = values_of(make().double().eval()(inputs))
    return golden


def describe_torchvision(name):
    torch.manual_seed(0)
    model = getattr(torchvision.models, name)()
    text = "\n".join(" ".join(entry) for entry in structure(model))
    return {
        "modules": len(list(model.modules())),
        "structure": hashlib.sha256(text.encode()).hexdigest(),
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "buffers": sum(buffer.numel() for buffer in model.buffers()),
    }


golden = {
    "networks": {name: describe(make, shape) for name, (make, shape) in NETWORKS.items()},
    "torchvision": {name: describe_torchvision(name) for name in TORCHVISION},
}
target = HERE / "golden" / "trace.json"
target.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
print(f"{target.name}: {target.stat().st_size} bytes")
