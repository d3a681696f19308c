"""Weights as PyTorch, safetensors and NumPy write them, and their content as text. Run it with each PyTorch to compare:

    python3 test/parity/weightsFiles.py          # writes golden/weights/*.VERSION.*, with torch, numpy and safetensors

`python3 test/parity/weightsFiles.py FILE ...` reads files of weights that Skipline saved into the model instead, as PyTorch
does, and prints their content as JSON.
"""

import argparse
import json
import sys
from collections import OrderedDict
from pathlib import Path

import numpy as np
import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).parent / "models"))
from tied import Tied

OUT = Path(__file__).parent / "golden" / "weights"


def filled(seed: int) -> Tied:
    torch.manual_seed(seed)
    model = Tied()
    with torch.no_grad():
        for held in model.state_dict().values():
            if held.is_floating_point():
                # Exact in every floating-point type.
                held.copy_(torch.randint(-8, 9, held.shape).float() / 4)
            else:
                held.fill_(7)
    return model


def content(state: dict) -> dict:
    return {name: {"shape": list(held.shape), "values": held.double().flatten().tolist()} for name, held in state.items()}


def write() -> None:
    OUT.mkdir(exist_ok=True)
    version = torch.__version__.split(".")
    mark = f"torch{version[0]}.{version[1]}"
    state = filled(1).state_dict()
    torch.save(state, OUT / f"archive.{mark}.pt")
    torch.save(state, OUT / f"legacy.{mark}.pth", _use_new_zipfile_serialization=False)
    half = {name: held.half() if held.is_floating_point() else held for name, held in state.items()}
    torch.save({"epoch": 3, "best": np.float64(0.5), "args": argparse.Namespace(lr=0.1), "state_dict": half}, OUT / f"half.{mark}.pt")
    brain = OrderedDict((f"module.{name}", held.bfloat16() if held.is_floating_point() else held) for name, held in state.items())
    torch.save({"model": brain}, OUT / f"bfloat.{mark}.pth", _use_new_zipfile_serialization=False)
    strided = {name: held.t().contiguous().t() if held.ndim == 2 else held for name, held in state.items()}
    strided["embedding.weight"] = torch.cat([torch.zeros(3, 4), state["embedding.weight"]])[3:]
    torch.save({name: nn.Parameter(held, False) for name, held in strided.items()}, OUT / f"strided.{mark}.pt")
    np.savez(OUT / "arrays.npz", **{name: held.numpy() for name, held in state.items()})
    try:
        from safetensors.torch import save_file
    except ImportError:
        pass
    else:
        save_file({name: held.clone().contiguous() for name, held in state.items()}, OUT / "weights.safetensors")
        save_file({name: held.clone().contiguous() for name, held in half.items()}, OUT / "half.safetensors")
    (OUT / "expected.json").write_text(json.dumps(content(state)) + "\n")
    (OUT / "run.json").write_text(json.dumps(passed(filled(1))) + "\n")


def passed(model: Tied) -> dict:
    """One forward and backward pass in training mode on the tokens and labels that `--seed 0` draws."""
    generator = torch.Generator().manual_seed(1)
    tokens = torch.randint(0, 5, (8,), generator=generator)
    labels = torch.randint(0, 5, (8,), generator=generator)
    model.train()
    loss = nn.functional.cross_entropy(model(tokens), labels)
    loss.backward()
    return {
        "loss": loss.item(),
        "parameterGradient": {name: held.grad.norm().item() for name, held in model.named_parameters()},
    }


def read(files: list[str]) -> None:
    read = {}
    for file in files:
        if file.endswith(".safetensors"):
            from safetensors.torch import load_file

            state = load_file(file)
        else:
            takes_only = "weights_only" in torch.load.__code__.co_varnames
            state = torch.load(file, **({"weights_only": True} if takes_only else {}))
        model = Tied()
        model.load_state_dict(state, strict=True)
        assert model.head.weight is model.embedding.weight
        read[file] = content(model.state_dict())
    print(json.dumps({"torch": torch.__version__, "files": read}))


if __name__ == "__main__":
    read(sys.argv[1:]) if sys.argv[1:] else write()
