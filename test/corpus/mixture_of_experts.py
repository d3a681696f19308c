import torch
import torch.nn as nn
import torch.nn.functional as F


class Expert(nn.Module):
    def __init__(self, d_model, d_hidden):
        super().__init__()
        self.up = nn.Linear(d_model, d_hidden)
        self.down = nn.Linear(d_hidden, d_model)

    def forward(self, x):
        return self.down(F.gelu(self.up(x)))


class DenseMoE(nn.Module):
    """Every expert sees every token; the router's top-k probabilities weigh their answers."""

    def __init__(self, d_model, num_experts=4, k=2, d_hidden=None):
        super().__init__()
        self.k = k
        self.router = nn.Linear(d_model, num_experts, bias=False)
        self.experts = nn.ModuleList([Expert(d_model, d_hidden or 2 * d_model) for _ in range(num_experts)])

    def forward(self, x):
        logits = self.router(x)
        top, index = logits.topk(self.k, dim=-1)
        weights = torch.zeros_like(logits).scatter(-1, index, F.softmax(top, dim=-1))
        stacked = torch.stack([expert(x) for expert in self.experts], dim=-1)   # [B, T, D, E]
        return (stacked * weights.unsqueeze(-2)).sum(-1)


class MoEBlock(nn.Module):
    def __init__(self, d_model, heads=4):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(d_model), nn.LayerNorm(d_model)
        self.attn = nn.MultiheadAttention(d_model, heads, batch_first=True)
        self.moe = DenseMoE(d_model)

    def forward(self, x):
        h = self.norm1(x)
        a, _ = self.attn(h, h, h, need_weights=False)
        x = x + a
        return x + self.moe(self.norm2(x))


class MoETransformer(nn.Module):
    def __init__(self, vocab=256, d_model=32, layers=2):
        super().__init__()
        self.embed = nn.Embedding(vocab, d_model)
        self.blocks = nn.Sequential(*(MoEBlock(d_model) for _ in range(layers)))
        self.out = nn.Linear(d_model, vocab)

    def forward(self, tokens):
        return self.out(self.blocks(self.embed(tokens)))
