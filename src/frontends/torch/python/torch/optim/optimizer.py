"""What all optimizers have: groups of parameters with their settings."""

from collections import defaultdict


class Optimizer:
    def __init__(self, params, defaults: dict):
        self.defaults = defaults
        self.state: defaultdict = defaultdict(dict)
        self.param_groups: list[dict] = []
        groups = list(params)
        if not groups:
            raise ValueError("optimizer got an empty parameter list")
        for group in groups if isinstance(groups[0], dict) else [{"params": groups}]:
            self.add_param_group(group)

    def add_param_group(self, param_group: dict) -> None:
        held = param_group["params"]
        param_group["params"] = (
            list(held) if isinstance(held, (list, tuple)) or hasattr(held, "__next__") else [held]
        )
        for name, value in self.defaults.items():
            param_group.setdefault(name, value)
        self.param_groups.append(param_group)

    def step(self, closure=None):
        return None if closure is None else closure()

    def zero_grad(self, set_to_none: bool = True) -> None:
        pass

    def state_dict(self) -> dict:
        return {"state": {}, "param_groups": []}

    def load_state_dict(self, state_dict) -> None:
        pass


def optimizer_class(name: str, rate: float) -> type:
    def construct(self, params, lr=rate, *settings, **named):
        Optimizer.__init__(self, params, {"lr": lr, **named})

    return type(name, (Optimizer,), {"__init__": construct, "__module__": "torch.optim"})
