"""Bare training steps of a model in PyTorch's eager mode, on request: see stepProcess.ts for the protocol.

    python3 pytorch.py FILE NAME SHAPE THREADS [FOLDER]

FOLDER holds the torchvision whose models are taken.

Seeds, input and target are as `skipline run` draws them, so the losses are to be the same.
"""

import importlib.util
import json
import resource
import sys
import time
import types

import torch
from torch.nn import functional as F


def skip_initializers(folder: str) -> None:
    """Lets modules of a torchvision of another version be imported without its compiled operators.

    The packages become empty ones that only lead to their files.
    """
    for name in ("torchvision", "torchvision.models", "torchvision.ops", "torchvision.transforms"):
        package = types.ModuleType(name)
        package.__path__ = [f"{folder}/{name.replace('.', '/')}"]
        sys.modules[name] = package
    presets = types.ModuleType("torchvision.transforms._presets")
    presets.ImageClassification = object
    sys.modules[presets.__name__] = presets
    extension = types.ModuleType("torchvision.extension")
    extension._HAS_OPS = False
    sys.modules[extension.__name__] = extension


def load(file: str, name: str):
    spec = importlib.util.spec_from_file_location("model", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, name)


def peak_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> None:
    file, name, shape, threads, *folders = sys.argv[1:]
    torch.set_num_threads(int(threads))
    for folder in folders:
        skip_initializers(folder)
    make = load(file, name)
    idle = peak_bytes()

    torch.manual_seed(0)
    model = make()
    model.train()
    generator = torch.Generator().manual_seed(1)
    kind, _, extents = shape.rpartition(":")
    size = [int(extent) for extent in extents.split("x")]
    if kind == "":
        x = torch.randn(size, generator=generator)
    else:
        embedding = next(module for module in model.modules() if isinstance(module, torch.nn.Embedding))
        x = torch.randint(0, embedding.num_embeddings, size, generator=generator)
    with torch.no_grad():
        # Shapes alone: a forward pass in training mode would change running statistics.
        model.eval()
        rows, classes = model(x).shape
        model.train()
    target = torch.randint(0, classes, (rows,), generator=generator)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)

    for line in sys.stdin:
        wall, processor, losses = [], [], []
        for _ in range(int(line)):
            start = time.perf_counter(), time.process_time()
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x), target)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            wall.append(1000 * (time.perf_counter() - start[0]))
            processor.append(1000 * (time.process_time() - start[1]))
        report = {"wall": wall, "processor": processor, "losses": losses, "idle": idle, "peak": peak_bytes()}
        print(json.dumps(report), flush=True)


if __name__ == "__main__":
    main()
