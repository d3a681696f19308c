from torch import nn

__all__ = ["ConvNormAct", "Residual"]


class ConvNormAct(nn.Sequential):
    def __init__(self, cin, cout, kernel_size=3, stride=1, act=True):
        super().__init__(
            nn.Conv2d(cin, cout, kernel_size, stride, kernel_size // 2, bias=False),
            nn.BatchNorm2d(cout),
            nn.LeakyReLU(0.1) if act else nn.Identity(),
        )


class Residual(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1 = ConvNormAct(channels, channels // 2, 1)
        self.conv2 = ConvNormAct(channels // 2, channels, 3)

    def forward(self, x):
        return x + self.conv2(self.conv1(x))
