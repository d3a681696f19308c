from functools import partial
import torch
from torch import nn


class PreNormResidual(nn.Module):
    def __init__(self, dim, fn):
        super().__init__()
        self.fn = fn
        self.norm = nn.LayerNorm(dim)

    def forward(self, x):
        return self.fn(self.norm(x)) + x

def FeedForward(dim, expansion_factor = 4, dropout = 0., dense = nn.Linear):
    inner_dim = int(dim * expansion_factor)
    return nn.Sequential(
        dense(dim, inner_dim),
        nn.GELU(),
        nn.Dropout(dropout),
        dense(inner_dim, dim),
        nn.Dropout(dropout)
    )

class Patches(nn.Module):
    def __init__(self, patch_size):
        super().__init__()
        self.unfold = nn.Unfold(patch_size, stride=patch_size)

    def forward(self, x):
        return self.unfold(x).transpose(1, 2)

class Mean(nn.Module):
    def forward(self, x):
        return torch.mean(x, dim=1)

def MLPMixer(*, image_size=64, channels=3, patch_size=8, dim=64, depth=4, num_classes=10, expansion_factor = 4, expansion_factor_token = 0.5, dropout = 0.):
    assert (image_size % patch_size) == 0, 'image must be divisible by patch size'
    num_patches = (image_size // patch_size) ** 2
    chan_first, chan_last = partial(nn.Conv1d, kernel_size = 1), nn.Linear

    return nn.Sequential(
        Patches(patch_size),
        nn.Linear((patch_size ** 2) * channels, dim),
        *[nn.Sequential(
            PreNormResidual(dim, FeedForward(num_patches, expansion_factor, dropout, chan_first)),
            PreNormResidual(dim, FeedForward(dim, expansion_factor_token, dropout, chan_last))
        ) for _ in range(depth)],
        nn.LayerNorm(dim),
        Mean(),
        nn.Linear(dim, num_classes)
    )

mixer = MLPMixer()

if __name__ == '__main__':
    img = torch.randn(1, 3, 64, 64)
    pred = mixer(img) # (1, 10)
