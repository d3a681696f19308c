import torch
from torch import nn


class GatedResidual(nn.Module):
    def __init__(self, dim, dropout):
        super().__init__()
        self.hidden = nn.Linear(dim, dim)
        self.gate = nn.Linear(dim, 2 * dim)
        self.norm = nn.LayerNorm(dim)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x):
        h = self.dropout(nn.functional.elu(self.hidden(x)))
        return self.norm(x + nn.functional.glu(self.gate(h)))


class Forecaster(nn.Module):
    """Only train.py knows how wide and deep this is."""

    def __init__(self, features, dim, depth, horizon, dropout):
        super().__init__()
        self.inp = nn.Linear(features, dim)
        self.blocks = nn.ModuleList([GatedResidual(dim, dropout) for _ in range(depth)])
        self.out = nn.Linear(dim, horizon)

    def forward(self, x):
        x = self.inp(x)
        for block in self.blocks:
            x = block(x)
        return self.out(x)
