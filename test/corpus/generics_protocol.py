from __future__ import annotations

import enum
from typing import (TYPE_CHECKING, Generic, Iterable, Literal, NamedTuple, Protocol, TypeAlias, TypeVar,
                    overload, runtime_checkable)

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from collections.abc import Sequence
    from somewhere_else import Dataset  # only for the type checker

Size: TypeAlias = "tuple[int, int]"
ModuleT = TypeVar("ModuleT", bound=nn.Module, covariant=True)


class Pooling(enum.Enum):
    MEAN = "mean"
    MAX = "max"


class Prediction(NamedTuple):
    logits: Tensor
    features: Tensor


@runtime_checkable
class SupportsFeatures(Protocol):
    num_features: int

    def forward(self, x: Tensor) -> Tensor: ...


class Stem(nn.Module):
    def __init__(self, channels: Sequence[int]) -> None:
        super().__init__()
        self.num_features = channels[-1]
        self.layers = nn.ModuleList(nn.Conv2d(a, b, 3, 2, 1) for a, b in zip(channels, channels[1:]))

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            x = layer(x).relu_()
        return x


class Classifier(nn.Module, Generic[ModuleT]):
    backbone: ModuleT

    def __init__(self, backbone: ModuleT | None = None, classes: int = 6, pooling: Pooling = Pooling.MEAN) -> None:
        super().__init__()
        self.backbone = backbone or Stem([3, 16, 32])
        assert isinstance(self.backbone, SupportsFeatures)
        self.pooling = pooling
        self.fc = nn.Linear(self.backbone.num_features, classes)

    def pool(self, x: Tensor, dims: Size = (2, 3)) -> Tensor:
        match self.pooling:
            case Pooling.MEAN:
                return x.mean(dims)
            case Pooling.MAX:
                return x.amax(dims)

    def forward(self, x: Tensor, mode: Literal["full", "logits"] = "full") -> Prediction | Tensor:
        features = self.pool(self.backbone(x))
        if (logits := self.fc(features)) is not None and mode == "full":
            return Prediction(logits, features)
        return logits


ConvClassifier = Classifier[Stem]
