import math

import torch
from torch import nn
import torch.nn.functional as F


class T5Norm(nn.Module):
    def __init__(self, size, eps=1e-6):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))
        self.variance_epsilon = eps

    def forward(self, hidden_states):
        variance = hidden_states.to(torch.float32).pow(2).mean(-1, keepdim=True)
        return self.weight * (hidden_states * torch.rsqrt(variance + self.variance_epsilon))


class T5Attention(nn.Module):
    def __init__(self, d_model=32, d_kv=8, n_heads=4, has_relative_attention_bias=False, num_buckets=32):
        super().__init__()
        self.n_heads, self.d_kv = n_heads, d_kv
        self.num_buckets = num_buckets
        inner = n_heads * d_kv
        self.q = nn.Linear(d_model, inner, bias=False)
        self.k = nn.Linear(d_model, inner, bias=False)
        self.v = nn.Linear(d_model, inner, bias=False)
        self.o = nn.Linear(inner, d_model, bias=False)
        if has_relative_attention_bias:
            self.relative_attention_bias = nn.Embedding(num_buckets, n_heads)

    @staticmethod
    def _relative_position_bucket(relative_position, num_buckets=32, max_distance=128):
        relative_buckets = 0
        num_buckets //= 2
        relative_buckets += (relative_position > 0).to(torch.long) * num_buckets
        relative_position = torch.abs(relative_position)
        max_exact = num_buckets // 2
        is_small = relative_position < max_exact
        relative_position_if_large = max_exact + (
            torch.log(relative_position.float() / max_exact)
            / math.log(max_distance / max_exact)
            * (num_buckets - max_exact)
        ).to(torch.long)
        relative_position_if_large = torch.min(
            relative_position_if_large, torch.full_like(relative_position_if_large, num_buckets - 1)
        )
        relative_buckets += torch.where(is_small, relative_position, relative_position_if_large)
        return relative_buckets

    def compute_bias(self, query_length, key_length):
        context_position = torch.arange(query_length, dtype=torch.long)[:, None]
        memory_position = torch.arange(key_length, dtype=torch.long)[None, :]
        bucket = self._relative_position_bucket(memory_position - context_position, self.num_buckets)
        return self.relative_attention_bias(bucket).permute([2, 0, 1]).unsqueeze(0)

    def forward(self, hidden_states, position_bias=None):
        batch, length = hidden_states.shape[:2]
        shape = lambda states: states.view(batch, -1, self.n_heads, self.d_kv).transpose(1, 2)
        q, k, v = shape(self.q(hidden_states)), shape(self.k(hidden_states)), shape(self.v(hidden_states))
        scores = torch.matmul(q, k.transpose(3, 2))
        if position_bias is None:
            position_bias = self.compute_bias(length, length)
        scores += position_bias
        weights = F.softmax(scores.float(), dim=-1).type_as(scores)
        context = torch.matmul(weights, v).transpose(1, 2).contiguous().view(batch, -1, self.n_heads * self.d_kv)
        return self.o(context), position_bias


class T5Block(nn.Module):
    def __init__(self, d_model, d_ff, first):
        super().__init__()
        self.norm1 = T5Norm(d_model)
        self.attention = T5Attention(d_model, has_relative_attention_bias=first)
        self.norm2 = T5Norm(d_model)
        self.wi = nn.Linear(d_model, d_ff, bias=False)
        self.wo = nn.Linear(d_ff, d_model, bias=False)

    def forward(self, hidden_states, position_bias=None):
        attended, position_bias = self.attention(self.norm1(hidden_states), position_bias)
        hidden_states = hidden_states + attended
        hidden_states = hidden_states + self.wo(F.relu(self.wi(self.norm2(hidden_states))))
        return hidden_states, position_bias


class T5Encoder(nn.Module):
    def __init__(self, vocab_size=512, d_model=32, d_ff=64, num_layers=2):
        super().__init__()
        self.embed_tokens = nn.Embedding(vocab_size, d_model)
        self.block = nn.ModuleList([T5Block(d_model, d_ff, first=i == 0) for i in range(num_layers)])
        self.final_layer_norm = T5Norm(d_model)

    def forward(self, input_ids: torch.LongTensor):
        hidden_states, position_bias = self.embed_tokens(input_ids), None
        for layer in self.block:
            hidden_states, position_bias = layer(hidden_states, position_bias)
        return self.final_layer_norm(hidden_states)
