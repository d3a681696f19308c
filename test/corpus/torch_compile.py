import torch
import torch.nn as nn

torch.set_float32_matmul_precision("high")
torch._dynamo.config.suppress_errors = True


@torch.compile(mode="reduce-overhead")
def gated(x, y):
    return x * torch.sigmoid(y)


class Block(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.a = nn.Linear(dim, dim)
        self.b = nn.Linear(dim, dim)
        self.norm = nn.RMSNorm(dim)

    @torch.compiler.disable
    def debug(self, x):
        return x

    def forward(self, x):
        h = self.norm(x)
        return x + self.debug(gated(self.a(h), self.b(h)))


class Net(nn.Module):
    def __init__(self, dim=64, depth=3):
        super().__init__()
        self.blocks = nn.ModuleList([torch.compile(Block(dim)) for _ in range(depth)])
        self.out = nn.Linear(dim, 1)

    def forward(self, x):
        with torch.autocast("cpu", enabled=False), torch.profiler.record_function("blocks"):
            for block in self.blocks:
                x = block(x)
        return self.out(x)


model = torch.compile(Net(), fullgraph=False, dynamic=True)
x = torch.randn(8, 64)
