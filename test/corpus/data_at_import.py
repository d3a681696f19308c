import pandas as pd
import torch
import torch.nn as nn

with open("data/vocabulary.txt") as file:
    vocabulary = [line.strip() for line in file]

labels = pd.read_csv("data/labels.csv")


class TextModel(nn.Module):
    def __init__(self, dim=32):
        super().__init__()
        self.embed = nn.EmbeddingBag(len(vocabulary), dim)
        self.fc = nn.Linear(dim, labels["label"].nunique())

    def forward(self, tokens):
        return self.fc(self.embed(tokens))
