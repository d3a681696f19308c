import torch
import torch.nn as nn
import torch.nn.functional as F


def sequence_mask(lengths, max_len):
    return torch.arange(max_len, device=lengths.device)[None] < lengths[:, None]


class MaskedPooling(nn.Module):
    def __init__(self, vocab=200, dim=24, classes=2):
        super().__init__()
        self.embed = nn.Embedding(vocab, dim, padding_idx=0)
        self.conv = nn.Conv1d(dim, dim, 3, padding=1)
        self.score = nn.Linear(dim, 1)
        self.fc = nn.Linear(2 * dim, classes)

    def forward(self, tokens, lengths):
        mask = sequence_mask(lengths, tokens.size(1))
        x = self.embed(tokens)
        x = x + F.relu(self.conv(x.transpose(1, 2))).transpose(1, 2)
        x = x * mask.unsqueeze(-1)
        score = self.score(x).squeeze(-1).masked_fill(~mask, float("-inf"))
        attended = torch.bmm(score.softmax(-1).unsqueeze(1), x).squeeze(1)
        mean = x.sum(1) / lengths.unsqueeze(1).to(x.dtype)
        return self.fc(torch.cat([attended, mean], dim=1))


if __name__ == "__main__":
    model = MaskedPooling()
    tokens = torch.randint(1, 200, (3, 11))
    lengths = torch.LongTensor([11, 7, 3])
    out = model(tokens, lengths)
