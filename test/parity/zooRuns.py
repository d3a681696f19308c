"""Golden values of torchvision's classification models: their initial parameters, and training passes of each.

    python test/parity/zooRuns.py FOLDER [NAME …]

FOLDER holds the torchvision package. Writes golden/zooInitialization.json.gz and golden/zooRuns.json.gz, model after model,
the small ones first; with names only these are made anew. As the project defines it: torch.manual_seed(0), the model, then
one pass in training mode on 2×3×crop² drawn from a fresh generator seeded 1, with cross entropy. PyTorch 2.13; of models that
drop out on a processor that is not Intel's, where oneMKL draws the masks.

Each pass is computed in float32 and, from the same parameters with the same dropout masks, in float64. How far PyTorch's
float32 is from its own float64 depends on the order in which it adds; `own` has the largest distances among ways that are
equally right: as it comes, with the channels last, and both without oneDNN. Of models beyond LARGE_GMACS the last two, which
are slow, are left out, and so is the smooth counterpart (models/smooth_zoo.py). Where the activations do not fit into memory,
as in models beyond HUGE_GMACS, they are computed again block by block, which changes no number.
"""

import base64
import csv
import gc
import gzip
import hashlib
import importlib
import json
import math
import sys
from functools import partial
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.checkpoint import checkpoint

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE / "models")]

from zoo import load  # noqa: E402

LARGE_GMACS = 12
#: These have no ReLU and no maximum.
SMOOTH_AS_THEY_ARE = ("convnext", "efficientnet", "maxvit", "swin_transformer")
HUGE_GMACS = 100

#: By name l2 of each parameter's gradient, and before it the loss.
Pass = tuple[float, dict[str, float]]


def classification() -> list[tuple[str, str, int, float]]:
    with open(HERE / "golden" / "torchvisionZoo.csv") as file:
        rows = list(csv.DictReader(file))
    models = [(row["name"], row["file"], int(row["crop"]), float(row["gmacs"])) for row in rows]
    return sorted(models, key=lambda model: model[3])


def settings(name: str) -> dict[str, object]:
    if name == "vit_h_14":
        return {"image_size": 518}
    return {"init_weights": True} if name in ("googlenet", "inception_v3") else {}


def made(name: str, file: str) -> nn.Module:
    factory = getattr(importlib.import_module(f"torchvision.models.{file}"), name)
    torch.manual_seed(0)
    return factory(**settings(name)).train()


def made_smooth(name: str, file: str) -> nn.Module:
    from smooth_zoo import Smooth

    torch.manual_seed(0)
    return Smooth(file, name, settings(name)).train()


def packed(numbers: list[float]) -> str:
    return base64.b64encode(torch.tensor(numbers, dtype=torch.float32).numpy().tobytes()).decode()


