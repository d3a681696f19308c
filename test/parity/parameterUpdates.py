"""Golden values of clipping, accumulation and moving averages in float64. Writes golden/parameterUpdates.json.

Two parameters under AdamW; each step averages the gradients of as many batches as its settings say.
"""

import json
import pathlib

import torch
from torch.nn.utils import clip_grad_norm_, clip_grad_value_
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

torch.set_default_dtype(torch.float64)
RATE = 0.1
SHAPES = {"a": (3, 2), "b": (4,)}


def numbers(tensors):
    return {name: tensor.detach().flatten().tolist() for name, tensor in tensors.items()}


def case(settings):
    torch.manual_seed(5)
    model = torch.nn.ParameterDict({name: torch.randn(shape) for name, shape in SHAPES.items()})
    start = numbers(model)
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.1)
    decay = settings.get("averageDecay")
    average = None if decay is None else AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(decay))
    accumulate = settings.get("accumulate", 1)
    steps = []
    for _ in range(4):
        optimizer.zero_grad()
        batches = []
        for _ in range(accumulate):
            gradients = {name: 3 * torch.randn(shape) for name, shape in SHAPES.items()}
            batches.append(numbers(gradients))
            (sum((model[name] * gradients[name]).sum() for name in SHAPES) / accumulate).backward()
        clip = settings.get("clip")
        if clip is not None:
            limit = clip["limit"]
            (clip_grad_norm_ if clip["by"] == "norm" else clip_grad_value_)(model.parameters(), limit)
        optimizer.step()
        if average is not None:
            average.update_parameters(model)
        averaged = {} if average is None else {"averages": numbers(average.module)}
        steps.append({"gradients": batches, "parameters": numbers(model), **averaged})
    return {"settings": settings, "start": start, "steps": steps}


cases = [
    case(settings)
    for settings in [
        {"clip": {"by": "norm", "limit": 2.0}},
        {"clip": {"by": "norm", "limit": 1000.0}},
        {"clip": {"by": "value", "limit": 1.5}},
        {"accumulate": 3},
        {"averageDecay": 0.8},
        {"accumulate": 2, "clip": {"by": "norm", "limit": 1.0}, "averageDecay": 0.9},
    ]
]
target = pathlib.Path(__file__).parent / "golden" / "parameterUpdates.json"
golden = {"torch": torch.__version__, "rate": RATE, "shapes": SHAPES, "cases": cases}
target.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
print(f"{target.name}: {target.stat().st_size} bytes")
