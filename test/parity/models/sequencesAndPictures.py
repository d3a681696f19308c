"""A classifier of sequences (LSTM) and a network that gives a label to every pixel (U-Net), both with dropout."""

import torch
from torch import nn
from torch.nn import functional as F


class SequenceClassifier(nn.Module):
    """Logits [N, 7] of tokens [N, T]: embedding, two bidirectional LSTM layers with dropout between them, the last states."""

    def __init__(self, vocabulary=60, width=24, hidden=32, classes=7):
        super().__init__()
        self.tokens = nn.Embedding(vocabulary, width)
        self.lstm = nn.LSTM(width, hidden, 2, dropout=0.3, bidirectional=True, batch_first=True)
        self.drop = nn.Dropout(0.2)
        self.head = nn.Linear(2 * hidden, classes)

    def forward(self, x):
        _, (state, _) = self.lstm(self.tokens(x))
        return self.head(self.drop(torch.cat((state[-2], state[-1]), 1)))


class Double(nn.Sequential):
    def __init__(self, inputs, outputs):
        super().__init__(
            nn.Conv2d(inputs, outputs, 3, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
            nn.SiLU(),
            nn.Conv2d(outputs, outputs, 3, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
            nn.SiLU(),
        )


class UNet(nn.Module):
    """Logits [N, 5, H, W] of pictures [N, 3, H, W] (Ronneberger et al. 2015), one half with learnt upsampling, one without."""

    def __init__(self, width=12, classes=5):
        super().__init__()
        self.down1 = Double(3, width)
        self.down2 = Double(width, 2 * width)
        self.middle = Double(2 * width, 4 * width)
        self.drop = nn.Dropout2d(0.2)
        self.up2 = nn.ConvTranspose2d(4 * width, 2 * width, 2, stride=2)
        self.merge2 = Double(4 * width, 2 * width)
        self.merge1 = Double(3 * width, width)
        self.head = nn.Conv2d(width, classes, 1)

    def forward(self, x):
        first = self.down1(x)
        second = self.down2(F.max_pool2d(first, 2))
        x = self.drop(self.middle(F.max_pool2d(second, 2)))
        x = self.merge2(torch.cat((second, self.up2(x)), 1))
        x = F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
        return self.head(self.merge1(torch.cat((first, x), 1)))
