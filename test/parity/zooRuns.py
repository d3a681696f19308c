"""Golden values of torchvision's classification models: their initial parameters, and one training pass of each.

    python test/parity/zooRuns.py FOLDER [NAME …]

FOLDER holds the torchvision package. Writes golden/zooInitialization.json.gz and golden/zooRuns.json.gz, model after model,
the small ones first; with names only these are made anew. As the project defines it: torch.manual_seed(0), the model, then
one pass in training mode on 2×3×crop² drawn from a fresh generator seeded 1, with cross entropy. Models of up to
EXACT_GMACS are also computed in float64, from the same parameters with the same dropout masks, which shows how much of a
difference is rounding. PyTorch 2.13 on a processor that is not Intel's.
"""

import base64
import csv
import gzip
import hashlib
import importlib
import json
import sys
from pathlib import Path

import torch
from torch.nn import functional as F

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from zoo import load  # noqa: E402

EXACT_GMACS = 4.5


def classification() -> list[tuple[str, str, int, float]]:
    with open(HERE / "golden" / "torchvisionZoo.csv") as file:
        rows = list(csv.DictReader(file))
    models = [(row["name"], row["file"], int(row["crop"]), float(row["gmacs"])) for row in rows]
    return sorted(models, key=lambda model: model[3])


def made(name: str, file: str):
    factory = getattr(importlib.import_module(f"torchvision.models.{file}"), name)
    torch.manual_seed(0)
    settings = {"image_size": 518} if name == "vit_h_14" else {}
    if name in ("googlenet", "inception_v3"):
        settings["init_weights"] = True
    return factory(**settings).train()


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


def run(model, crop: int, dtype: torch.dtype) -> tuple[float, list[tuple[str, float]]]:
    generator = torch.Generator().manual_seed(1)
    inputs = torch.randn((2, 3, crop, crop), generator=generator)
    targets = torch.randint(0, 1000, (2,), generator=generator)
    output = model.to(dtype)(inputs.to(dtype))
    loss = F.cross_entropy(output if isinstance(output, torch.Tensor) else output[0], targets)
    loss.backward()
    norms = [(name, p.grad.double().norm().item()) for name, p in model.named_parameters() if p.grad is not None]
    return loss.item(), norms


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
        model = made(name, file)
        initial[name] = initialization(model)
        write(paths[0], version, initial)
        loss, norms = run(model, crop, torch.float32)
        entry = {"crop": crop, "loss": loss, "names": [path for path, _ in norms], "norms": packed([l2 for _, l2 in norms])}
        del model
        if gmacs <= EXACT_GMACS:
            entry["exactLoss"], exact = run(made(name, file), crop, torch.float64)
            entry["exactNorms"] = packed([l2 for _, l2 in exact])
        runs[name] = entry
        write(paths[1], version, runs)
        print(name, loss, flush=True)


if __name__ == "__main__":
    main()
