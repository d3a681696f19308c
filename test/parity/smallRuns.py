"""Golden values of one training pass of a GPT, an LSTM and a U-Net. Writes golden/smallRuns.json.

As the project defines it: torch.manual_seed(0), the model, then a pass in training mode; input and target come from a fresh
generator seeded 1. PyTorch 2.13 on a processor that is not Intel's.
"""

import json
import pathlib
import sys

import torch
from torch.nn import functional as F

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE / "models"))

from learning import GPT  # noqa: E402
from sequencesAndPictures import SequenceClassifier, UNet  # noqa: E402


def run(kind, shape, high):
    generator = torch.Generator().manual_seed(1)
    x = torch.randn(shape, generator=generator) if high is None else torch.randint(0, high, shape, generator=generator)
    torch.manual_seed(0)
    model = kind().train()
    output = model(x)
    target = torch.randint(0, output.shape[1], (output.shape[0], *output.shape[2:]), generator=generator)
    loss = F.cross_entropy(output, target)
    loss.backward()
    norms = {name: p.grad.double().norm().item() for name, p in model.named_parameters()}
    return {"input": shape, "loss": loss.item(), "parameterGradient": norms}


models = {
    "GPT": run(GPT, (8, 32), 40),
    "SequenceClassifier": run(SequenceClassifier, (6, 20), 60),
    "UNet": run(UNet, (3, 3, 32, 48), None),
}
target = HERE / "golden" / "smallRuns.json"
target.write_text(json.dumps({"torch": torch.__version__, "models": models}, separators=(",", ":")) + "\n")
print(f"{target.name}: {target.stat().st_size} bytes")
