"""Golden values of models that draw random numbers while they run. Writes golden/drawing.json.

As the project defines it: torch.manual_seed(0), the model, then its runs in training mode one after the other from the same
generator; the input comes from a fresh generator seeded 1. PyTorch 2.13 on a processor that is not Intel's.
"""

import inspect
import json
import pathlib
import sys

import torch

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE / "models"))
import drawing  # noqa: E402

models = {}
for name, kind in vars(drawing).items():
    if not inspect.isclass(kind) or not issubclass(kind, torch.nn.Module):
        continue
    torch.manual_seed(0)
    model = kind().train()
    x = torch.randn(kind.shape, generator=torch.Generator().manual_seed(1))
    runs = []
    for _ in range(3):
        outputs = model(x)
        outputs = outputs if isinstance(outputs, tuple) else (outputs,)
        runs.append([[float(f"{value:.9g}") for value in output.detach().flatten().tolist()] for output in outputs])
    models[name] = {"shape": list(kind.shape), "runs": runs, "after": torch.randint(0, 1000, (4,)).tolist()}
target = HERE / "golden" / "drawing.json"
golden = {"torch": torch.__version__, "models": models}
target.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
print(f"{target.name}: {target.stat().st_size} bytes")
