from math import sqrt

import torch
from torch import Tensor
from torch.nn import Linear, Module, Parameter, Sequential, Tanh


class BatchedLinear(Module):
    """One linear layer for each head, as a single einsum: y[b,h,o] = Σ_i x[b,h,i] w[h,i,o] + c[h,o]."""

    def __init__(self, heads: int, in_features: int, out_features: int) -> None:
        super().__init__()
        bound = 1 / sqrt(in_features)
        self.w = Parameter(torch.empty(heads, in_features, out_features).uniform_(-bound, bound))
        self.c = Parameter(torch.zeros(heads, out_features))

    def forward(self, x: Tensor) -> Tensor:
        return torch.einsum("bhi,hio->bho", x, self.w) + self.c


class LowRankBilinear(Module):
    def __init__(self, left: int, right: int, out: int, rank: int = 4) -> None:
        super().__init__()
        self.u = Parameter(torch.randn(left, rank) / sqrt(left))
        self.v = Parameter(torch.randn(right, rank) / sqrt(right))
        self.core = Parameter(torch.randn(rank, out))
        self.scale = Parameter(torch.ones(()))

    def forward(self, a: Tensor, b: Tensor) -> Tensor:
        return self.scale * torch.einsum("bl,lr,bm,mr,ro->bo", a, self.u, b, self.v, self.core)


class TensorNet(Module):
    def __init__(self, features: int = 20, heads: int = 4, hidden: int = 8, out: int = 3) -> None:
        super().__init__()
        self.heads = heads
        self.split = Linear(features, heads * hidden)
        self.mix = Sequential(BatchedLinear(heads, hidden, hidden), Tanh(), BatchedLinear(heads, hidden, hidden))
        self.join = LowRankBilinear(heads * hidden, features, out)

    def forward(self, x: Tensor) -> Tensor:
        h = self.split(x).unflatten(1, (self.heads, -1))
        h = h + self.mix(h)
        return self.join(h.flatten(1), x)
