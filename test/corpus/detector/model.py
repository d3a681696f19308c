from typing import Dict, Optional

import torch
from torch import Tensor, nn

from .config import DetectorConfig
from .layers import ConvNormAct, Head, Residual


class Backbone(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.stages = nn.ModuleList()
        cin = 3
        for width in cfg.widths:
            self.stages.append(
                nn.Sequential(ConvNormAct(cin, width, stride=2), *[Residual(width) for _ in range(cfg.blocks_per_stage)])
            )
            cin = width

    def forward(self, x: Tensor):
        outputs = []
        for stage in self.stages:
            x = stage(x)
            outputs.append(x)
        return outputs[-2:]


class Detector(nn.Module):
    def __init__(self, cfg: Optional[DetectorConfig] = None):
        super().__init__()
        cfg = cfg or DetectorConfig()
        self.backbone = Backbone(cfg.backbone)
        self.boxes = nn.ModuleList(Head(w, cfg.head_width, 4 * cfg.num_anchors) for w in cfg.backbone.widths[-2:])
        self.classes = nn.ModuleList(Head(w, cfg.head_width, cfg.num_classes * cfg.num_anchors) for w in cfg.backbone.widths[-2:])

    def forward(self, images: Tensor) -> Dict[str, Tensor]:
        maps = self.backbone(images)
        flat = lambda heads, size: torch.cat(
            [head(m).permute(0, 2, 3, 1).reshape(m.shape[0], -1, size) for head, m in zip(heads, maps)], dim=1
        )
        return {"boxes": flat(self.boxes, 4), "scores": flat(self.classes, 20).sigmoid()}


def build_detector(num_classes: int = 20) -> Detector:
    return Detector(DetectorConfig(num_classes=num_classes))
