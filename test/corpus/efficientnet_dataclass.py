"""EfficientNet built from frozen dataclasses."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Sequence

import torch
from torch import nn


@dataclass(frozen=True)
class BlockArgs:
    kernel: int
    stride: int
    expand: int
    channels: int
    repeats: int
    se_ratio: float = 0.25


@dataclass
class EfficientNetConfig:
    width: float = 1.0
    depth: float = 1.0
    num_classes: int = 1000
    stem: int = 32
    blocks: Sequence[BlockArgs] = field(
        default_factory=lambda: [
            BlockArgs(3, 1, 1, 16, 1),
            BlockArgs(3, 2, 6, 24, 2),
            BlockArgs(5, 2, 6, 40, 2),
        ]
    )

    def round_channels(self, channels: int, divisor: int = 8) -> int:
        channels *= self.width
        rounded = max(divisor, int(channels + divisor / 2) // divisor * divisor)
        return int(rounded + divisor if rounded < 0.9 * channels else rounded)

    def round_repeats(self, repeats: int) -> int:
        return int(math.ceil(self.depth * repeats))


class SqueezeExcite(nn.Module):
    def __init__(self, channels: int, squeezed: int):
        super().__init__()
        self.reduce = nn.Conv2d(channels, squeezed, 1)
        self.expand = nn.Conv2d(squeezed, channels, 1)

    def forward(self, x):
        scale = x.mean((2, 3), keepdim=True)
        scale = self.expand(nn.functional.silu(self.reduce(scale)))
        return scale.sigmoid() * x


def conv_bn(i: int, o: int, k: int = 1, s: int = 1, g: int = 1, act: bool = True) -> nn.Sequential:
    layers: list[nn.Module] = [nn.Conv2d(i, o, k, s, k // 2, groups=g, bias=False), nn.BatchNorm2d(o, momentum=0.01)]
    return nn.Sequential(*layers, *([nn.SiLU()] if act else []))


class MBConv(nn.Module):
    def __init__(self, in_channels: int, args: BlockArgs):
        super().__init__()
        hidden = in_channels * args.expand
        self.has_skip = args.stride == 1 and in_channels == args.channels
        self.expand = conv_bn(in_channels, hidden) if args.expand != 1 else None
        self.depthwise = conv_bn(hidden, hidden, args.kernel, args.stride, hidden)
        self.se = SqueezeExcite(hidden, max(1, int(in_channels * args.se_ratio)))
        self.project = conv_bn(hidden, args.channels, act=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        h = x if self.expand is None else self.expand(x)
        h = self.project(self.se(self.depthwise(h)))
        return h + x if self.has_skip else h


class EfficientNet(nn.Module):
    def __init__(self, config: EfficientNetConfig | None = None):
        super().__init__()
        config = config or EfficientNetConfig()
        channels = config.round_channels(config.stem)
        self.stem = conv_bn(3, channels, 3, 2)
        blocks = []
        for args in config.blocks:
            args = replace(args, channels=config.round_channels(args.channels), repeats=config.round_repeats(args.repeats))
            for index in range(args.repeats):
                blocks.append(MBConv(channels, args if index == 0 else replace(args, stride=1)))
                channels = args.channels
        self.blocks = nn.Sequential(*blocks)
        self.head = conv_bn(channels, 4 * channels)
        self.classifier = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.2), nn.Linear(4 * channels, config.num_classes))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.classifier(self.head(self.blocks(self.stem(x))))


def efficientnet_b0() -> EfficientNet:
    return EfficientNet(EfficientNetConfig())


def efficientnet_b2() -> EfficientNet:
    return EfficientNet(EfficientNetConfig(width=1.1, depth=1.2))
