"""ResNet v1 and v2 (He et al. 2016a, 2016b); v2 inherits and only changes what differs."""

import torch
from torch import nn


class ResidualBlock(nn.Module):
    expansion = 1

    def __init__(self, in_channels, channels, stride=1):
        super().__init__()
        self.stride = stride
        self.build(in_channels, channels, stride)

    def build(self, in_channels, channels, stride):
        self.conv1 = nn.Conv2d(in_channels, channels, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = None
        if stride != 1 or in_channels != channels:
            self.downsample = nn.Sequential(
                nn.Conv2d(in_channels, channels, 1, stride=stride, bias=False),
                nn.BatchNorm2d(channels),
            )

    def residual(self, x):
        return self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x)))))

    def forward(self, x):
        identity = x if self.downsample is None else self.downsample(x)
        return self.relu(self.residual(x) + identity)


class PreActBlock(ResidualBlock):
    def build(self, in_channels, channels, stride):
        super().build(in_channels, channels, stride)
        self.bn1 = nn.BatchNorm2d(in_channels)
        if self.downsample is not None:
            self.downsample = self.downsample[0]

    def residual(self, x):
        out = self.conv1(self.relu(self.bn1(x)))
        return self.conv2(self.relu(self.bn2(out)))

    def forward(self, x):
        identity = x if self.downsample is None else self.downsample(x)
        return self.residual(x) + identity


class ResNetV1(nn.Module):
    block = ResidualBlock

    def __init__(self, depth=14, width=16, num_classes=10):
        super().__init__()
        n = (depth - 2) // 6
        self.stem = nn.Sequential(nn.Conv2d(3, width, 3, padding=1, bias=False), *self.stem_norm(width))
        stages, channels = [], width
        for i in range(3):
            out = width * 2**i
            stages.append(self.stage(channels, out, n, 1 if i == 0 else 2))
            channels = out
        self.stages = nn.Sequential(*stages)
        self.head_norm = self.make_head_norm(channels)
        self.fc = nn.Linear(channels, num_classes)

    def stem_norm(self, width):
        return [nn.BatchNorm2d(width), nn.ReLU(inplace=True)]

    def make_head_norm(self, channels):
        return nn.Identity()

    def stage(self, in_channels, channels, n, stride):
        blocks = [self.block(in_channels, channels, stride)]
        blocks += [self.block(channels, channels) for _ in range(n - 1)]
        return nn.Sequential(*blocks)

    def forward(self, x):
        x = self.stages(self.stem(x))
        x = self.head_norm(x).mean(dim=(2, 3))
        return self.fc(x)


class ResNetV2(ResNetV1):
    block = PreActBlock

    def stem_norm(self, width):
        return []

    def make_head_norm(self, channels):
        return nn.Sequential(nn.BatchNorm2d(channels), nn.ReLU(inplace=True))


if __name__ == "__main__":
    net = ResNetV2(depth=14)
    print(net(torch.zeros(1, 3, 32, 32)).shape)
