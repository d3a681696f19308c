# resnet generator and discriminator
import torch
from torch import nn
import torch.nn.functional as F
from torch.nn.utils import spectral_norm
from torch.nn.utils.parametrizations import spectral_norm as new_spectral_norm, weight_norm as new_weight_norm
import numpy as np


channels = 3


class ResBlockDiscriminator(nn.Module):

    def __init__(self, in_channels, out_channels, stride=1):
        super(ResBlockDiscriminator, self).__init__()

        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, 1, padding=1)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, 1, padding=1)
        nn.init.xavier_uniform_(self.conv1.weight.data, 1.)
        nn.init.xavier_uniform_(self.conv2.weight.data, 1.)

        if stride == 1:
            self.model = nn.Sequential(
                nn.ReLU(),
                spectral_norm(self.conv1),
                nn.ReLU(),
                spectral_norm(self.conv2)
                )
        else:
            self.model = nn.Sequential(
                nn.ReLU(),
                spectral_norm(self.conv1),
                nn.ReLU(),
                spectral_norm(self.conv2),
                nn.AvgPool2d(2, stride=stride, padding=0)
                )
        self.bypass = nn.Sequential()
        if stride != 1:

            self.bypass_conv = nn.Conv2d(in_channels,out_channels, 1, 1, padding=0)
            nn.init.xavier_uniform_(self.bypass_conv.weight.data, np.sqrt(2))

            self.bypass = nn.Sequential(
                spectral_norm(self.bypass_conv),
                nn.AvgPool2d(2, stride=stride, padding=0)
            )

    def forward(self, x):
        return self.model(x) + self.bypass(x)


class Discriminator(nn.Module):
    def __init__(self, size=32):
        super(Discriminator, self).__init__()
        self.model = nn.Sequential(
            ResBlockDiscriminator(channels, size, stride=2),
            ResBlockDiscriminator(size, size, stride=2),
            ResBlockDiscriminator(size, size),
            nn.ReLU(),
            nn.AdaptiveAvgPool2d(1),
        )
        self.embed = new_weight_norm(nn.Linear(size, size))
        self.fc = new_spectral_norm(nn.Linear(size, 1))
        nn.init.xavier_uniform_(self.fc.parametrizations.weight.original, 1.)

    def forward(self, x):
        return self.fc(self.embed(self.model(x).flatten(1)))
