"""In-place arithmetic and assignment to slices, all of it common in older code."""
import torch
import torch.nn as nn


class ShiftModule(nn.Module):
    """TSM: moves a part of the channels along time (Lin, Gan, Han 2019)."""

    def __init__(self, n_segment=4, n_div=8):
        super().__init__()
        self.n_segment, self.fold_div = n_segment, n_div

    def forward(self, x):
        nt, c, h, w = x.size()
        n_batch = nt // self.n_segment
        x = x.view(n_batch, self.n_segment, c, h, w)

        fold = c // self.fold_div
        out = torch.zeros_like(x)
        out[:, :-1, :fold] = x[:, 1:, :fold]  # shift left
        out[:, 1:, fold: 2 * fold] = x[:, :-1, fold: 2 * fold]  # shift right
        out[:, :, 2 * fold:] = x[:, :, 2 * fold:]  # not shift
        return out.view(nt, c, h, w)


class InPlaceNet(nn.Module):
    def __init__(self, channels=16, n_segment=4):
        super().__init__()
        self.conv1 = nn.Conv2d(3, channels, 3, 2, 1)
        self.shift = ShiftModule(n_segment)
        self.conv2 = nn.Conv2d(channels, channels, 3, 1, 1)
        self.scale = nn.Parameter(torch.ones(channels, 1, 1))
        self.fc = nn.Linear(channels, 5)
        self.n_segment = n_segment

    def forward(self, clip):
        clip = clip.clone()
        clip.sub_(0.5).div_(0.25)
        x = self.conv1(clip).relu_()
        y = self.conv2(self.shift(x))
        y *= self.scale
        y += x
        y.clamp_(min=0)
        y[:, 0] = 0
        y[:, 1].add_(1.0)
        y = y.mean((2, 3)).view(-1, self.n_segment, y.size(1))
        logits = self.fc(y)
        logits[..., -1] -= 1
        return logits.mean(1)


if __name__ == "__main__":
    clip = torch.rand(8, 3, 32, 32)
    print(InPlaceNet()(clip).size())
