import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { skipline } from '../support/commandLine';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'skipline-gradient-'));
afterAll(() => {
  fs.rmSync(folder, { recursive: true });
});

/** A model whose only way from its parameters to the loss is `expression`, on line 11 from column 16. */
function model(expression: string): string {
  return `import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 4)

    def forward(self, x):
        return ${expression}
`;
}

describe('skipline run of a model that cannot be differentiated', () => {
  it.each([
    ['torch.linalg.qr(self.linear(x))[0]', 'torch.linalg.qr'],
    ['torch.linalg.pinv(self.linear(x)).T', 'torch.linalg.pinv'],
    ['torch.linalg.svdvals(self.linear(x))[:, None] * x', 'torch.linalg.svdvals'],
  ])('says in one sentence what and where: %s', async (expression, name) => {
    const file = path.join(folder, `without_${name.split('.').at(-1)}.py`);
    fs.writeFileSync(file, model(expression));
    const { code, stdout, stderr } = await skipline('run', file, '--input', '4x4');
    const errors = stderr
      .trim()
      .split('\n')
      .filter((line) => !line.includes('can be shown but not run'));
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(`cannot train through ${name} (`);
    expect(errors[0]).toMatch(/\.py:11:16\)/);
    expect(errors[0]).not.toMatch(/ at .*\.(js|ts):/);
    expect(stdout).toBe('');
    expect(code).toBe(1);
  });
});

describe('skipline run --provider', () => {
  const file = path.join(folder, 'plain.py');
  fs.writeFileSync(file, model('self.linear(x)'));

  it('goes on with the processor and says why, where the provider does not work here', async () => {
    const missing = process.platform === 'darwin' ? 'directml' : 'coreml';
    const { code, stdout, stderr } = await skipline(
      'run',
      file,
      '--input',
      '4x4',
      '--provider',
      missing,
      '--json',
    );
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as { engine: string }).engine).toBe('native');
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(
      /^Skipline computes with the native runtime, because .* does not work here \(onnxruntime has no \w+ provider for .*\)\.\n$/,
    );
  });

  it('refuses a name that it does not know', async () => {
    const { code, stderr } = await skipline('run', file, '--provider', 'abacus');
    expect(code).toBe(2);
    expect(stderr).toContain("--provider takes cpu, cuda, directml, coreml, webgpu, not 'abacus'.");
  });
});
