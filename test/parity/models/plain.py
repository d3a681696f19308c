"""Networks with long skips, dense skips, and none."""

import copy
from collections import OrderedDict

import torch
from torch import nn
from torch.nn import functional as F


class DoubleConv(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(inplace=True),
            nn.Conv2d(outputs, outputs, 3, padding="same", padding_mode="reflect"),
            nn.ReLU(inplace=True),
        )

    def forward(self, x):
        return self.body(x)


class UNet(nn.Module):
    """Ronneberger et al. 2015, small: one level by transposed convolution, one by interpolation."""

    def __init__(self):
        super().__init__()
        self.down1 = DoubleConv(1, 4)
        self.down2 = DoubleConv(4, 8)
        self.bottom = DoubleConv(8, 8)
        self.pool = nn.MaxPool2d(2)
        self.up2 = nn.ConvTranspose2d(8, 8, 2, stride=2)
        self.fuse2 = DoubleConv(16, 8)
        self.up1 = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True)
        self.fuse1 = DoubleConv(12, 4)
        self.out = nn.Conv2d(4, 2, 1)

    def forward(self, x):
        a = self.down1(x)
        b = self.down2(self.pool(a))
        y = self.bottom(self.pool(b))
        y = self.up2(y)
        dy, dx = b.size(2) - y.size(2), b.size(3) - y.size(3)
        y = F.pad(y, [dx // 2, dx - dx // 2, dy // 2, dy - dy // 2])
        y = self.fuse2(torch.cat([b, y], dim=1))
        y = F.interpolate(self.up1(y), size=a.shape[2:])
        return self.out(self.fuse1(torch.cat((a, y), 1)))


class DenseLayer(nn.Module):
    def __init__(self, inputs, growth):
        super().__init__()
        self.add_module("norm", nn.BatchNorm2d(inputs))
        self.add_module("relu", nn.ReLU(inplace=True))
        self.add_module("conv", nn.Conv2d(inputs, growth, 3, 1, 1, bias=False))

    def forward(self, features):
        return self.conv(self.relu(self.norm(torch.cat(features, 1))))


class DenseNet(nn.Module):
    """Huang et al. 2017, small."""

    def __init__(self, growth=4, layers=3):
        super().__init__()
        self.features = nn.Sequential(OrderedDict([("conv0", nn.Conv2d(3, 8, 7, 2, 3, bias=False))]))
        self.block = nn.ModuleDict()
        for index in range(layers):
            self.block[f"denselayer{index + 1}"] = DenseLayer(8 + index * growth, growth)
        self.features.add_module("norm5", nn.BatchNorm2d(8))
        self.classifier = nn.Linear(8 + layers * growth, 6)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight)
            elif isinstance(module, nn.BatchNorm2d):
                nn.init.constant_(module.weight, 1.5)
                nn.init.constant_(module.bias, 0.25)
            elif isinstance(module, nn.Linear):
                nn.init.constant_(module.bias, 0)

    def forward(self, x):
        features = [self.features(x)]
        for layer in self.block.values():
            features.append(layer(features))
        out = F.relu(torch.cat(features, 1), inplace=True)
        out = F.adaptive_avg_pool2d(out, (1, 1)).flatten(1)
        return self.classifier(out)


class Vgg(nn.Module):
    def __init__(self, plan=(4, "M", 8, "M"), classes=5):
        super().__init__()
        layers = []
        channels = 3
        for entry in plan:
            if entry == "M":
                layers += [nn.MaxPool2d(kernel_size=2, stride=2)]
            else:
                layers += [nn.Conv2d(channels, entry, kernel_size=3, padding=1), nn.ReLU(True)]
                channels = entry
        self.features = nn.Sequential(*layers)
        self.avgpool = nn.AdaptiveAvgPool2d((3, 3))
        self.classifier = nn.Sequential(nn.Linear(8 * 9, 16), nn.ReLU(True), nn.Dropout(), nn.Linear(16, classes))
        for m in self.modules():
            if isinstance(m, nn.Linear):
                nn.init.normal_(m.weight, 0, 0.01)
                nn.init.trunc_normal_(m.bias, std=0.02)

    def forward(self, x):
        x = self.features(x)
        x = self.avgpool(x)
        x = torch.flatten(x, 1)
        return self.classifier(x)


class Perceptron(nn.Module):
    """Layers made by deep copies of one, which therefore begin alike."""

    def __init__(self, width=5, depth=3):
        super().__init__()
        layer = nn.Sequential(nn.Linear(width, width), nn.Tanh(), nn.BatchNorm1d(width))
        self.layers = nn.ModuleList(copy.deepcopy(layer) for _ in range(depth))
        self.scale = nn.Parameter(torch.full((width,), 0.5))
        self.shift = nn.Parameter(torch.rand(width) - 0.5)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x) * self.scale + self.shift
        return F.softplus(x).clamp(max=3.0).sqrt()
