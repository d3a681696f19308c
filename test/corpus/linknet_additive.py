# U-Net mit additiven Sprungverbindungen (LinkNet, Chaurasia & Culurciello 2017)
import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self, ein, aus):
        super().__init__()
        self.faltung1 = nn.Conv2d(ein, aus, 3, stride=2, padding=1)
        self.faltung2 = nn.Conv2d(aus, aus, 3, padding=1)
        self.norm = nn.GroupNorm(4, aus)

    def forward(self, x):
        return self.norm(self.faltung2(self.faltung1(x).relu())).relu()


class Decoder(nn.Module):
    def __init__(self, ein, aus):
        super().__init__()
        self.hoch = nn.ConvTranspose2d(ein, aus, kernel_size=4, stride=2, padding=1)
        self.faltung = nn.Conv2d(aus, aus, 3, padding=1)

    def forward(self, x):
        # Größe verdoppeln, dann glätten
        return self.faltung(self.hoch(x).relu()).relu()


class LinkNetz(nn.Module):
    def __init__(self, kanäle=3, klassen=5, breiten=(16, 32, 64)):
        super().__init__()
        self.anfang = nn.Conv2d(kanäle, breiten[0], 3, padding=1)
        self.ab = nn.ModuleList(Encoder(a, b) for a, b in zip(breiten, breiten[1:]))
        self.auf = nn.ModuleList(Decoder(b, a) for a, b in reversed(list(zip(breiten, breiten[1:]))))
        self.ende = nn.Conv2d(breiten[0], klassen, 1)

    def forward(self, x):
        x = self.anfang(x)
        sprünge = []
        for stufe in self.ab:
            sprünge.append(x)
            x = stufe(x)
        for stufe in self.auf:
            x = stufe(x) + sprünge.pop()
        return self.ende(x)


netz = LinkNetz()
