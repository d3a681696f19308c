"""Residual networks for CIFAR-10 (He et al. 2016, "Deep residual learning for image recognition", section 4.2).

depth = 6n + 2 layers: a 3x3 stem, three stages of n residual blocks with 16, 32 and 64 channels, global average
pooling and a linear classifier. Where a stage changes the shape, the shortcut must follow:

    option A    z = F(x) + pad(x)    strided identity, new channels are zero: no parameters
    option B    z = F(x) + W x       projection by a 1x1 convolution
"""

# skipline: ResNet(depth=20, option="A") input=1x3x32x32

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class PadShortcut(nn.Module):
    """Option A: every second row and column, and zeros for the channels that are new."""

    def __init__(self, in_channels: int, out_channels: int, stride: int) -> None:
        super().__init__()
        self.stride = stride
        self.new_channels = out_channels - in_channels

    def forward(self, x: Tensor) -> Tensor:
        x = x[:, :, :: self.stride, :: self.stride]
        before = self.new_channels // 2
        return F.pad(x, (0, 0, 0, 0, before, self.new_channels - before))


class BasicBlock(nn.Module):
    """Two 3x3 convolutions and the shortcut around them."""

    def __init__(self, in_channels: int, out_channels: int, stride: int = 1, option: str = "A") -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(out_channels)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_channels)

        if stride == 1 and in_channels == out_channels:
            self.shortcut = nn.Identity()
        elif option == "A":
            self.shortcut = PadShortcut(in_channels, out_channels, stride)
        else:
            self.shortcut = nn.Sequential(
                nn.Conv2d(in_channels, out_channels, 1, stride=stride, bias=False),
                nn.BatchNorm2d(out_channels),
            )

    def forward(self, x: Tensor) -> Tensor:
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        out = out + self.shortcut(x)
        return F.relu(out)


class ResNet(nn.Module):
    def __init__(self, depth: int = 20, option: str = "A", num_classes: int = 10) -> None:
        super().__init__()
        if (depth - 2) % 6 != 0:
            raise ValueError(f"depth must be 6n + 2 (20, 32, 44, 56, 110), not {depth}")
        if option not in ("A", "B"):
            raise ValueError(f"option must be 'A' or 'B', not {option!r}")
        blocks = (depth - 2) // 6

        self.conv1 = nn.Conv2d(3, 16, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        self.layer1 = self._make_stage(16, 16, blocks, stride=1, option=option)
        self.layer2 = self._make_stage(16, 32, blocks, stride=2, option=option)
        self.layer3 = self._make_stage(32, 64, blocks, stride=2, option=option)
        self.fc = nn.Linear(64, num_classes)

        for module in self.modules():
            if isinstance(module, (nn.Conv2d, nn.Linear)):
                nn.init.kaiming_normal_(module.weight)

    @staticmethod
    def _make_stage(in_channels: int, out_channels: int, blocks: int, stride: int, option: str) -> nn.Sequential:
        stage = [BasicBlock(in_channels, out_channels, stride, option)]
        for _ in range(blocks - 1):
            stage.append(BasicBlock(out_channels, out_channels, option=option))
        return nn.Sequential(*stage)

    def forward(self, x: Tensor) -> Tensor:
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.layer1(out)
        out = self.layer2(out)
        out = self.layer3(out)
        out = out.mean(dim=(2, 3))
        return self.fc(out)


def resnet20() -> ResNet:
    return ResNet(20)


def resnet56() -> ResNet:
    return ResNet(56)


if __name__ == "__main__":
    print(resnet20()(torch.randn(1, 3, 32, 32)).shape)
