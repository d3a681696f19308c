from abc import ABC, abstractmethod
from typing import Any, ClassVar

import torch
import torch.nn as nn


class BaseModel(nn.Module, ABC):
    registry: ClassVar[dict] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        BaseModel.registry[cls.__name__.lower()] = cls

    def __init__(self, hidden: int = 16) -> None:
        super().__init__()
        self.hidden = hidden
        self.encoder = self.make_encoder()
        self.head = nn.Linear(self.feature_size, 3)

    @abstractmethod
    def make_encoder(self) -> nn.Module: ...

    @property
    @abstractmethod
    def feature_size(self) -> int:
        """Number of features that the encoder gives."""

    @abstractmethod
    def pool(self, features: torch.Tensor) -> torch.Tensor: ...

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(self.pool(self.encoder(x)))


class ConvModel(BaseModel):
    def make_encoder(self) -> nn.Module:
        return nn.Sequential(nn.Conv2d(3, self.hidden, 3), nn.Hardswish(), nn.Conv2d(self.hidden, self.feature_size, 3))

    @property
    def feature_size(self) -> int:
        return self.hidden * 2

    def pool(self, features):
        return features.mean((-2, -1))


class MaxConvModel(ConvModel):
    def pool(self, features):
        return features.flatten(2).max(dim=2).values
