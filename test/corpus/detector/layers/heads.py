from torch import nn

from . import blocks
from ..utils import bias_for_prior


class Head(nn.Module):
    def __init__(self, cin, width, outputs):
        super().__init__()
        self.tower = nn.Sequential(blocks.ConvNormAct(cin, width), blocks.ConvNormAct(width, width))
        self.predict = nn.Conv2d(width, outputs, 1)
        nn.init.constant_(self.predict.bias, bias_for_prior(0.01))

    def forward(self, x):
        return self.predict(self.tower(x))
