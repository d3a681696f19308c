"""A model with every kind of state: tied weights, a module of two names, running statistics, a buffer that is not saved."""

import torch
from torch import nn


class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(5, 4)
        self.norm = nn.BatchNorm1d(4)
        self.first = nn.Linear(4, 4)
        self.second = self.first
        self.head = nn.Linear(4, 5, bias=False)
        self.head.weight = self.embedding.weight
        self.register_buffer("scale", torch.tensor(2.0))
        self.register_buffer("hidden", torch.ones(2), persistent=False)

    def forward(self, tokens):
        x = self.norm(self.embedding(tokens)) * self.scale + self.hidden.sum()
        return self.head(self.second(torch.relu(self.first(x))))
