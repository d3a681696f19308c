"""Deep networks with stochastic depth (Huang et al., 2016)."""
import torch
import torch.nn as nn


def drop_path(x, drop_prob: float = 0., training: bool = False):
    if drop_prob == 0. or not training:
        return x
    keep_prob = 1 - drop_prob
    shape = (x.shape[0],) + (1,) * (x.ndim - 1)
    random_tensor = x.new_empty(shape).bernoulli_(keep_prob)
    if keep_prob > 0.0:
        random_tensor.div_(keep_prob)
    return x * random_tensor


class DropPath(nn.Module):
    def __init__(self, drop_prob=None):
        super().__init__()
        self.drop_prob = drop_prob

    def forward(self, x):
        return drop_path(x, self.drop_prob, self.training)

    def extra_repr(self):
        return f'drop_prob={round(self.drop_prob, 3):0.3f}'


class Block(nn.Module):
    def __init__(self, dim, p):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(dim, dim, 3, padding=1, bias=False), nn.BatchNorm2d(dim), nn.ReLU(),
            nn.Conv2d(dim, dim, 3, padding=1, bias=False), nn.BatchNorm2d(dim),
        )
        self.drop_path = DropPath(p) if p > 0. else nn.Identity()

    def forward(self, x):
        return x + self.drop_path(self.net(x))


class StochasticDepthNet(nn.Module):
    def __init__(self, in_chans=3, dim=32, depth=6, drop_path_rate=0.5, num_classes=10):
        super().__init__()
        dpr = [x.item() for x in torch.linspace(0, drop_path_rate, depth)]  # linear decay rule
        self.stem = nn.Conv2d(in_chans, dim, 3, stride=2, padding=1)
        self.blocks = nn.Sequential(*[Block(dim, dpr[i]) for i in range(depth)])
        self.head = nn.Linear(dim, num_classes)

    def forward(self, x):
        x = self.blocks(self.stem(x))
        return self.head(x.mean([-2, -1]))
