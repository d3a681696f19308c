"""Residual networks in the forms that the literature knows."""

import torch
import torch.nn as nn
import torch.nn.functional as F


class PreActivationBlock(nn.Module):
    """He et al. 2016b: normalisation and activation come before the convolutions; the projection sees them too."""

    def __init__(self, in_planes, planes, stride=1):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(in_planes)
        self.conv1 = nn.Conv2d(in_planes, planes, kernel_size=3, stride=stride, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, kernel_size=3, padding=1, bias=False)
        if stride != 1 or in_planes != planes:
            self.shortcut = nn.Sequential(nn.Conv2d(in_planes, planes, 1, stride=stride, bias=False))

    def forward(self, x):
        out = F.relu(self.bn1(x))
        shortcut = self.shortcut(out) if hasattr(self, "shortcut") else x
        out = self.conv1(out)
        out = self.conv2(F.relu(self.bn2(out)))
        out += shortcut
        return out


class PreActivationNet(nn.Module):
    def __init__(self, blocks=(1, 2), classes=10):
        super().__init__()
        self.in_planes = 8
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1, bias=False)
        self.layer1 = self._make_layer(8, blocks[0], stride=1)
        self.layer2 = self._make_layer(16, blocks[1], stride=2)
        self.linear = nn.Linear(16, classes)

    def _make_layer(self, planes, count, stride):
        layers = []
        for stride in [stride] + [1] * (count - 1):
            layers.append(PreActivationBlock(self.in_planes, planes, stride))
            self.in_planes = planes
        return nn.Sequential(*layers)

    def forward(self, x):
        out = self.layer2(self.layer1(self.conv1(x)))
        out = F.avg_pool2d(out, 4)
        out = out.view(out.size(0), -1)
        return self.linear(out)


class SqueezeExcite(nn.Module):
    """Hu et al. 2018: channels weighted by a gate that sees the mean of each."""

    def __init__(self, channels, reduction=4):
        super().__init__()
        self.avg_pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Sequential(
            nn.Linear(channels, channels // reduction, bias=False),
            nn.ReLU(inplace=True),
            nn.Linear(channels // reduction, channels, bias=False),
            nn.Sigmoid(),
        )

    def forward(self, x):
        b, c, _, _ = x.size()
        y = self.avg_pool(x).view(b, c)
        y = self.fc(y).view(b, c, 1, 1)
        return x * y.expand_as(x)


class SqueezeExciteNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), nn.BatchNorm2d(8), nn.ReLU6())
        self.branch = nn.Sequential(
            nn.Conv2d(8, 8, 3, padding=1, groups=8), nn.GroupNorm(2, 8), nn.SiLU(), SqueezeExcite(8)
        )
        self.norm = nn.InstanceNorm2d(8, affine=True)
        self.head = nn.Sequential(nn.AdaptiveMaxPool2d(2), nn.Flatten(), nn.Dropout(0.0), nn.Linear(32, 5))

    def forward(self, x):
        x = self.stem(x)
        x = x + self.branch(x)
        return self.head(self.norm(x))


class Highway(nn.Module):
    """Srivastava et al. 2015: y = H(x)·T(x) + x·(1 − T(x))."""

    def __init__(self, size, layers=2):
        super().__init__()
        self.nonlinear = nn.ModuleList([nn.Linear(size, size) for _ in range(layers)])
        self.gate = nn.ModuleList([nn.Linear(size, size) for _ in range(layers)])
        for gate in self.gate:
            gate.bias.data.fill_(-2)

    def forward(self, x):
        for nonlinear, gate in zip(self.nonlinear, self.gate):
            t = torch.sigmoid(gate(x))
            h = torch.tanh(nonlinear(x))
            x = h * t + x * (1 - t)
        return x


class HighwayNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.enter = nn.Linear(6, 7)
        self.highway = Highway(7)
        self.leave = nn.Linear(7, 3)
        nn.init.xavier_normal_(self.enter.weight, gain=nn.init.calculate_gain("tanh"))

    def forward(self, x):
        return F.log_softmax(self.leave(self.highway(F.leaky_relu(self.enter(x), 0.2))), dim=-1)


class TransformerBlock(nn.Module):
    """Two residual connections around attention and a perceptron, each after a LayerNorm."""

    def __init__(self, width=8, heads=2):
        super().__init__()
        self.heads = heads
        self.norm1 = nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.project = nn.Linear(width, width)
        self.norm2 = nn.LayerNorm(width)
        self.mlp = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width))
        self.register_buffer("mask", torch.tril(torch.ones(16, 16)).bool(), persistent=False)

    def forward(self, x):
        b, t, c = x.shape
        q, k, v = self.qkv(self.norm1(x)).reshape(b, t, 3, self.heads, c // self.heads).permute(2, 0, 3, 1, 4)
        scores = (q @ k.transpose(-2, -1)) / (c // self.heads) ** 0.5
        scores = scores.masked_fill(self.mask[:t, :t] == 0, float("-inf"))
        y = (scores.softmax(dim=-1) @ v).transpose(1, 2).contiguous().view(b, t, c)
        x = x + self.project(y)
        return x + self.mlp(self.norm2(x))


class Transformer(nn.Module):
    def __init__(self, vocabulary=11, width=8, depth=2):
        super().__init__()
        self.tokens = nn.Embedding(vocabulary, width)
        self.positions = nn.Parameter(torch.randn(1, 16, width) * 0.02)
        self.blocks = nn.ModuleList(TransformerBlock(width) for _ in range(depth))
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, vocabulary, bias=False)
        self.head.weight = self.tokens.weight

    def forward(self, indices):
        x = self.tokens(indices) + self.positions[:, : indices.shape[1]]
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x))
