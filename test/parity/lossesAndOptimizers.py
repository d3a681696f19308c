"""Golden values of PyTorch's losses and optimizers in float64. Writes golden/lossesAndOptimizers.json."""

import json
import pathlib

import torch
from torch.nn import functional

torch.set_default_dtype(torch.float64)


def numbers(tensor):
    return {"shape": list(tensor.shape), "data": tensor.detach().flatten().tolist()}


def loss_of(settings, prediction, target):
    """The PyTorch function that settings of the engine stand for."""
    settings = dict(settings)
    name = settings.pop("name")
    if name in ("crossEntropy", "negativeLogLikelihood"):
        function = functional.cross_entropy if name == "crossEntropy" else functional.nll_loss
        more = {"label_smoothing": settings["labelSmoothing"]} if "labelSmoothing" in settings else {}
        weights = settings.get("classWeights")
        return function(
            prediction,
            target,
            weight=None if weights is None else torch.tensor(weights),
            ignore_index=settings.get("ignoreIndex", -100),
            **more,
        )
    if name == "binaryCrossEntropy":
        weight = torch.tensor(settings.get("positiveWeight", 1.0))
        return functional.binary_cross_entropy_with_logits(prediction, target, pos_weight=weight)
    if name == "huber":
        return functional.huber_loss(prediction, target, delta=settings["delta"])
    if name == "smoothL1":
        return functional.smooth_l1_loss(prediction, target, beta=settings["beta"])
    if name == "klDivergence":
        return functional.kl_div(prediction, target, reduction="batchmean")
    return {"meanSquaredError": functional.mse_loss, "meanAbsoluteError": functional.l1_loss}[name](prediction, target)


def loss_case(settings, prediction, target):
    settings = {"name": settings} if isinstance(settings, str) else settings
    prediction.requires_grad_()
    loss = loss_of(settings, prediction, target)
    loss.backward()
    return {
        "settings": settings,
        "prediction": numbers(prediction),
        "target": numbers(target),
        "value": loss.item(),
        "gradient": numbers(prediction.grad),
    }


def optimizer_of(settings, parameters, lr):
    settings = dict(settings)
    name = settings.pop("name")
    decay = settings["weightDecay"]
    if name == "sgd":
        return torch.optim.SGD(
            parameters, lr=lr, momentum=settings["momentum"], weight_decay=decay, nesterov=settings["nesterov"]
        )
    if name in ("adam", "adamw"):
        kind = torch.optim.Adam if name == "adam" else torch.optim.AdamW
        betas = (settings["beta1"], settings["beta2"])
        return kind(parameters, lr=lr, betas=betas, eps=settings["epsilon"], weight_decay=decay)
    if name == "rmsprop":
        return torch.optim.RMSprop(
            parameters,
            lr=lr,
            alpha=settings["alpha"],
            eps=settings["epsilon"],
            momentum=settings["momentum"],
            centered=settings["centered"],
            weight_decay=decay,
        )
    if name == "adagrad":
        return torch.optim.Adagrad(
            parameters, lr=lr, lr_decay=settings["learningRateDecay"], eps=settings["epsilon"], weight_decay=decay
        )
    return Lion(parameters, lr=lr, betas=(settings["beta1"], settings["beta2"]), weight_decay=decay)


class Lion(torch.optim.Optimizer):
    """Algorithm 2 of Chen et al. (2023), which PyTorch itself does not have."""

    def __init__(self, parameters, **defaults):
        super().__init__(parameters, defaults)

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for parameter in group["params"]:
                mean = self.state[parameter].setdefault("exp_avg", torch.zeros_like(parameter))
                parameter.mul_(1 - group["lr"] * group["weight_decay"])
                parameter.sub_(group["lr"] * (mean * beta1 + parameter.grad * (1 - beta1)).sign())
                mean.mul_(beta2).add_(parameter.grad, alpha=1 - beta2)


def optimizer_case(settings, rates):
    torch.manual_seed(3)
    parameter = torch.randn(2, 3, requires_grad=True)
    start = numbers(parameter)
    optimizer = optimizer_of(settings, [parameter], rates[0])
    steps = []
    for rate in rates:
        optimizer.param_groups[0]["lr"] = rate
        parameter.grad = torch.randn(2, 3)
        gradient = numbers(parameter.grad)
        optimizer.step()
        steps.append({"learningRate": rate, "gradient": gradient, "parameter": numbers(parameter)})
    return {"settings": settings, "start": start, "steps": steps}


