import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root, skipline, skiplineJson } from '../support/commandLine';

const golden = path.join(root, 'test/parity/golden/weights');
const model = ['test/parity/models/tied.py:Tied', '--input', 'int64:8'].map((word, index) =>
  index === 0 ? path.join(root, word) : word,
);

interface Pass {
  readonly loss: number;
  readonly parameterGradient: Readonly<Record<string, number>>;
}
const expected = JSON.parse(readFileSync(path.join(golden, 'run.json'), 'utf8')) as Pass;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'skipline-weights-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('weights on a model from source', () => {
  it.each([
    'archive.torch1.13.pt',
    'legacy.torch2.13.pth',
    'half.torch2.13.pt',
    'weights.safetensors',
    'arrays.npz',
  ])('of %s give the loss and the gradients that PyTorch has with them', async (name) => {
    const { loss, parameterGradient } = await skiplineJson<Pass>(
      ...['run', ...model, '--weights', path.join(golden, name)],
    );
    expect(loss).toBeCloseTo(expected.loss, 5);
    for (const [parameter, norm] of Object.entries(expected.parameterGradient)) {
      expect(Math.abs(parameterGradient[parameter] - norm), parameter).toBeLessThan(1e-4 * norm + 1e-6);
    }
  });

  it.each(['trained.pt', 'trained.safetensors'])(
    'are saved as trained, to go on with them (%s)',
    async (name) => {
      const file = path.join(folder, name);
      const train = ['train', ...model, '--data', 'random', '--batch-size', '8', '--lr', '0.1', '--json'];
      const { code, stderr } = await skipline(...train, '--steps', '5', '--save', file);
      expect([code, stderr]).toEqual([0, '']);
      const fresh = await skiplineJson<Pass>('run', ...model);
      const trained = await skiplineJson<Pass>('run', ...model, '--weights', file);
      expect(trained.loss).not.toBe(fresh.loss);
      const again = path.join(folder, `again-${name}`);
      await skipline(...train, '--steps', '1', '--lr', '0', '--weights', file, '--save', again);
      const same = await skiplineJson<Pass>('run', ...model, '--weights', again);
      expect(same.parameterGradient).toEqual(trained.parameterGradient);
    },
  );

  it('are reported key by key where they do not fit, and loaded as far as they do on request', async () => {
    const sample = path.join(root, 'media/samples/resnet20.py');
    const words = ['run', sample, '--weights', path.join(golden, 'archive.torch2.13.pt')];
    const { code, stdout, stderr } = await skipline(...words);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^The weights '.*archive\.torch2\.13\.pt' do not fit the model .*:\n {2}missing \(\d+\): /,
    );
    expect(stderr).toContain('  unexpected (12): scale, embedding.weight, ');
    expect(stderr.trimEnd().split('\n')).toHaveLength(4);
    const tokens = ['run', `${path.join(root, 'test/parity/models/tied.py')}:Tied`, '--input', 'int64:8'];
    const half = path.join(golden, 'half.safetensors');
    expect((await skipline(...tokens, '--weights', half, '--partial-weights')).stderr).toBe('');
    const wrong = await skipline(...tokens, '--partial-weights');
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      '--partial-weights needs --weights FILE. See skipline --help.\n',
    ]);
  });
});
