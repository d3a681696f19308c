"""Builds a detector from a nested description, as it would come out of yaml.safe_load."""
import contextlib

import torch
import torch.nn as nn

DESCRIPTION = {
    'nc': 4,
    'depth_multiple': 0.67,
    'width_multiple': 0.25,
    'backbone': [
        # [from, number, module, args]
        [-1, 1, 'Conv', [64, 6, 2, 2]],
        [-1, 1, 'Conv', [128, 3, 2]],
        [-1, 3, 'C3', [128]],
        [-1, 1, 'Conv', [256, 3, 2]],
        [-1, 3, 'C3', [256]],
    ],
    'head': [
        [-1, 1, 'Conv', [128, 1, 1]],
        [-1, 1, 'nn.Upsample', [None, 2, 'nearest']],
        [[-1, 2], 1, 'Concat', [1]],
        [-1, 3, 'C3', [128, False]],
        [[8, 4], 1, 'Detect', []],
    ],
}


def autopad(k, p=None):
    return k // 2 if p is None else p


class Conv(nn.Module):
    def __init__(self, c1, c2, k=1, s=1, p=None):
        super().__init__()
        self.conv = nn.Conv2d(c1, c2, k, s, autopad(k, p), bias=False)
        self.bn = nn.BatchNorm2d(c2)
        self.act = nn.SiLU()

    def forward(self, x):
        return self.act(self.bn(self.conv(x)))


class Bottleneck(nn.Module):
    def __init__(self, c1, c2, shortcut=True, e=1.0):
        super().__init__()
        c_ = int(c2 * e)
        self.cv1 = Conv(c1, c_, 1, 1)
        self.cv2 = Conv(c_, c2, 3, 1)
        self.add = shortcut and c1 == c2

    def forward(self, x):
        return x + self.cv2(self.cv1(x)) if self.add else self.cv2(self.cv1(x))


class C3(nn.Module):
    def __init__(self, c1, c2, n=1, shortcut=True):
        super().__init__()
        c_ = c2 // 2
        self.cv1, self.cv2, self.cv3 = Conv(c1, c_), Conv(c1, c_), Conv(2 * c_, c2)
        self.m = nn.Sequential(*(Bottleneck(c_, c_, shortcut) for _ in range(n)))

    def forward(self, x):
        return self.cv3(torch.cat((self.m(self.cv1(x)), self.cv2(x)), 1))


class Concat(nn.Module):
    def __init__(self, dimension=1):
        super().__init__()
        self.d = dimension

    def forward(self, x):
        return torch.cat(x, self.d)


class Detect(nn.Module):
    def __init__(self, nc, ch=()):
        super().__init__()
        self.m = nn.ModuleList(nn.Conv2d(x, nc + 5, 1) for x in ch)

    def forward(self, x):
        return [m(xi) for m, xi in zip(self.m, x)]


def parse_model(d, ch):
    gd, gw = d['depth_multiple'], d['width_multiple']
    layers, save, c2 = [], [], ch[-1]
    for i, (f, n, m, args) in enumerate(d['backbone'] + d['head']):
        m = eval(m) if isinstance(m, str) else m  # eval strings
        for j, a in enumerate(args):
            with contextlib.suppress(NameError, SyntaxError):
                args[j] = eval(a) if isinstance(a, str) else a
        n = max(round(n * gd), 1) if n > 1 else n
        if m in (Conv, C3):
            c1, c2 = ch[f], int(args[0] * gw)
            args = [c1, c2, *args[1:]]
            if m is C3:
                args.insert(2, n)
                n = 1
        elif m is Concat:
            c2 = sum(ch[x] for x in f)
        elif m is Detect:
            args = [d['nc'], [ch[x + 1] for x in f]]
        m_ = nn.Sequential(*(m(*args) for _ in range(n))) if n > 1 else m(*args)
        m_.i, m_.f = i, f
        save.extend(x % i for x in ([f] if isinstance(f, int) else f) if x != -1)
        layers.append(m_)
        if i == 0:
            ch = [ch[0]]
        ch.append(c2)
    return nn.Sequential(*layers), sorted(save)


class DetectionModel(nn.Module):
    def __init__(self, cfg=DESCRIPTION, ch=3):
        super().__init__()
        self.model, self.save = parse_model(cfg, ch=[ch])

    def forward(self, x):
        y = []
        for m in self.model:
            if m.f != -1:
                x = y[m.f] if isinstance(m.f, int) else [x if j == -1 else y[j] for j in m.f]
            x = m(x)
            y.append(x if m.i in self.save else None)
        return x