torch.manual_seed(1)
losses = [
    loss_case("crossEntropy", torch.randn(4, 3), torch.randint(0, 3, (4,))),
    loss_case("crossEntropy", 300 * torch.randn(4, 3), torch.randint(0, 3, (4,))),
    loss_case("crossEntropy", torch.randn(2, 5, 3), torch.randint(0, 5, (2, 3))),
    loss_case("crossEntropy", torch.randn(2, 3, 2, 2), torch.randint(0, 3, (2, 2, 2))),
    loss_case("meanSquaredError", torch.randn(4, 3), torch.randn(4, 3)),
    loss_case("meanSquaredError", torch.randn(2, 1, 3), torch.randn(2, 1, 3)),
]
weights = [0.5, 2.0, 1.0, 0.25, 3.0]
labels = torch.tensor([1, 4, -100, 0, 2, -100])
for settings in [
    {"labelSmoothing": 0.1},
    {"classWeights": weights},
    {"classWeights": weights, "labelSmoothing": 0.2},
    {"ignoreIndex": 4},
    {"ignoreIndex": -100, "classWeights": weights, "labelSmoothing": 0.3},
]:
    targets = labels if settings.get("ignoreIndex") == -100 else torch.randint(0, 5, (6,))
    losses.append(loss_case({"name": "crossEntropy", **settings}, torch.randn(6, 5), targets))
    pixels = torch.randint(0, 5, (2, 2, 3))
    if settings.get("ignoreIndex") == -100:
        pixels[0, 1, 2] = -100
    losses.append(loss_case({"name": "crossEntropy", **settings}, torch.randn(2, 5, 2, 3), pixels))
for settings in [{}, {"classWeights": weights}, {"ignoreIndex": -100}]:
    targets = labels if "ignoreIndex" in settings else torch.randint(0, 5, (6,))
    prediction = torch.randn(6, 5).log_softmax(1)
    losses.append(loss_case({"name": "negativeLogLikelihood", **settings}, prediction, targets))
for settings in [{}, {"positiveWeight": 3.0}]:
    logits = torch.tensor([[-800.0, 900.0, 0.0, 2.0], [1.0, -1.0, 0.5, -40.0]])
    losses.append(loss_case({"name": "binaryCrossEntropy", **settings}, logits, torch.rand(2, 4).round()))
    losses.append(loss_case({"name": "binaryCrossEntropy", **settings}, torch.randn(4, 3), torch.rand(4, 3)))
losses.append(loss_case("meanAbsoluteError", torch.tensor([1.0, 2.0, -3.0]), torch.tensor([1.0, 0.5, -1.0])))
scales = [("huber", {"delta": 0.7}), ("huber", {"delta": 1.0}), ("smoothL1", {"beta": 0.7}), ("smoothL1", {"beta": 1.0})]
for name, scale in scales:
    losses.append(loss_case({"name": name, **scale}, 2 * torch.randn(5, 3), torch.randn(5, 3)))
    losses.append(loss_case({"name": name, **scale}, torch.tensor([0.0, 1.0, -1.0, 0.7, 0.3]), torch.zeros(5)))
distributions = torch.randn(4, 3).softmax(1)
distributions[1] = torch.tensor([0.0, 1.0, 0.0])
losses.append(loss_case("klDivergence", torch.randn(4, 3).log_softmax(1), distributions))

rates = [0.1, 0.1, 0.02, 0.02, 0.5]
optimizers = [
    *(
        optimizer_case({"name": "sgd", "momentum": momentum, "weightDecay": decay, "nesterov": nesterov}, rates)
        for momentum, decay, nesterov in [
            (0.0, 0.0, False),
            (0.0, 0.05, False),
            (0.9, 0.0, False),
            (0.9, 0.0, True),
            (0.9, 0.0005, False),
            (0.8, 0.1, True),
        ]
    ),
    *(
        optimizer_case({"name": name, "beta1": beta1, "beta2": beta2, "epsilon": epsilon, "weightDecay": decay}, rates)
        for name in ("adam", "adamw")
        for beta1, beta2, epsilon, decay in [(0.9, 0.999, 1e-8, 0.0), (0.8, 0.95, 1e-3, 0.1)]
    ),
    *(
        optimizer_case(
            {
                "name": "rmsprop",
                "alpha": alpha,
                "epsilon": 1e-8,
                "momentum": momentum,
                "centered": centered,
                "weightDecay": decay,
            },
            rates,
        )
        for alpha, momentum, centered, decay in [
            (0.99, 0.0, False, 0.0),
            (0.9, 0.9, False, 0.1),
            (0.9, 0.0, True, 0.0),
            (0.95, 0.5, True, 0.01),
        ]
    ),
    *(
        optimizer_case({"name": "adagrad", "learningRateDecay": slower, "epsilon": 1e-10, "weightDecay": decay}, rates)
        for slower, decay in [(0.0, 0.0), (0.1, 0.05)]
    ),
    *(
        optimizer_case({"name": "lion", "beta1": 0.9, "beta2": 0.99, "weightDecay": decay}, rates)
        for decay in (0.0, 0.1)
    ),
]
target = pathlib.Path(__file__).parent / "golden" / "lossesAndOptimizers.json"
golden = {"torch": torch.__version__, "losses": losses, "optimizers": optimizers}
target.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
print(f"{target}: {target.stat().st_size} bytes")
