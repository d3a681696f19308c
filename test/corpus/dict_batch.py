from typing import Dict

import torch
import torch.nn as nn


class MultiModal(nn.Module):
    """A batch is a dictionary, as a DataLoader over a dict-style dataset gives it."""

    def __init__(self, vocab: int = 300, dim: int = 32, classes: int = 4):
        super().__init__()
        self.image = nn.Sequential(nn.Conv2d(3, dim, 4, 4), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.text = nn.Embedding(vocab, dim)
        self.tabular = nn.Linear(6, dim)
        self.fuse = nn.Sequential(nn.Linear(3 * dim, dim), nn.GELU(), nn.Linear(dim, classes))

    def forward(self, batch: Dict[str, torch.Tensor]) -> Dict[str, torch.Tensor]:
        image = self.image(batch["image"])
        mask = batch["attention_mask"].unsqueeze(-1)
        text = (self.text(batch["input_ids"]) * mask).sum(1) / mask.sum(1).clamp(min=1)
        tabular = self.tabular(batch["features"])
        logits = self.fuse(torch.cat([image, text, tabular], dim=-1))
        return {"logits": logits, "probabilities": logits.softmax(-1)}


if __name__ == "__main__":
    batch = {
        "image": torch.rand(2, 3, 32, 32),
        "input_ids": torch.randint(0, 300, (2, 12)),
        "attention_mask": torch.ones(2, 12),
        "features": torch.randn(2, 6),
    }
    model = MultiModal()
    output = model(batch)
    print({k: v.shape for k, v in output.items()})
