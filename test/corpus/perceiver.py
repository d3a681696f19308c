"""Perceiver: a few learned latents read a long array by cross-attention, again and again with shared weights."""

import torch
import torch.nn.functional as F
from torch import einsum, nn


def exists(val):
    return val is not None


class GEGLU(nn.Module):
    def forward(self, x):
        x, gates = x.chunk(2, dim=-1)
        return x * F.gelu(gates)


class Attention(nn.Module):
    def __init__(self, query_dim, context_dim=None, heads=4, dim_head=16):
        super().__init__()
        inner = heads * dim_head
        self.heads, self.scale = heads, dim_head ** -0.5
        self.norm = nn.LayerNorm(query_dim)
        self.norm_context = nn.LayerNorm(context_dim) if exists(context_dim) else None
        self.to_q = nn.Linear(query_dim, inner, bias=False)
        self.to_kv = nn.Linear(context_dim or query_dim, inner * 2, bias=False)
        self.to_out = nn.Linear(inner, query_dim)

    def forward(self, x, context=None):
        x = self.norm(x)
        context = self.norm_context(context) if exists(context) else x
        q, (k, v) = self.to_q(x), self.to_kv(context).chunk(2, dim=-1)
        split = lambda t: t.unflatten(-1, (self.heads, -1)).transpose(1, 2)
        q, k, v = map(split, (q, k, v))
        sim = einsum('b h i d, b h j d -> b h i j', q, k) * self.scale
        attn = sim.softmax(dim=-1)
        out = einsum('b h i j, b h j d -> b h i d', attn, v)
        return self.to_out(out.transpose(1, 2).flatten(2))


class FeedForward(nn.Module):
    def __init__(self, dim, mult=2):
        super().__init__()
        self.net = nn.Sequential(nn.LayerNorm(dim), nn.Linear(dim, dim * mult * 2), GEGLU(), nn.Linear(dim * mult, dim))

    def forward(self, x):
        return self.net(x)


class Perceiver(nn.Module):
    def __init__(self, *, input_channels=3, num_latents=16, latent_dim=32, iterations=3, num_classes=10):
        super().__init__()
        self.latents = nn.Parameter(torch.randn(num_latents, latent_dim))
        self.cross_attn = Attention(latent_dim, input_channels)
        self.cross_ff = FeedForward(latent_dim)
        self.self_attn = Attention(latent_dim)
        self.self_ff = FeedForward(latent_dim)
        self.iterations = iterations
        self.to_logits = nn.Sequential(nn.LayerNorm(latent_dim), nn.Linear(latent_dim, num_classes))

    def forward(self, data):
        b, *axis, c = data.shape
        data = data.reshape(b, -1, c)
        x = self.latents.unsqueeze(0).repeat(b, 1, 1)
        for _ in range(self.iterations):
            x = self.cross_attn(x, context=data) + x
            x = self.cross_ff(x) + x
            x = self.self_attn(x) + x
            x = self.self_ff(x) + x
        return self.to_logits(x.mean(dim=1))


if __name__ == '__main__':
    img = torch.randn(1, 24, 24, 3)
    print(Perceiver()(img).shape)
