# -*- coding: utf-8 -*-
"""Super-résolution: EDSR (Lim et al. 2017), fichier écrit sous Windows."""
import torch
import torch.nn as nn


class ResBlock(nn.Module):
    """Bloc résiduel sans normalisation; la branche est multipliée par res_scale."""

    def __init__(self, n_feats, kernel_size=3, bias=True, res_scale=0.1):
        super(ResBlock, self).__init__()
        m = []
        for i in range(2):
            m.append(nn.Conv2d(n_feats, n_feats, kernel_size, padding=(kernel_size//2), bias=bias))
            if i == 0:
                m.append(nn.ReLU(True))
        self.body = nn.Sequential(*m)
        self.res_scale = res_scale

    def forward(self, x):
        res = self.body(x).mul(self.res_scale)
        res += x
        return res


class EDSR(nn.Module):
    def __init__(self, n_resblocks=4, n_feats=32, scale=2, n_colors=3):
        super(EDSR, self).__init__()
        self.head = nn.Conv2d(n_colors, n_feats, 3, padding=1)
        # corps du réseau
        self.body = nn.Sequential(*[ResBlock(n_feats) for _ in range(n_resblocks)],
                                  nn.Conv2d(n_feats, n_feats, 3, padding=1))
        self.tail = nn.Sequential(nn.Conv2d(n_feats, n_feats * scale ** 2, 3, padding=1),
                                  nn.PixelShuffle(scale),
                                  nn.Conv2d(n_feats, n_colors, 3, padding=1))

    def forward(self, x):
        x = self.head(x)
        res = self.body(x)
        res += x
        return self.tail(res)


if __name__ == '__main__':
    reseau = EDSR()
    y = reseau(torch.rand(1, 3, 48, 48))
