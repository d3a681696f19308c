"""WaveNet: dilated causal convolutions with gated activations; skip outputs are summed."""
import torch
import torch.nn as nn
import torch.nn.functional as F


class CausalConv1d(nn.Conv1d):
    def __init__(self, in_channels, out_channels, kernel_size=2, dilation=1):
        super().__init__(in_channels, out_channels, kernel_size, dilation=dilation)
        self.left = (kernel_size - 1) * dilation

    def forward(self, x):
        return super().forward(F.pad(x, (self.left, 0)))


class ResidualLayer(nn.Module):
    def __init__(self, residual_channels, skip_channels, dilation):
        super().__init__()
        self.filter = CausalConv1d(residual_channels, residual_channels, dilation=dilation)
        self.gate = CausalConv1d(residual_channels, residual_channels, dilation=dilation)
        self.res = nn.Conv1d(residual_channels, residual_channels, 1)
        self.skip = nn.Conv1d(residual_channels, skip_channels, 1)

    def forward(self, x):
        z = torch.tanh(self.filter(x)) * torch.sigmoid(self.gate(x))
        return self.res(z) + x, self.skip(z)


class WaveNet(nn.Module):
    def __init__(self, classes=256, residual_channels=32, skip_channels=64, layers=5, blocks=2):
        super().__init__()
        self.classes = classes
        self.embed = nn.Embedding(classes, residual_channels)
        self.layers = nn.ModuleList(
            [ResidualLayer(residual_channels, skip_channels, 2 ** i) for _ in range(blocks) for i in range(layers)]
        )
        self.post = nn.Sequential(nn.ReLU(), nn.Conv1d(skip_channels, skip_channels, 1),
                                  nn.ReLU(), nn.Conv1d(skip_channels, classes, 1))

    def forward(self, samples):
        x = self.embed(samples).permute(0, 2, 1)
        skips = 0
        for layer in self.layers:
            x, skip = layer(x)
            skips = skips + skip
        return self.post(skips)


if __name__ == '__main__':
    model = WaveNet()
    waveform = torch.randint(0, 256, (2, 400))
    print(model(waveform).shape)  # (2, 256, 400)