def sampled(tensor: torch.Tensor) -> list[float]:
    """Sum, norm, and the elements at four places."""
    flat = tensor.detach().flatten()
    last = flat.numel() - 1
    places = [0, last // 3, 2 * last // 3, last]
    exact = flat.double()
    return [exact.sum().item(), exact.norm().item(), *(flat[place].item() for place in places)]


def initialization(model) -> dict[str, object]:
    parameters = list(model.named_parameters())
    names = [f"{name}|{'x'.join(map(str, parameter.shape))}" for name, parameter in parameters]
    return {
        "names": hashlib.sha256("\n".join(names).encode()).hexdigest()[:16],
        "tensors": len(names),
        "samples": packed([number for _, parameter in parameters for number in sampled(parameter)]),
    }


def keep_no_activations(model: nn.Module) -> None:
    """Blocks are the parts of a Sequential that have parts themselves."""
    for module in model.modules():
        for block in module.children() if isinstance(module, nn.Sequential) else ():
            if list(block.children()) and not isinstance(block, nn.Sequential):
                block.forward = partial(checkpoint, block.forward, use_reentrant=False)


def run(model: nn.Module, crop: int, memory: torch.memory_format = torch.contiguous_format) -> Pass:
    generator = torch.Generator().manual_seed(1)
    inputs = torch.randn((2, 3, crop, crop), generator=generator)
    targets = torch.randint(0, 1000, (2,), generator=generator)
    dtype = next(model.parameters()).dtype
    output = model.to(memory_format=memory)(inputs.to(dtype=dtype, memory_format=memory))
    loss = F.cross_entropy(output if isinstance(output, torch.Tensor) else output[0], targets)
    loss.backward()
    return loss.item(), {
        name: p.grad.double().norm().item() for name, p in model.named_parameters() if p.grad is not None
    }


def distances(one: Pass, exact: Pass) -> tuple[float, float]:
    """Relative, of the losses, and the largest of the gradients. One that is zero but for rounding has none."""
    floor = 1e-6 * math.hypot(*exact[1].values())
    gradients = [abs(one[1][name] - norm) / norm for name, norm in exact[1].items() if norm > floor]
    return abs(one[0] - exact[0]) / exact[0], max(gradients)


def entry(name: str, file: str, crop: int, gmacs: float) -> dict[str, object]:
    recomputes = gmacs > HUGE_GMACS or (gmacs > LARGE_GMACS and file == "efficientnet")

    def model(dtype: torch.dtype = torch.float32) -> nn.Module:
        # Blocks that are computed again hold themselves, so that the one before would stay.
        gc.collect()
        result = made(name, file).to(dtype)
        if recomputes:
            keep_no_activations(result)
        return result

    loss, norms = run(model(), crop)
    exact = run(model(torch.float64), crop)
    # Squeezenets drop out parts of pictures: with the channels last their mask is another one.
    memories = [torch.contiguous_format, *([] if file == "squeezenet" else [torch.channels_last])]
    ways = [(loss, norms), *(run(model(), crop, memory) for memory in memories[1:])]
    if gmacs <= LARGE_GMACS:
        with torch.backends.mkldnn.flags(enabled=False):
            ways += [run(model(), crop, memory) for memory in memories]
    own_loss, own_gradients = map(max, zip(*(distances(way, exact) for way in ways), strict=True))
    result: dict[str, object] = {
        "crop": crop,
        "loss": loss,
        "names": list(norms),
        "norms": packed(list(norms.values())),
        "exactLoss": exact[0],
        "exactNorms": packed(list(exact[1].values())),
        "own": {"loss": own_loss, "gradients": own_gradients},
    }
    if gmacs <= LARGE_GMACS and file not in SMOOTH_AS_THEY_ARE:
        smooth_loss, smooth_norms = run(made_smooth(name, file), crop)
        result["smooth"] = {"loss": smooth_loss, "norms": packed(list(smooth_norms.values()))}
    return result


def read(path: Path) -> dict[str, object]:
    return json.loads(gzip.decompress(path.read_bytes()))["models"] if path.exists() else {}


def write(path: Path, version: str, models: dict[str, object]) -> None:
    content = {"torch": torch.__version__, "torchvision": version, "models": dict(sorted(models.items()))}
    path.write_bytes(gzip.compress(json.dumps(content, separators=(",", ":")).encode(), mtime=0))


def main() -> None:
    folder, *chosen = sys.argv[1:]
    _operators, version = load(folder)
    paths = [HERE / "golden" / f"{name}.json.gz" for name in ("zooInitialization", "zooRuns")]
    initial, runs = map(read, paths)
    for name, file, crop, gmacs in classification():
        if chosen and name not in chosen:
            continue
        initial[name] = initialization(made(name, file))
        write(paths[0], version, initial)
        runs[name] = entry(name, file, crop, gmacs)
        write(paths[1], version, runs)
        print(name, runs[name]["loss"], runs[name]["own"], flush=True)


if __name__ == "__main__":
    main()
