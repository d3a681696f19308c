"""Golden values of the construction of a model in PyTorch. Writes golden/initialization.json.

The layers are made and then partly filled again, as torchvision's models do; what the constructor draws is
therefore thrown away but still advances the random numbers.
"""

import json
import math
import pathlib

import torch
from torch import nn

torch.manual_seed(5)
convolution = nn.Conv2d(3, 8, 3)
linear = nn.Linear(72, 5)
normalization = nn.BatchNorm1d(5)
tokens = nn.Parameter(torch.empty(7, 3))
nn.init.kaiming_normal_(convolution.weight, mode="fan_out", nonlinearity="relu")
nn.init.trunc_normal_(linear.weight, std=0.02)
nn.init.normal_(tokens)
order = torch.randperm(6)
labels = torch.randint(0, 9, (4,))
mask = torch.empty(12).bernoulli_(0.25)


def uniform(tensor, bound):
    return {"kind": "uniform", "low": -bound, "high": bound}


convolution_bound = 1 / math.sqrt(27)
linear_bound = 1 / math.sqrt(72)
steps = [
    ("convolution.weight", convolution.weight, uniform(convolution.weight, convolution_bound)),
    ("convolution.bias", convolution.bias, uniform(convolution.bias, convolution_bound)),
    ("linear.weight", linear.weight, uniform(linear.weight, linear_bound)),
    ("linear.bias", linear.bias, uniform(linear.bias, linear_bound)),
    ("normalization.weight", normalization.weight, {"kind": "constant", "value": 1}),
    ("normalization.bias", normalization.bias, {"kind": "constant", "value": 0}),
    ("normalization.running_var", normalization.running_var, {"kind": "constant", "value": 1}),
    ("convolution.weight", convolution.weight, {"kind": "normal", "mean": 0, "std": math.sqrt(2 / 72)}),
    (
        "linear.weight",
        linear.weight,
        {"kind": "truncatedNormal", "mean": 0, "std": 0.02, "low": -2, "high": 2},
    ),
    ("tokens", tokens, {"kind": "normal", "mean": 0, "std": 1}),
    ("order", order, {"kind": "randperm"}),
    ("labels", labels, {"kind": "randint", "low": 0, "high": 9}),
    ("mask", mask, {"kind": "bernoulli", "probability": 0.25}),
    (
        "normalization.num_batches_tracked",
        normalization.num_batches_tracked,
        {"kind": "constant", "value": 0},
    ),
]
content = {name: tensor for name, tensor, _ in steps}
golden = {
    "torch": torch.__version__,
    "seed": 5,
    "steps": [{"target": name, "shape": list(tensor.shape), "fill": fill} for name, tensor, fill in steps],
    "state": {
        name: {
            "type": str(tensor.dtype).removeprefix("torch."),
            "shape": list(tensor.shape),
            "data": tensor.detach().flatten().tolist(),
        }
        for name, tensor in content.items()
    },
}
target = pathlib.Path(__file__).parent / "golden" / "initialization.json"
target.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
print(f"{target}: {target.stat().st_size} bytes")
