import torch
import torch.nn as nn


class Experimental(nn.Module):
    """Never finished."""

    def __init__(self, dim):
        super().__init__()
        self.attn = nn.MultiheadAttention(dim, 3)
        self.proj = nn.Linear(dim, undefined_width)

    def forward(self, x):
        return self.proj(self.attention(x))


class GoodNet(nn.Module):
    def __init__(self, dim=20):
        super().__init__()
        self.a = nn.Linear(dim, dim)
        self.b = nn.Linear(dim, dim)

    def forward(self, x):
        return self.b(torch.relu(self.a(x))) + x


class AlsoUnfinished(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.todo = nn.Linear(in_features, out_feature)
