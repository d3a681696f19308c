import logging

import torch
import torch.nn as nn

BN_MOMENTUM = 0.1
logger = logging.getLogger(__name__)


def conv3x3(in_planes, out_planes, stride=1):
    """3x3 convolution with padding"""
    return nn.Conv2d(in_planes, out_planes, kernel_size=3, stride=stride, padding=1, bias=False)


class BasicBlock(nn.Module):
    def __init__(self, planes):
        super(BasicBlock, self).__init__()
        self.conv1 = conv3x3(planes, planes)
        self.bn1 = nn.BatchNorm2d(planes, momentum=BN_MOMENTUM)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = conv3x3(planes, planes)
        self.bn2 = nn.BatchNorm2d(planes, momentum=BN_MOMENTUM)

    def forward(self, x):
        residual = x
        out = self.conv1(x)
        out = self.bn1(out)
        out = self.relu(out)
        out = self.conv2(out)
        out = self.bn2(out)
        out += residual
        out = self.relu(out)
        return out


class HighResolutionModule(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.num_branches = len(channels)
        self.branches = nn.ModuleList([nn.Sequential(BasicBlock(c), BasicBlock(c)) for c in channels])
        self.fuse_layers = self._make_fuse_layers(channels)
        self.relu = nn.ReLU(True)

    def _make_fuse_layers(self, channels):
        if len(channels) == 1:
            return None
        fuse_layers = []
        for i, out in enumerate(channels):
            fuse_layer = []
            for j, inp in enumerate(channels):
                if j > i:
                    fuse_layer.append(nn.Sequential(
                        nn.Conv2d(inp, out, 1, 1, 0, bias=False), nn.BatchNorm2d(out),
                        nn.Upsample(scale_factor=2 ** (j - i), mode='nearest')))
                elif j == i:
                    fuse_layer.append(None)
                else:
                    downs = []
                    for k in range(i - j):
                        last = k == i - j - 1
                        downs.append(nn.Sequential(conv3x3(inp, out if last else inp, stride=2), nn.BatchNorm2d(out if last else inp)))
                    fuse_layer.append(nn.Sequential(*downs))
            fuse_layers.append(nn.ModuleList(fuse_layer))
        return nn.ModuleList(fuse_layers)

    def forward(self, x):
        if self.num_branches == 1:
            return [self.branches[0](x[0])]
        for i in range(self.num_branches):
            x[i] = self.branches[i](x[i])
        x_fuse = []
        for i in range(len(self.fuse_layers)):
            y = x[0] if i == 0 else self.fuse_layers[i][0](x[0])
            for j in range(1, self.num_branches):
                if i == j:
                    y = y + x[j]
                else:
                    y = y + self.fuse_layers[i][j](x[j])
            x_fuse.append(self.relu(y))
        return x_fuse


class HRNet(nn.Module):
    def __init__(self, channels=(16, 32), joints=17):
        super().__init__()
        logger.info('=> building HRNet with %s', channels)
        self.stem = nn.Sequential(conv3x3(3, channels[0], 2), nn.BatchNorm2d(channels[0]), nn.ReLU(True))
        self.transition = nn.Sequential(conv3x3(channels[0], channels[1], 2), nn.BatchNorm2d(channels[1]), nn.ReLU(True))
        self.stage = nn.Sequential(HighResolutionModule(channels), HighResolutionModule(channels))
        self.final_layer = nn.Conv2d(channels[0], joints, 1)

    def forward(self, x):
        x = self.stem(x)
        x_list = self.stage([x, self.transition(x)])
        return self.final_layer(x_list[0])
