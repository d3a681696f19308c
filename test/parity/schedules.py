"""Golden values of PyTorch's learning-rate schedulers. Writes golden/schedules.json."""

import json
import pathlib
import warnings

import torch
from torch.optim import lr_scheduler

warnings.simplefilter("ignore")
BASE, STEPS = 0.3, 60


def scheduler_of(settings, optimizer, steps):
    name = settings["name"]
    if name == "constant":
        return lr_scheduler.ConstantLR(optimizer, factor=1.0)
    if name == "step":
        return lr_scheduler.StepLR(optimizer, settings["size"], settings["factor"])
    if name == "multistep":
        return lr_scheduler.MultiStepLR(optimizer, settings["milestones"], settings["factor"])
    if name == "cosine":
        return lr_scheduler.CosineAnnealingLR(optimizer, steps, settings["minimum"])
    if name == "linear":
        return lr_scheduler.PolynomialLR(optimizer, steps)
    return lr_scheduler.OneCycleLR(
        optimizer, max_lr=BASE, total_steps=steps, pct_start=settings["rise"], cycle_momentum=False
    )


def rates(settings, warm_up):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=BASE)
    if warm_up:
        rise = lr_scheduler.LinearLR(optimizer, start_factor=1 / warm_up, total_iters=warm_up)
        after = scheduler_of(settings, optimizer, STEPS - warm_up)
        scheduler = lr_scheduler.SequentialLR(optimizer, [rise, after], milestones=[warm_up])
    else:
        scheduler = scheduler_of(settings, optimizer, STEPS)
    found = []
    for _ in range(STEPS):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return found


schedules = [
    {"name": "constant"},
    {"name": "step", "size": 13, "factor": 0.5},
    {"name": "multistep", "milestones": [10, 25, 25, 50], "factor": 0.1},
    {"name": "cosine", "minimum": 0.0},
    {"name": "cosine", "minimum": 0.01},
    {"name": "linear"},
    {"name": "oneCycle", "rise": 0.3},
    {"name": "oneCycle", "rise": 0.1},
]
cases = [
    {"settings": settings, "warmUpSteps": warm_up, "rates": rates(settings, warm_up)}
    for settings in schedules
    for warm_up in ((0,) if settings["name"] == "oneCycle" else (0, 7))
]
target = pathlib.Path(__file__).parent / "golden" / "schedules.json"
target.write_text(json.dumps({"torch": torch.__version__, "base": BASE, "steps": STEPS, "cases": cases}, separators=(",", ":")) + "\n")
print(f"{target.name}: {target.stat().st_size} bytes")
