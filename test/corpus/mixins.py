import torch
import torch.nn as nn


class InitMixin:
    def reset(self):
        for m in self.modules():
            if isinstance(m, nn.Linear):
                nn.init.orthogonal_(m.weight, gain=nn.init.calculate_gain('relu'))
                nn.init.zeros_(m.bias)


class CountMixin:
    @property
    def num_parameters(self):
        return sum(p.numel() for p in self.parameters() if p.requires_grad)


class ResidualMixin(object):
    """x + forward of the next class in the resolution order."""

    def forward(self, x):
        return x + super().forward(x)


class TwoLayer(nn.Module):
    def __init__(self, dim, mult=2):
        super().__init__()
        self.up = nn.Linear(dim, dim * mult)
        self.down = nn.Linear(dim * mult, dim)

    def forward(self, x):
        return self.down(torch.relu(self.up(x)))


class ResidualTwoLayer(ResidualMixin, TwoLayer):
    pass


class Network(InitMixin, CountMixin, nn.Module):
    def __init__(self, features=12, dim=24, depth=3, classes=2):
        super().__init__()
        self.proj = nn.Linear(features, dim)
        self.blocks = nn.Sequential(*[ResidualTwoLayer(dim) for _ in range(depth)])
        self.cls = nn.Linear(dim, classes)
        self.reset()
        assert self.num_parameters > 0

    def forward(self, x):
        return self.cls(self.blocks(self.proj(x)))
