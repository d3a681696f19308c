import torch
import torch.nn as nn


class Generator(nn.Module):

    class Config:
        width = 16
        blocks = 2

    class Block(nn.Module):

        class Norm(nn.GroupNorm):
            def __init__(self, channels):
                super().__init__(4, channels)

        def __init__(self, channels):
            super().__init__()
            self.conv = nn.Conv2d(channels, channels, 3, padding=1)
            self.norm = self.Norm(channels)

        def forward(self, x):
            return x + torch.relu(self.norm(self.conv(x)))

    def __init__(self, config=Config):
        super().__init__()
        self.inp = nn.Conv2d(1, config.width, 1)
        self.blocks = nn.ModuleList(Generator.Block(config.width) for _ in range(config.blocks))
        self.up = nn.Sequential(nn.Conv2d(config.width, 4, 3, padding=1), nn.PixelShuffle(2))

    def forward(self, low_resolution):
        x = self.inp(low_resolution)
        for block in self.blocks:
            x = block(x)
        return self.up(x)


if __name__ == '__main__':
    g = Generator()
    high = g(torch.rand(1, 1, 20, 30))
