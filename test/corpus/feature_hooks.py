import torch
import torch.nn as nn


class FeatureExtractor(nn.Module):
    """Collects what chosen layers of a backbone give, by forward hooks."""

    def __init__(self, backbone: nn.Module, layers):
        super().__init__()
        self.backbone = backbone
        self.layers = layers
        self._features = {layer: torch.empty(0) for layer in layers}
        self.handles = []
        modules = dict(backbone.named_modules())
        for layer in layers:
            self.handles.append(modules[layer].register_forward_hook(self.save_outputs_hook(layer)))

    def save_outputs_hook(self, layer_id):
        def fn(_, __, output):
            self._features[layer_id] = output
        return fn

    def forward(self, x):
        _ = self.backbone(x)
        return self._features


def scale_input(module, args):
    (x,) = args
    return (x / 255.0,)


class PerceptualNet(nn.Module):
    def __init__(self):
        super().__init__()
        vgg = nn.Sequential(
            nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(),
        )
        vgg.register_forward_pre_hook(scale_input)
        self.extract = FeatureExtractor(vgg, layers=['1', '4', '7'])
        for p in self.extract.parameters():
            p.requires_grad = False
        self.lins = nn.ModuleList([nn.Conv2d(c, 1, 1, bias=False) for c in (16, 32, 64)])

    def forward(self, x):
        feats = self.extract(x).values()
        return sum(lin(f ** 2).mean(dim=(1, 2, 3)) for lin, f in zip(self.lins, feats))
