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

/** What `curves.py` writes. */
interface Curve {
  readonly model: 'resnet8' | 'convnet' | 'gpt' | 'frozen';
  readonly optimizer: Readonly<Record<string, string | number | boolean>>;
  readonly settings: Readonly<Record<string, string | number>>;
  readonly losses: readonly number[];
  /** The losses of the same training in float64. */
  readonly exact: readonly number[];
  readonly metrics: Readonly<Record<string, number>>;
}
const golden = JSON.parse(fs.readFileSync(path.join(import.meta.dirname, 'golden/curves.json'), 'utf8')) as {
  readonly torch: string;
  readonly curves: readonly Curve[];
};

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'skipline-'));
afterAll(() => {
  fs.rmSync(folder, { recursive: true });
});

/** A prototype for each class, with as much noise on it, as `pictures` of `curves.py`. */
function writePictures(count: number, size: number): string {
  const generator = new Generator(1);
  const elements = 3 * size * size;
  const prototypes = new Float32Array(10 * elements);
  fillNormal(generator, prototypes);
  const labels = new Array<number>(count).fill(0);
  fillIntegers(generator, labels, 0, 10);
  const pictures = new Float32Array(count * elements);
  fillNormal(generator, pictures);
  labels.forEach((label, example) => {
    for (let place = 0; place < elements; place++) {
      pictures[example * elements + place] += prototypes[label * elements + place];
    }
  });
  return write('pictures', {
    'x.npy': npy('<f4', [count, 3, size, size], pictures),
    'y.npy': npy('<i8', [count], BigInt64Array.from(labels, BigInt)),
  });
}

/** Tokens that go on by a step which differs from sequence to sequence, as `sequences` of `curves.py`. */
function writeSequences(count: number, length: number, vocabulary: number): string {
  const generator = new Generator(1);
  const first = new Array<number>(count).fill(0);
  fillIntegers(generator, first, 0, vocabulary);
  const step = new Array<number>(count).fill(0);
  fillIntegers(generator, step, 1, 6);
  const tokens = (offset: number) =>
    BigInt64Array.from({ length: count * length }, (_, index) => {
      const sequence = Math.floor(index / length);
      return BigInt((first[sequence] + step[sequence] * ((index % length) + offset)) % vocabulary);
    });
  return write('sequences', {
    'x.npy': npy('<i8', [count, length], tokens(0)),
    'y.npy': npy('<i8', [count, length], tokens(1)),
  });
}

function write(name: string, arrays: Readonly<Record<string, Uint8Array>>): string {
  const file = path.join(folder, `${name}.npz`);
  fs.writeFileSync(file, zipSync({ ...arrays }, { level: 0 }));
  return file;
}

const models = path.join(import.meta.dirname, 'models/learning.py');
const modelWords: Readonly<Record<Curve['model'], () => readonly string[]>> = {
  resnet8: () => [sampleFile, '--kwargs', '{"depth": 8}', ...pictureWords()],
  convnet: () => [`${models}:ConvNet`, ...pictureWords()],
  frozen: () => [`${models}:Frozen`, ...pictureWords()],
  gpt: () => [`${models}:GPT`, ...['--input', 'int64:16x32', '--data', `npz:${writeSequences(128, 32, 40)}`]],
};

function pictureWords(): string[] {
  return ['--input', '16x3x16x16', '--data', `npz:${writePictures(256, 16)}`];
}

/** Options of PyTorch by the words of the command line. */
const optionWords: Readonly<Record<string, string>> = {
  name: '--optimizer',
  lr: '--lr',
  momentum: '--momentum',
  weight_decay: '--weight-decay',
  clip_norm: '--clip-norm',
  label_smoothing: '--label-smoothing',
};

function words(options: Readonly<Record<string, string | number | boolean>>): string[] {
  return Object.entries(options).flatMap(([option, value]) => {
    const word = optionWords[option] ?? `--${option}`;
    return value === true ? [word] : [word, String(value)];
  });
}

interface StepLine {
  readonly step: number;
  readonly loss: number;
  readonly metrics: Readonly<Record<string, number>>;
}

async function train({ model, optimizer, settings }: Curve): Promise<StepLine[]> {
  const { code, stdout, stderr } = await skipline(
    ...['train', ...modelWords[model](), '--json', '--steps', '200', '--batch-size', '16'],
    ...words({ ...(optimizer.name === 'adam' ? {} : { weight_decay: 0 }), ...optimizer }),
    ...words(settings),
    ...('split' in settings ? ['--evaluate-every', '200'] : []),
  );
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as StepLine)
    .filter(({ step }) => step !== undefined);
}

function worst(actual: readonly number[], expected: readonly number[]): number {
  return Math.max(...expected.map((value, step) => Math.abs(actual[step] - value) / value));
}

/** One of each model and optimizer; `SKIPLINE_CURVES=all` trains them all. */
const selected = process.env.SKIPLINE_CURVES === 'all' ? undefined : [0, 7, 10];

describe(`200 steps of PyTorch ${golden.torch}`, () => {
  it.each(
    golden.curves
      .filter((_, index) => selected?.includes(index) ?? true)
      .map(
        (curve) => [curve.model, JSON.stringify({ ...curve.optimizer, ...curve.settings }), curve] as const,
      ),
  )('%s with %s', async (_model, _settings, curve) => {
    const steps = await train(curve);
    const losses = steps.map(({ loss }) => loss);
    expect(losses).toHaveLength(200);
    const [first, last] = [
      worst(losses.slice(0, 10), curve.losses.slice(0, 10)),
      worst(losses.slice(-1), curve.losses.slice(-1)),
    ];
    const own = worst(curve.losses.slice(-1), curve.exact.slice(-1));
    console.log(
      `${curve.model} ${String(curve.optimizer.name)}: ${first.toExponential(1)} over ten steps, ${last.toExponential(1)} at step 200, ` +
        `where PyTorch is ${own.toExponential(1)} and this ${worst(losses.slice(-1), curve.exact.slice(-1)).toExponential(1)} from float64`,
    );
    expect(first).toBeLessThanOrEqual(1e-4);
    expect(last).toBeLessThanOrEqual(1e-2);
    for (const [name, value] of Object.entries(curve.metrics)) {
      expect(steps[199].metrics[name], name).toBeCloseTo(value, 3);
    }
  });
});
