import torch
import torch.nn as nn
from torchvision.ops import DeformConv2d


class DeformableBlock(nn.Module):
    """Modulated deformable convolution; offsets and mask come from a plain one."""

    def __init__(self, cin, cout, k=3):
        super().__init__()
        self.k2 = k * k
        self.offset_mask = nn.Conv2d(cin, 3 * self.k2, k, padding=k // 2)
        self.dcn = DeformConv2d(cin, cout, k, padding=k // 2)
        self.norm = nn.BatchNorm2d(cout)
        nn.init.zeros_(self.offset_mask.weight)
        nn.init.zeros_(self.offset_mask.bias)

    def forward(self, x):
        o1, o2, mask = torch.chunk(self.offset_mask(x), 3, dim=1)
        offset = torch.cat((o1, o2), dim=1)
        return torch.relu(self.norm(self.dcn(x, offset, torch.sigmoid(mask))))


class DeformableNet(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 3, stride=2, padding=1)
        self.block1 = DeformableBlock(16, 16)
        self.block2 = DeformableBlock(16, 32)
        self.fc = nn.Linear(32, classes)

    def forward(self, x):
        x = self.stem(x)
        x = x + self.block1(x)
        x = self.block2(x)
        return self.fc(x.mean((2, 3)))
