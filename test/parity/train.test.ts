import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { Generator } from '../../src/engine/random/generator';
import { fillIntegers } from '../../src/engine/random/integers';
import { fillNormal } from '../../src/engine/random/normal';
import { sampleFile, skipline } from '../support/commandLine';
import { npy } from '../support/npy';

const golden = JSON.parse(
  fs.readFileSync(path.join(import.meta.dirname, 'golden/sampleTenSteps.json'), 'utf8'),
) as Record<'A' | 'B' | 'nesterov', readonly number[]>;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'skipline-'));
afterAll(() => {
  fs.rmSync(folder, { recursive: true });
});

/** 64 pictures and their labels, drawn as `golden.py` draws them. */
function writeData(): string {
  const generator = new Generator(1);
  const pictures = new Float32Array(64 * 3 * 32 * 32);
  fillNormal(generator, pictures);
  const labels = new Array<number>(64).fill(0);
  fillIntegers(generator, labels, 0, 10);
  const file = path.join(folder, 'fixed.npz');
  const x = npy('<f4', [64, 3, 32, 32], pictures);
  const y = npy('<i8', [64], BigInt64Array.from(labels, BigInt));
  fs.writeFileSync(file, zipSync({ 'x.npy': x, 'y.npy': y }));
  return file;
}

describe('ten steps of SGD on fixed data equal PyTorch', () => {
  it.each([
    ['A', 'A', []],
    ['B', 'B', []],
    ['A with Nesterov momentum', 'nesterov', ['--nesterov']],
  ] as const)('option %s', async (_name, key, extra) => {
    const { code, stdout, stderr } = await skipline(
      ...['train', sampleFile, '--json', '--kwargs', JSON.stringify({ option: key === 'B' ? 'B' : 'A' })],
      ...['--data', `npz:${writeData()}`, '--no-shuffle', '--steps', '10', '--batch-size', '32'],
      ...['--optimizer', 'sgd', '--lr', '0.01', '--momentum', '0.9', '--weight-decay', '1e-4', ...extra],
    );
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const losses = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { loss?: number })
      .flatMap(({ loss }) => (loss === undefined ? [] : [loss]));
    const errors = losses.map((loss, step) => Math.abs(loss - golden[key][step]) / golden[key][step]);
    console.log(`${key}: worst relative error ${Math.max(...errors).toExponential(1)}`);
    expect(losses).toHaveLength(10);
    expect(Math.max(...errors)).toBeLessThanOrEqual(1e-3);
  });
});
