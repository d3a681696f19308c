"""Golden learning curves of PyTorch. Writes golden/curves.json.

As the project defines it: torch.manual_seed(0), the model, then its steps, which draw dropout masks from the same
generator; the data come from a fresh generator seeded 1, their order from a DataLoader with another one. For each curve
PyTorch also trains the same model in float64 from the same parameters with the same masks: how far that is from the
curve is how much of it is rounding. PyTorch 2.13 on a processor that is not Intel's.
"""

import json
import pathlib
import sys

import torch
from torch import nn
from torch.nn import functional as F
from torch.optim import lr_scheduler
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from torch.utils.data import DataLoader

HERE = pathlib.Path(__file__).parent
sys.path[:0] = [str(HERE / "models"), str(HERE.parent.parent / "media" / "samples")]

import learning  # noqa: E402
import resnet20  # noqa: E402

STEPS = 200


def pictures(count, size):
    """A prototype for each class, with as much noise on it."""
    generator = torch.Generator().manual_seed(1)
    prototypes = torch.randn(10, 3, size, size, generator=generator)
    labels = torch.randint(0, 10, (count,), generator=generator)
    return prototypes[labels] + torch.randn(count, 3, size, size, generator=generator), labels


def sequences(count, length, vocabulary):
    """Tokens that go on by a step which differs from sequence to sequence, and the ones that follow."""
    generator = torch.Generator().manual_seed(1)
    first = torch.randint(0, vocabulary, (count, 1), generator=generator)
    step = torch.randint(1, 6, (count, 1), generator=generator)
    tokens = (first + step * torch.arange(length + 1)) % vocabulary
    return tokens[:, :-1], tokens[:, 1:]


MODELS = {
    "resnet8": (lambda: resnet20.ResNet(8), lambda: pictures(256, 16)),
    "convnet": (learning.ConvNet, lambda: pictures(256, 16)),
    "gpt": (learning.GPT, lambda: sequences(128, 32, 40)),
    "frozen": (learning.Frozen, lambda: pictures(256, 16)),
}
SGD = {"name": "sgd", "lr": 0.01, "momentum": 0.9, "weight_decay": 5e-4}
ADAM = {"name": "adam", "lr": 1e-3}
ADAMW = {"name": "adamw", "lr": 1e-3, "weight_decay": 0.05}
#: Model, optimizer and what else is set.
CURVES = [
    *(("resnet8", optimizer, {}) for optimizer in (SGD, ADAM, ADAMW)),
    *(("convnet", optimizer, {}) for optimizer in (SGD, ADAM, ADAMW)),
    *(("gpt", optimizer, {}) for optimizer in ({**SGD, "lr": 0.1}, ADAM, ADAMW)),
    ("frozen", {**SGD, "nesterov": True}, {}),
    (
        "convnet",
        ADAMW,
        {"schedule": "cosine", "warmup": 20, "clip_norm": 1.0, "label_smoothing": 0.1, "ema": 0.95, "split": 0.25},
    ),
    ("gpt", ADAMW, {"accumulate": 2, "clip_norm": 0.5, "schedule": "one-cycle"}),
]


def optimizer_of(settings, parameters):
    settings = dict(settings)
    kind = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam, "adamw": torch.optim.AdamW}[settings.pop("name")]
    return kind(parameters, **settings)


def scheduler_of(optimizer, settings):
    warm_up = settings.get("warmup", 0)
    if settings.get("schedule") == "one-cycle":
        return lr_scheduler.OneCycleLR(
            optimizer, max_lr=optimizer.param_groups[0]["lr"], total_steps=STEPS, cycle_momentum=False
        )
    if settings.get("schedule") == "cosine":
        rise = lr_scheduler.LinearLR(optimizer, start_factor=1 / warm_up, total_iters=warm_up)
        after = lr_scheduler.CosineAnnealingLR(optimizer, STEPS - warm_up)
        return lr_scheduler.SequentialLR(optimizer, [rise, after], milestones=[warm_up])
    return lr_scheduler.ConstantLR(optimizer, factor=1.0)


def evaluated(model, x, y, batch, label_smoothing):
    model.eval()
    with torch.no_grad():
        scores = torch.cat([model(part) for part in x.split(batch)])
    targets = y.flatten()
    return {
        "validationLoss": F.cross_entropy(scores, targets, label_smoothing=label_smoothing).item(),
        "validationAccuracy": (scores.argmax(1) == targets).double().mean().item(),
        "validationTop5": (scores.topk(5).indices == targets[:, None]).any(1).double().mean().item(),
    }


def train(name, optimizer_settings, settings, dtype=torch.float32, batch=16):
    make, data = MODELS[name]
    x, y = data()
    x = x.to(dtype) if x.is_floating_point() else x
    order = torch.randperm(len(x), generator=torch.Generator().manual_seed(0))
    held = int(len(x) * settings.get("split", 0))
    held_out, kept = (order[len(x) - held :], order[: len(x) - held]) if held else ([], torch.arange(len(x)))
    torch.manual_seed(0)
    model = make().train().to(dtype)
    optimizer = optimizer_of(optimizer_settings, [p for p in model.parameters() if p.requires_grad])
    scheduler = scheduler_of(optimizer, settings)
    average = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(settings["ema"])) if "ema" in settings else None
    loader = DataLoader(kept, batch, shuffle=True, drop_last=True, generator=torch.Generator().manual_seed(1))
    accumulate = settings.get("accumulate", 1)
    losses, batches = [], []
    for _ in range(STEPS):
        optimizer.zero_grad()
        total = 0.0
        for _ in range(accumulate):
            if not batches:
                batches = list(loader)
            chosen = batches.pop(0)
            loss = F.cross_entropy(
                model(x[chosen]), y[chosen].flatten(), label_smoothing=settings.get("label_smoothing", 0.0)
            )
            (loss / accumulate).backward()
            total += loss.item() / accumulate
        if "clip_norm" in settings:
            nn.utils.clip_grad_norm_(model.parameters(), settings["clip_norm"])
        optimizer.step()
        scheduler.step()
        if average is not None:
            average.update_parameters(model)
        losses.append(total)
    metrics = {}
    if held:
        if average is not None:
            for own, averaged in zip(model.parameters(), average.module.parameters()):
                own.data.copy_(averaged)
        metrics = evaluated(model, x[held_out], y[held_out], batch, settings.get("label_smoothing", 0.0))
    return losses, metrics


def curve(name, optimizer, settings):
    losses, metrics = train(name, optimizer, settings)
    exact, _ = train(name, optimizer, settings, torch.float64)
    spread = [abs(a - b) / b for a, b in zip(losses, exact)]
    print(
        name,
        optimizer["name"],
        settings,
        f"loss {losses[0]:.4f} → {losses[-1]:.4f}; from float64 {max(spread[:10]):.1e} over ten steps, {spread[-1]:.1e} at the end",
        metrics,
        flush=True,
    )
    return {
        "model": name,
        "optimizer": optimizer,
        "settings": settings,
        "losses": [float(f"{loss:.8g}") for loss in losses],
        "exact": [float(f"{loss:.8g}") for loss in exact],
        "metrics": metrics,
    }


if __name__ == "__main__":
    golden = {"torch": torch.__version__, "curves": [curve(*settings) for settings in CURVES]}
    target = HERE / "golden" / "curves.json"
    target.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
    print(f"{target.name}: {target.stat().st_size} bytes")
