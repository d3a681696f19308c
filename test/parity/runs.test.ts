import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Outcome, root, skipline } from '../support/commandLine';

const model = [path.join(root, 'test/parity/models/tied.py:Tied'), '--input', 'int64:8'];
const train = ['train', ...model, '--data', 'random', '--batch-size', '8', '--probe', 'every', '--json'];

let home: string;
beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'skipline-runs-'));
  for (const [name, ...words] of [
    ['slow', '--lr', '0.01'],
    ['fast', '--lr', '0.1', '--momentum', '0.9'],
  ]) {
    const { code, stderr } = await skipline(
      ...train,
      '--steps',
      '4',
      '--runs',
      home,
      '--run',
      name,
      ...words,
    );
    expect([code, stderr]).toEqual([0, '']);
  }
});
afterAll(() => rmSync(home, { recursive: true }));

const runs = (...words: string[]): Promise<Outcome> => skipline('runs', ...words, '--runs', home);

function losses({ stdout }: Outcome): number[] {
  return stdout
    .trimEnd()
    .split('\n')
    .slice(0, -1)
    .map((line) => (JSON.parse(line) as { loss: number }).loss);
}

describe('runs that are kept', () => {
  it('are listed, the newest first', async () => {
    const { stdout } = await runs('list');
    expect(stdout.split('\n').map((line) => line.split(/\s+/)[0])).toEqual([
      'run',
      '────',
      'fast',
      'slow',
      '',
    ]);
    const listed = JSON.parse((await runs('--json')).stdout) as {
      name: string;
      steps: number;
      loss: number;
    }[];
    expect(listed.map(({ name, steps }) => [name, steps])).toEqual([
      ['fast', 4],
      ['slow', 4],
    ]);
    expect(listed.every(({ loss }) => Number.isFinite(loss))).toBe(true);
  });

  it('are compared by the settings in which they differ, and by their losses', async () => {
    const { stdout } = await runs('compare', 'slow', 'fast', '--json');
    const compared = JSON.parse(stdout) as {
      settings: Record<string, string[]>;
      losses: Record<string, number[]>;
    };
    expect(compared.settings).toEqual({ learningRate: ['0.01', '0.1'], 'optimizer.momentum': ['0', '0.9'] });
    expect(compared.losses.slow[0]).toBe(compared.losses.fast[0]);
    expect(compared.losses.slow[3]).not.toBe(compared.losses.fast[3]);
    const text = (await runs('compare', 'slow', 'fast')).stdout;
    expect(text).toMatch(/learningRate +0\.01 +0\.1\n/);
    expect(text).toMatch(/loss at step +slow +fast\n/);
  });

  it('go on as if they had not been interrupted, with the settings that they began with', async () => {
    const whole = await skipline(...train, '--steps', '7', '--lr', '0.1', '--momentum', '0.9');
    const resumed = await skipline(
      'train',
      ...model,
      '--resume',
      'fast',
      '--runs',
      home,
      '--steps',
      '7',
      '--json',
    );
    expect([resumed.code, resumed.stderr]).toEqual([0, '']);
    expect(losses(resumed)).toEqual(losses(whole).slice(4));
  });

  it('are renamed and found by their new name, and deleted', async () => {
    expect((await runs('rename', 'slow', 'first try')).stdout).toBe('slow is now called first try.\n');
    expect((await runs('list')).stdout).toContain('first try');
    expect((await runs('delete', 'first try')).stdout).toBe('first try is deleted.\n');
    expect(existsSync(path.join(home, 'slow'))).toBe(false);
    expect(existsSync(path.join(home, 'fast'))).toBe(true);
  });

  it('that are not there, or words that are none, are answered in one sentence', async () => {
    const cases: [string[], number, string][] = [
      [['delete', 'nothing'], 1, `There is no run 'nothing' in '${home}'; see skipline runs list.\n`],
      [['rename', 'fast'], 2, 'The form is: skipline runs rename RUN NAME. See skipline --help.\n'],
      [['burn'], 2, "runs takes list, rename, delete, compare, not 'burn'. See skipline --help.\n"],
    ];
    for (const [words, code, message] of cases) {
      expect(await runs(...words)).toEqual({ code, stdout: '', stderr: message });
    }
    const again = await skipline(...train, '--runs', home, '--run', 'fast', '--steps', '1');
    expect([again.code, again.stderr]).toEqual([
      1,
      `The folder '${path.join(home, 'fast')}' holds a run already; continue that one, or give the new run another folder.\n`,
    ]);
  });
});
