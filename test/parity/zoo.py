"""Makes the golden values of the zoo test: every torchvision model as real PyTorch sees it.

    python test/parity/zoo.py FOLDER

FOLDER holds the torchvision package whose models are traced. Models are constructed without weights and run in evaluation
mode on tensors without content (device "meta"), with hooks on every module. Needs torch >= 2.1; torchvision's compiled
operators are not needed.
"""

import csv
import hashlib
import importlib
import json
import sys
import types
from pathlib import Path

import torch
from torch import nn

HERE = Path(__file__).parent

#: Segmentation and video models: name, module below torchvision.models, shape of the input.
OTHERS = [
    *((f"fcn_resnet{depth}", "segmentation.fcn", "1x3x520x520") for depth in (50, 101)),
    *((f"deeplabv3_resnet{depth}", "segmentation.deeplabv3", "1x3x520x520") for depth in (50, 101)),
    ("deeplabv3_mobilenet_v3_large", "segmentation.deeplabv3", "1x3x520x520"),
    ("lraspp_mobilenet_v3_large", "segmentation.lraspp", "1x3x520x520"),
    *((name, "video.resnet", "1x3x16x112x112") for name in ("r3d_18", "mc3_18", "r2plus1d_18")),
    ("s3d", "video.s3d", "1x3x16x224x224"),
    *((name, "video.mvit", "1x3x16x224x224") for name in ("mvit_v1_b", "mvit_v2_s")),
]


def digest(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def tensors_in(value) -> list[torch.Tensor]:
    if isinstance(value, torch.Tensor):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return [tensor for part in parts for tensor in tensors_in(part)]


def shape_text(tensor: torch.Tensor) -> str:
    return "x".join(map(str, tensor.shape))


def observed(model: nn.Module, shape: list[int]) -> dict[str, object]:
    """The module tree, and the output shapes of each leaf module at each of its calls, in order."""
    tree = [f"{path}|{type(module).__name__}" for path, module in model.named_modules()]
    calls: list[str] = []

    def observe(path: str):
        def hook(_module, _inputs, output):
            calls.append(f"{path}|{','.join(map(shape_text, tensors_in(output)))}")

        return hook

    for path, module in model.named_modules():
        if not list(module.children()):
            module.register_forward_hook(observe(path))
    parameters = sum(parameter.numel() for parameter in model.parameters())
    buffers = sum(buffer.numel() for buffer in model.buffers())
    model.eval().to("meta")
    with torch.no_grad():
        output = model(torch.empty(shape, device="meta"))
    return {
        "parameters": parameters,
        "buffers": buffers,
        "outputs": [shape_text(tensor) for tensor in tensors_in(output)],
        "modules": len(tree),
        "tree": digest(tree),
        "leafCalls": len(calls),
        "leafShapes": digest(calls),
    }


def classification() -> list[tuple[str, str, str]]:
    with open(HERE / "golden" / "torchvisionZoo.csv") as file:
        return [(row["name"], row["file"], f"1x3x{row['crop']}x{row['crop']}") for row in csv.DictReader(file)]


def load(folder: str):
    # Names of compiled operators that torchvision registers shapes for.
    operators = torch.library.Library("torchvision", "DEF")
    for name in ("nms", "qnms"):
        operators.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    # An older torchvision asks the ONNX exporter for names that a newer PyTorch does not have.
    exporter = types.ModuleType("torchvision.ops._register_onnx_ops")
    exporter._register_custom_op = lambda: None
    sys.modules[exporter.__name__] = exporter
    sys.path.insert(0, folder)
    import torchvision

    torch.backends.mha.set_fastpath_enabled(False)
    return operators, torchvision.__version__


def main() -> None:
    _operators, version = load(sys.argv[1])
    models: dict[str, object] = {}
    for name, file, shape in [*classification(), *OTHERS]:
        factory = getattr(importlib.import_module(f"torchvision.models.{file}"), name)
        settings: dict[str, object] = {"image_size": 518} if name == "vit_h_14" else {}
        if file.startswith("segmentation"):
            settings["weights_backbone"] = None
        if name in ("googlenet", "inception_v3"):
            settings["init_weights"] = False
        extents = [int(extent) for extent in shape.split("x")]
        models[name] = {"file": file, "input": shape, **observed(factory(**settings), extents)}
        print(name, models[name]["parameters"], models[name]["outputs"], flush=True)
    path = HERE / "golden" / "torchvisionZoo.json"
    lines = ",\n".join(f"{json.dumps(name)}:{json.dumps(entry, separators=(',', ':'))}" for name, entry in models.items())
    path.write_text(f'{{"torchvision":{json.dumps(version)},"models":{{\n{lines}\n}}}}\n')
    print(f"{path.name}: {path.stat().st_size} bytes, torchvision {version}, torch {torch.__version__}")


if __name__ == "__main__":
    main()
