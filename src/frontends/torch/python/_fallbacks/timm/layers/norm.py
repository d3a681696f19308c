"""timm.layers.norm: normalisation of pictures over their channels."""

from torch import nn
from torch.nn import functional as F


class LayerNorm2d(nn.LayerNorm):
    """Over the channels of N×C×H×W."""

    def __init__(self, num_channels, eps=1e-6, affine=True):
        super().__init__(num_channels, eps=eps, elementwise_affine=affine)

    def forward(self, x):
        x = x.permute(0, 2, 3, 1)
        return F.layer_norm(x, self.normalized_shape, self.weight, self.bias, self.eps).permute(0, 3, 1, 2)
