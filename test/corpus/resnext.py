from functools import partial
from typing import Callable, List, Optional, Type

import torch
from torch import Tensor, nn


class ResNeXtBottleneck(nn.Module):
    """Type C of Xie et al. 2017: grouped 3x3 convolution between two 1x1 convolutions."""

    expansion: int = 4

    def __init__(
        self,
        inplanes: int,
        planes: int,
        stride: int = 1,
        groups: int = 32,
        base_width: int = 4,
        norm_layer: Optional[Callable[..., nn.Module]] = None,
    ) -> None:
        super().__init__()
        norm_layer = norm_layer or nn.BatchNorm2d
        width = int(planes * (base_width / 64.0)) * groups
        outplanes = planes * self.expansion
        self.branch = nn.Sequential(
            nn.Conv2d(inplanes, width, 1, bias=False), norm_layer(width), nn.ReLU(True),
            nn.Conv2d(width, width, 3, stride, 1, groups=groups, bias=False), norm_layer(width), nn.ReLU(True),
            nn.Conv2d(width, outplanes, 1, bias=False), norm_layer(outplanes),
        )
        self.shortcut: nn.Module = nn.Identity()
        if stride != 1 or inplanes != outplanes:
            self.shortcut = nn.Sequential(
                nn.Conv2d(inplanes, outplanes, 1, stride, bias=False), norm_layer(outplanes)
            )

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(self.shortcut(x) + self.branch(x))


class ResNeXt(nn.Module):
    def __init__(self, block: Type[ResNeXtBottleneck] = ResNeXtBottleneck, layers: List[int] = [2, 2, 2],
                 num_classes: int = 100, **block_kwargs) -> None:
        super().__init__()
        make = partial(block, **block_kwargs)
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        inplanes, planes = 64, 64
        self.layers = nn.ModuleList()
        for index, count in enumerate(layers):
            stage = nn.Sequential()
            for number in range(count):
                stage.add_module(f"block{number}", make(inplanes, planes, 2 if index and not number else 1))
                inplanes = planes * block.expansion
            self.layers.append(stage)
            planes *= 2
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(inplanes, num_classes)

        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
            elif isinstance(module, (nn.BatchNorm2d, nn.GroupNorm)):
                nn.init.constant_(module.weight, 1)
                nn.init.constant_(module.bias, 0)

    def forward(self, x: Tensor) -> Tensor:
        x = self.maxpool(torch.relu(self.bn1(self.conv1(x))))
        for layer in self.layers:
            x = layer(x)
        return self.fc(torch.flatten(self.avgpool(x), 1))


def resnext_small(**kwargs) -> ResNeXt:
    return ResNeXt(layers=[2, 2, 2], groups=32, base_width=4, **kwargs)
