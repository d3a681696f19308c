from collections import OrderedDict
from typing import Dict, List

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Backbone(nn.Module):
    """Returns the maps of its last three stages."""

    def __init__(self, widths: List[int]):
        super().__init__()
        self.stages = nn.ModuleList()
        previous = 3
        for width in widths:
            self.stages.append(
                nn.Sequential(
                    OrderedDict(
                        conv=nn.Conv2d(previous, width, 3, stride=2, padding=1, bias=False),
                        norm=nn.BatchNorm2d(width),
                        act=nn.SiLU(),
                    )
                )
            )
            previous = width

    def forward(self, x: Tensor) -> Dict[str, Tensor]:
        maps = OrderedDict()
        for level, stage in enumerate(self.stages, start=1):
            x = stage(x)
            maps[f"c{level}"] = x
        return maps


class FeaturePyramid(nn.Module):
    """Lin et al. 2017: the coarser map, enlarged, is added to the lateral projection of the finer one."""

    def __init__(self, widths: List[int] = [32, 64, 128, 256], channels: int = 64, levels: int = 3):
        super().__init__()
        self.backbone = Backbone(widths)
        self.levels = [f"c{i}" for i in range(len(widths) - levels + 1, len(widths) + 1)]
        self.lateral = nn.ModuleDict({k: nn.Conv2d(w, channels, 1) for k, w in zip(self.levels, widths[-levels:])})
        self.output = nn.ModuleDict({k: nn.Conv2d(channels, channels, 3, padding=1) for k in self.levels})

    def forward(self, images: Tensor) -> "OrderedDict[str, Tensor]":
        maps = self.backbone(images)
        *finer, coarsest = self.levels
        top_down = self.lateral[coarsest](maps[coarsest])
        results = OrderedDict({coarsest: self.output[coarsest](top_down)})
        for level in reversed(finer):
            side = self.lateral[level](maps[level])
            top_down = side + F.interpolate(top_down, size=side.shape[-2:], mode="nearest")
            results[level] = self.output[level](top_down)
            results.move_to_end(level, last=False)
        return results
