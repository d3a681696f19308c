import torch
import torch.nn as nn
from torch.quantization import QuantStub, DeQuantStub


class ConvBNReLU(nn.Sequential):
    def __init__(self, cin, cout, stride=1):
        super().__init__(nn.Conv2d(cin, cout, 3, stride, 1, bias=False), nn.BatchNorm2d(cout), nn.ReLU(inplace=False))


class QuantBlock(nn.Module):
    def __init__(self, ch):
        super().__init__()
        self.conv = nn.Sequential(ConvBNReLU(ch, ch), nn.Conv2d(ch, ch, 1))
        # Replace torch.add with floatfunctional
        self.skip_add = nn.quantized.FloatFunctional()

    def forward(self, x):
        return self.skip_add.add(x, self.conv(x))


class QuantizableNet(nn.Module):
    def __init__(self, ch=16, classes=10):
        super().__init__()
        self.quant = QuantStub()
        self.stem = ConvBNReLU(3, ch, 2)
        self.blocks = nn.Sequential(QuantBlock(ch), QuantBlock(ch))
        self.fc = nn.Linear(ch, classes)
        self.dequant = DeQuantStub()

    def forward(self, x):
        x = self.quant(x)
        x = self.blocks(self.stem(x))
        x = self.fc(x.mean([2, 3]))
        return self.dequant(x)

    def fuse_model(self):
        for m in self.modules():
            if type(m) == ConvBNReLU:
                torch.quantization.fuse_modules(m, ['0', '1', '2'], inplace=True)
