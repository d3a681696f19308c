import torch
import torch.nn as nn


def make_mlp(dim: int = 12, depth: int = 3, act=nn.ReLU) -> nn.Module:
    """The class closes over the arguments of the function that defines it."""

    class MLP(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = nn.ModuleList()
            for i in range(depth):
                self.layers.append(nn.Sequential(nn.Linear(dim, dim), act()))

        def forward(self, x):
            for layer in self.layers:
                x = layer(x) + x
            return x

    class WithHead(nn.Module):
        def __init__(self, body):
            super().__init__()
            self.body = body
            self.head = nn.Linear(dim, 1)

        def forward(self, x):
            return self.head(self.body(x)).squeeze(-1)

    return WithHead(MLP())


def count(model):
    return sum(p.numel() for p in model.parameters())
