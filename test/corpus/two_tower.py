from typing import List

import torch
from torch import nn


class Tower(nn.Module):
    def __init__(self, cardinality: int, dim: int, hidden: List[int], dropout: float = 0.1):
        super().__init__()
        self.embedding = nn.Embedding(cardinality, dim)
        layers: List[nn.Module] = []
        last = dim
        for width in hidden:
            layers += [nn.Linear(last, width), nn.ReLU(), nn.Dropout(dropout)]
            last = width
        self.mlp = nn.Sequential(*layers)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        return nn.functional.normalize(self.mlp(self.embedding(ids)), dim=-1)


class TwoTower(nn.Module):
    """Retrieval model: cosine similarity of a user and an item."""

    def __init__(self, num_users: int = 1000, num_items: int = 500, dim: int = 32, hidden: List[int] = [64, 32]):
        super().__init__()
        self.user_tower = Tower(num_users, dim, hidden)
        self.item_tower = Tower(num_items, dim, hidden)
        self.temperature = nn.Parameter(torch.tensor(0.07))

    def forward(self, user_ids: torch.LongTensor, item_ids: torch.LongTensor) -> torch.Tensor:
        users, items = self.user_tower(user_ids), self.item_tower(item_ids)
        return (users @ items.T) / self.temperature
