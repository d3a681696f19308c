import torch
from torch import nn

CONFIG = dict(
    encoder='conv',
    norm='group',
    activation='mish',
    width=24,
    heads={'age': 1, 'gender': 2, 'emotion': 7},
)


class MultiHead(nn.Module):
    """What is used is chosen by the configuration, by name."""

    def __init__(self, cfg=CONFIG):
        super().__init__()
        w = cfg['width']
        self.cfg = cfg
        self.activations = nn.ModuleDict([['relu', nn.ReLU()], ['mish', nn.Mish()], ['prelu', nn.PReLU()]])
        self.norms = nn.ModuleDict({
            'batch': nn.BatchNorm2d(w),
            'group': nn.GroupNorm(4, w),
            'instance': nn.InstanceNorm2d(w, affine=True),
        })
        self.encoders = nn.ModuleDict({
            'conv': nn.Conv2d(3, w, 3, padding=1),
            'patch': nn.Conv2d(3, w, 4, stride=4),
        })
        self.heads = nn.ModuleDict({name: nn.Linear(w, size) for name, size in cfg['heads'].items()})

    def forward(self, image):
        c = self.cfg
        x = self.encoders[c['encoder']](image)
        x = self.activations[c['activation']](self.norms[c['norm']](x))
        x = x.mean(dim=[-1, -2])
        out = {}
        for name in self.heads:
            out[name] = self.heads[name](x)
        return out
