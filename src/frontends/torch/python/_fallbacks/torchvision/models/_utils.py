"""torchvision.models._utils: `IntermediateLayerGetter`."""

from collections import OrderedDict

from torch import nn


class IntermediateLayerGetter(nn.ModuleDict):
    """The children of a network up to the last that is asked for; gives their outputs by the asked names."""

    def __init__(self, model, return_layers):
        if not set(return_layers).issubset([name for name, _ in model.named_children()]):
            raise ValueError("return_layers are not present in model")
        self_layers, left = OrderedDict(), dict(return_layers)
        for name, module in model.named_children():
            self_layers[name] = module
            left.pop(name, None)
            if not left:
                break
        super().__init__(self_layers)
        self.return_layers = {str(key): str(value) for key, value in return_layers.items()}

    def forward(self, x):
        out = OrderedDict()
        for name, module in self.items():
            x = module(x)
            if name in self.return_layers:
                out[self.return_layers[name]] = x
        return out
