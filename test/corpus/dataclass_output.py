from collections import namedtuple
from dataclasses import dataclass
from typing import Optional, Tuple

import torch
import torch.nn as nn
import torch.nn.functional as F

Pyramid = namedtuple("Pyramid", ["fine", "coarse"])


@dataclass
class SegmenterOutput:
    logits: torch.Tensor
    pyramid: Optional[Pyramid] = None
    loss: Optional[torch.Tensor] = None
    hidden_states: Optional[Tuple[torch.Tensor, ...]] = None


class Segmenter(nn.Module):
    def __init__(self, classes: int = 3, width: int = 16):
        super().__init__()
        self.fine = nn.Conv2d(3, width, 3, padding=1)
        self.coarse = nn.Conv2d(width, width, 3, stride=2, padding=1)
        self.head = nn.Conv2d(2 * width, classes, 1)

    def extract(self, x) -> Pyramid:
        fine = F.relu(self.fine(x))
        return Pyramid(fine=fine, coarse=F.relu(self.coarse(fine)))

    def forward(self, pixel_values, labels=None, return_dict=True):
        pyramid = self.extract(pixel_values)
        up = F.interpolate(pyramid.coarse, scale_factor=2, mode="bilinear", align_corners=False)
        logits = self.head(torch.cat([pyramid.fine, up], 1))
        loss = None
        if labels is not None:
            loss = F.cross_entropy(logits, labels)
        if not return_dict:
            return logits
        return SegmenterOutput(logits=logits, pyramid=pyramid, loss=loss, hidden_states=(pyramid.fine,))
