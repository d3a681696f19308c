import { describe, expect, it } from 'vitest';
import { header, useTracer } from '../../../support/tracing';

const { traceAll } = useTracer();

async function inputsOf(members: string, forward: string) {
  const result = await traceAll(`${header}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        ${members}
    ${forward}
`);
  expect(result.trace?.complete).toBe(true);
  return result.inputs.map(({ name, type, shape }) => `${name} ${type} ${shape.join('x')}`);
}

describe('an input that nothing describes', () => {
  it('is a short film where forward unpacks five axes before it takes pictures', async () => {
    const forward = `def forward(self, x):
        b, t, c, h, w = x.shape
        return self.conv(x.view(-1, c, h, w)).view(b, t, 4, h, w)`;
    expect(await inputsOf('self.conv = nn.Conv2d(3, 4, 3, padding=1)', forward)).toEqual([
      'x float32 1x7x3x64x64',
    ]);
  });

  it('is a cloud of points where forward unpacks three axes before it takes pictures', async () => {
    const forward = `def forward(self, x):
        b, c, n = x.shape
        return self.conv(x[..., None])`;
    expect(await inputsOf('self.conv = nn.Conv2d(3, 4, 1)', forward)).toEqual(['x float32 1x3x1024']);
  });

  it('is a picture in colours where the first layer takes what is made of it', async () => {
    const members = "self.conv = nn.Conv2d(12, 4, 3); self.register_buffer('mean', torch.zeros(1, 3, 1, 1))";
    const forward = `def forward(self, x):
        x = F.pixel_unshuffle(x - self.mean, 2)
        return self.conv(x)`;
    expect(await inputsOf(members, forward)).toEqual(['x float32 1x3x224x224']);
  });

  it('has a time beside it where forward needs what it may be given', async () => {
    const forward = `def forward(self, x, timesteps=None):
        return self.conv(x) + self.embed(timesteps[:, None].expand(-1, 4))[..., None, None]`;
    const members = 'self.conv = nn.Conv2d(3, 4, 1); self.embed = nn.Linear(4, 4)';
    expect(await inputsOf(members, forward)).toEqual(['x float32 1x3x224x224', 'timesteps float32 1']);
  });

  it('is a number where its annotation says so', async () => {
    const forward = `def forward(self, tokens, start: int):
        return self.embed(tokens)[:, start:]`;
    expect(await inputsOf('self.embed = nn.Embedding(9, 4)', forward)).toEqual(['tokens int64 1x128']);
  });
});
