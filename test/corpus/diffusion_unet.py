import math
import torch
import torch.nn as nn
import torch.nn.functional as F


class SinusoidalPosEmb(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.dim = dim

    def forward(self, time):
        device = time.device
        half_dim = self.dim // 2
        embeddings = math.log(10000) / (half_dim - 1)
        embeddings = torch.exp(torch.arange(half_dim, device=device) * -embeddings)
        embeddings = time[:, None] * embeddings[None, :]
        return torch.cat((embeddings.sin(), embeddings.cos()), dim=-1)


class ResBlock(nn.Module):
    def __init__(self, in_ch, out_ch, time_dim, groups=8):
        super().__init__()
        self.block1 = nn.Sequential(nn.GroupNorm(groups, in_ch), nn.SiLU(), nn.Conv2d(in_ch, out_ch, 3, padding=1))
        self.time = nn.Sequential(nn.SiLU(), nn.Linear(time_dim, out_ch))
        self.block2 = nn.Sequential(nn.GroupNorm(groups, out_ch), nn.SiLU(), nn.Dropout(0.1), nn.Conv2d(out_ch, out_ch, 3, padding=1))
        self.skip = nn.Conv2d(in_ch, out_ch, 1) if in_ch != out_ch else nn.Identity()

    def forward(self, x, t):
        h = self.block1(x)
        h = h + self.time(t)[:, :, None, None]
        return self.block2(h) + self.skip(x)


class SelfAttention2d(nn.Module):
    def __init__(self, ch):
        super().__init__()
        self.norm = nn.GroupNorm(8, ch)
        self.qkv = nn.Conv2d(ch, ch * 3, 1)
        self.proj = nn.Conv2d(ch, ch, 1)

    def forward(self, x):
        b, c, h, w = x.shape
        q, k, v = self.qkv(self.norm(x)).reshape(b, 3, c, h * w).unbind(1)
        attn = torch.einsum('bci,bcj->bij', q, k).mul(c ** -0.5).softmax(-1)
        out = torch.einsum('bij,bcj->bci', attn, v).reshape(b, c, h, w)
        return x + self.proj(out)


class DiffusionUNet(nn.Module):
    def __init__(self, in_ch=3, base=32, mults=(1, 2, 2)):
        super().__init__()
        time_dim = base * 4
        self.time_mlp = nn.Sequential(SinusoidalPosEmb(base), nn.Linear(base, time_dim), nn.GELU(), nn.Linear(time_dim, time_dim))
        self.init = nn.Conv2d(in_ch, base, 3, padding=1)
        chs = [base * m for m in mults]
        self.downs, self.ups = nn.ModuleList(), nn.ModuleList()
        prev = base
        for i, ch in enumerate(chs):
            last = i == len(chs) - 1
            self.downs.append(nn.ModuleList([ResBlock(prev, ch, time_dim), nn.Identity() if last else nn.Conv2d(ch, ch, 3, 2, 1)]))
            prev = ch
        self.mid1, self.mid_attn, self.mid2 = ResBlock(prev, prev, time_dim), SelfAttention2d(prev), ResBlock(prev, prev, time_dim)
        for i, ch in reversed(list(enumerate(chs))):
            first = i == len(chs) - 1
            self.ups.append(nn.ModuleList([nn.Identity() if first else nn.ConvTranspose2d(prev, prev, 4, 2, 1), ResBlock(prev + ch, ch, time_dim)]))
            prev = ch
        self.final = nn.Sequential(nn.GroupNorm(8, base), nn.SiLU(), nn.Conv2d(base, in_ch, 1))

    def forward(self, x, time):
        t = self.time_mlp(time)
        x = self.init(x)
        h = []
        for block, down in self.downs:
            x = block(x, t)
            h.append(x)
            x = down(x)
        x = self.mid2(self.mid_attn(self.mid1(x, t)), t)
        for up, block in self.ups:
            x = up(x)
            x = block(torch.cat((x, h.pop()), dim=1), t)
        return self.final(x)


if __name__ == "__main__":
    net = DiffusionUNet()
    noisy, steps = torch.randn(2, 3, 32, 32), torch.randint(0, 1000, (2,))
    print(net(noisy, steps).shape)
