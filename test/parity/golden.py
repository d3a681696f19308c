"""Makes the golden values of the parity tests from real PyTorch.

    python test/parity/golden.py

needs torch >= 2.0 and torchvision. Seeds, inputs and targets follow the project's definitions: torch.manual_seed(S)
before the model is built; input and then target from a fresh generator seeded S + 1.
"""

import json
import sys
from pathlib import Path

import torch
import torchvision
from torch import nn
from torch.nn import functional as F

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent.parent / "media" / "samples"), str(HERE / "models")]

import resnet20 as sample  # noqa: E402
from smooth_resnet18 import smooth_resnet18  # noqa: E402


def statistics(values: torch.Tensor) -> dict[str, float]:
    exact = values.detach().double()
    return {
        "mean": exact.mean().item(),
        "std": exact.std(unbiased=False).item(),
        "l2": exact.norm().item(),
        "min": exact.min().item(),
        "max": exact.max().item(),
        "zeros": (exact == 0).double().mean().item(),
    }


def draw(shape: tuple[int, ...], classes: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    inputs = torch.randn(shape, generator=generator)
    targets = torch.randint(0, classes, (shape[0],), generator=generator)
    return inputs, targets


def initial_state(model: nn.Module) -> dict[str, dict[str, object]]:
    return {
        name: {
            "shape": list(parameter.shape),
            "sum": parameter.detach().double().sum().item(),
            "l2": parameter.detach().double().norm().item(),
            "first": parameter.detach().flatten()[:4].tolist(),
            "last": parameter.detach().flatten()[-4:].tolist(),
        }
        for name, parameter in model.named_parameters()
    }


def one_pass(model: nn.Module, inputs: torch.Tensor, targets: torch.Tensor) -> dict[str, object]:
    """One forward and backward pass in training mode, observed at every module's output."""
    activations: dict[str, dict[str, float]] = {}
    gradients: dict[str, dict[str, float]] = {}

    def observe(name: str):
        def hook(_module, _inputs, output):
            activations[name] = statistics(output)
            gradients.pop(name, None)
            calls[name] = calls.get(name, 0) + 1
            this_call = calls[name]

            def keep_last(gradient, this_call=this_call):
                if this_call == calls[name]:
                    gradients[name] = statistics(gradient)

            output.register_hook(keep_last)

        return hook

    calls: dict[str, int] = {}
    for name, module in model.named_modules():
        # Modules are observed before a later in-place operation changes what they gave.
        if isinstance(module, nn.ReLU):
            module.inplace = False
        module.register_forward_hook(observe(name))
    model.train()
    loss = F.cross_entropy(model(inputs), targets)
    loss.backward()
    return {
        "loss": loss.item(),
        "modules": {name: {"activation": activations[name], "gradient": gradients[name]} for name in activations},
        "parameterGradient": {name: p.grad.double().norm().item() for name, p in model.named_parameters()},
    }


def resnet18_variants() -> list[dict[str, float]]:
    """Parameter gradients of the same pass as PyTorch computes it in other ways that are as right."""

    def variant(**options) -> dict[str, float]:
        torch.manual_seed(0)
        model = torchvision.models.resnet18().to(**options)
        inputs, targets = draw((2, 3, 224, 224), 1000, 1)
        return one_pass(model, inputs.to(**options), targets)["parameterGradient"]

    variants = [variant(memory_format=torch.channels_last), variant(dtype=torch.float64)]
    with torch.backends.mkldnn.flags(enabled=False):
        variants.append(variant())
    return variants


def ten_steps(option: str, nesterov: bool) -> list[float]:
    """Losses of ten SGD steps on 64 fixed pictures, in their order, 32 at a time.

    At a learning rate of 0.1 PyTorch with oneDNN and without are 3e-2 from each other at the tenth step; at 0.01 the
    steps are well conditioned.
    """
    inputs, targets = draw((64, 3, 32, 32), 10, seed=1)
    torch.manual_seed(0)
    model = sample.ResNet(20, option).train()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, weight_decay=1e-4, nesterov=nesterov)
    losses = []
    for step in range(10):
        batch = slice(0, 32) if step % 2 == 0 else slice(32, 64)
        loss = F.cross_entropy(model(inputs[batch]), targets[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def rounded(value):
    if isinstance(value, float):
        return float(f"{value:.12g}")
    if isinstance(value, dict):
        return {key: rounded(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [rounded(entry) for entry in value]
    return value


def write(name: str, content: object) -> None:
    path = HERE / "golden" / f"{name}.json"
    path.write_text(json.dumps(rounded(content), separators=(",", ":")) + "\n")
    print(f"{path.name}: {path.stat().st_size} bytes")


def write_smooth_run() -> None:
    torch.manual_seed(0)
    write("smoothResnet18Run", one_pass(smooth_resnet18(), *draw((2, 3, 224, 224), 1000, 1)))


def main() -> None:
    torch.manual_seed(0)
    resnet18 = torchvision.models.resnet18()
    initial = initial_state(resnet18)
    run = one_pass(resnet18, *draw((2, 3, 224, 224), 1000, 1))
    # A rounding error moves a few of five million inputs of ReLUs across zero: how far PyTorch is from itself.
    variants = resnet18_variants()
    own_spread = {
        name: max(abs(variant[name] - norm) / norm for variant in variants)
        for name, norm in run["parameterGradient"].items()
    }
    write("resnet18Run", {"initial": initial, **run, "ownSpread": own_spread})

    write_smooth_run()

    torch.manual_seed(0)
    resnet18 = torchvision.models.resnet18().double()
    inputs, targets = draw((2, 3, 64, 64), 1000, 1)
    write("resnet18RunFloat64", one_pass(resnet18, inputs.double(), targets))

    for option in ("A", "B"):
        torch.manual_seed(0)
        model = sample.ResNet(20, option)
        inputs, targets = draw((4, 3, 32, 32), 10, 1)
        write(f"sample{option}Run", {"initial": initial_state(model), **one_pass(model, inputs, targets)})

    torch.manual_seed(0)
    exact = sample.ResNet(20).double()
    inputs, targets = draw((4, 3, 32, 32), 10, 1)
    write("sampleRunFloat64", one_pass(exact, inputs.double(), targets))

    write(
        "sampleTenSteps",
        {
            "A": ten_steps("A", nesterov=False),
            "B": ten_steps("B", nesterov=False),
            "nesterov": ten_steps("A", nesterov=True),
        },
    )


if __name__ == "__main__":
    main()
