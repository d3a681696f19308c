"""Golden values of PyTorch's losses and optimizers in float64. Writes golden/lossesAndOptimizers.json."""

import json
import pathlib

import torch
from torch.nn import functional

torch.set_default_dtype(torch.float64)


def numbers(tensor):
    return {"shape": list(tensor.shape), "data": tensor.detach().flatten().tolist()}


def loss_case(name, prediction, target):
    prediction.requires_grad_()
    function = {"crossEntropy": functional.cross_entropy, "meanSquaredError": functional.mse_loss}[name]
    loss = function(prediction, target)
    loss.backward()
    return {
        "loss": name,
        "prediction": numbers(prediction),
        "target": numbers(target),
        "value": loss.item(),
        "gradient": numbers(prediction.grad),
    }


def optimizer_case(settings, rates):
    torch.manual_seed(3)
    parameter = torch.randn(2, 3, requires_grad=True)
    start = numbers(parameter)
    optimizer = torch.optim.SGD(
        [parameter],
        lr=rates[0],
        momentum=settings["momentum"],
        weight_decay=settings["weightDecay"],
        nesterov=settings["nesterov"],
    )
    steps = []
    for rate in rates:
        optimizer.param_groups[0]["lr"] = rate
        parameter.grad = torch.randn(2, 3)
        gradient = numbers(parameter.grad)
        optimizer.step()
        steps.append({"learningRate": rate, "gradient": gradient, "parameter": numbers(parameter)})
    return {"settings": {"name": "sgd", **settings}, "start": start, "steps": steps}


torch.manual_seed(1)
losses = [
    loss_case("crossEntropy", torch.randn(4, 3), torch.randint(0, 3, (4,))),
    loss_case("crossEntropy", 300 * torch.randn(4, 3), torch.randint(0, 3, (4,))),
    loss_case("crossEntropy", torch.randn(2, 5, 3), torch.randint(0, 5, (2, 3))),
    loss_case("crossEntropy", torch.randn(2, 3, 2, 2), torch.randint(0, 3, (2, 2, 2))),
    loss_case("meanSquaredError", torch.randn(4, 3), torch.randn(4, 3)),
    loss_case("meanSquaredError", torch.randn(2, 1, 3), torch.randn(2, 1, 3)),
]
rates = [0.1, 0.1, 0.02, 0.02, 0.5]
optimizers = [
    optimizer_case({"momentum": momentum, "weightDecay": decay, "nesterov": nesterov}, rates)
    for momentum, decay, nesterov in [
        (0.0, 0.0, False),
        (0.0, 0.05, False),
        (0.9, 0.0, False),
        (0.9, 0.0, True),
        (0.9, 0.0005, False),
        (0.8, 0.1, True),
    ]
]
target = pathlib.Path(__file__).parent / "golden" / "lossesAndOptimizers.json"
golden = {"torch": torch.__version__, "losses": losses, "optimizers": optimizers}
target.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
print(f"{target}: {target.stat().st_size} bytes")
