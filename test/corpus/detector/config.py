from dataclasses import dataclass, field
from typing import List


@dataclass
class BackboneConfig:
    widths: List[int] = field(default_factory=lambda: [16, 32, 64])
    blocks_per_stage: int = 2


@dataclass
class DetectorConfig:
    backbone: BackboneConfig = field(default_factory=BackboneConfig)
    num_classes: int = 20
    num_anchors: int = 3
    head_width: int = 32
