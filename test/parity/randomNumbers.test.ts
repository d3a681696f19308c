import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fillBernoulli, fillBernoulliEach, skipBernoulli } from '../../src/engine/random/bernoulli';
import { Generator } from '../../src/engine/random/generator';
import { fillIntegers, skipIntegers } from '../../src/engine/random/integers';
import { fillNormal, skipNormal } from '../../src/engine/random/normal';
import { permutation, skipPermutation } from '../../src/engine/random/permutation';
import { fillTruncatedNormal } from '../../src/engine/random/truncatedNormal';
import { fillUniform, skipUniform } from '../../src/engine/random/uniform';

type Draw = {
  readonly size: number;
  readonly type?: 'float32' | 'float64';
  readonly values: readonly number[];
} & (
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  | { readonly kind: 'normal'; readonly mean: number; readonly std: number }
  | { readonly kind: 'randint'; readonly low: number; readonly high: number }
  | { readonly kind: 'randperm' }
  | { readonly kind: 'bernoulli' | 'bernoulliEach'; readonly probability: number }
  | {
      readonly kind: 'truncatedNormal';
      readonly mean: number;
      readonly std: number;
      readonly low: number;
      readonly high: number;
    }
);

interface Case {
  readonly seed: number;
  readonly draws: readonly Draw[];
  readonly after: readonly number[];
}

const golden = JSON.parse(readFileSync(new URL('golden/randomNumbers.json', import.meta.url), 'utf8')) as {
  torch: string;
  cases: Case[];
};

/** In float64 and below sixteen elements PyTorch uses the C library's functions, whose last bit is their own affair. */
const tolerance = 1e-6;

/** Equal to the last bit: integers, and the vectorised kernel whose arithmetic is PyTorch's own. */
function isExact({ kind, type, size }: Draw): boolean {
  return kind === 'normal' ? type !== 'float64' && size >= 16 : kind !== 'truncatedNormal';
}

function floats(draw: Draw): Float32Array | Float64Array {
  return draw.type === 'float64' ? new Float64Array(draw.size) : new Float32Array(draw.size);
}

function sample(generator: Generator, draw: Draw): ArrayLike<number> {
  const target = floats(draw);
  switch (draw.kind) {
    case 'uniform':
      fillUniform(generator, target, draw.low, draw.high);
      return target;
    case 'normal':
      fillNormal(generator, target, draw.mean, draw.std);
      return target;
    case 'randint': {
      const integers = new Float64Array(draw.size);
      fillIntegers(generator, integers, draw.low, draw.high);
      return integers;
    }
    case 'randperm':
      return permutation(generator, draw.size);
    case 'bernoulli':
      fillBernoulli(generator, target, draw.probability);
      return target;
    case 'bernoulliEach':
      fillBernoulliEach(generator, target, new Float32Array(draw.size).fill(draw.probability));
      return target;
    case 'truncatedNormal': {
      const float32 = new Float32Array(draw.size);
      fillTruncatedNormal(generator, float32, draw);
      return float32;
    }
  }
}

function pass(generator: Generator, draw: Draw): void {
  const type = draw.type ?? 'float32';
  switch (draw.kind) {
    case 'uniform':
      return skipUniform(generator, type, draw.size);
    case 'normal':
      return skipNormal(generator, type, draw.size);
    case 'randint':
      return skipIntegers(generator, draw.low, draw.high, draw.size);
    case 'randperm':
      return skipPermutation(generator, draw.size);
    case 'bernoulli':
      return skipBernoulli(generator, draw.size);
    case 'bernoulliEach':
    case 'truncatedNormal':
      sample(generator, draw);
  }
}

/** The places that the script keeps. */
function kept(values: ArrayLike<number>): number[] {
  const all = Array.from(values);
  const size = all.length;
  return size <= 40 ? all : [...all.slice(0, 20), all[Math.floor(size / 2)], ...all.slice(size - 40)];
}

function after(generator: Generator): number[] {
  const integers = new Array<number>(4).fill(0);
  fillIntegers(generator, integers, 0, 1000);
  return integers;
}

function title({ seed, draws }: Case): string {
  const names = draws.map(({ kind, type, size }) => `${kind}${type === 'float64' ? '64' : ''}(${size})`);
  return `seed ${seed}: ${names.join(' ')}`;
}

describe(`the random numbers of PyTorch ${golden.torch}`, () => {
  it.each(golden.cases.map((each) => [title(each), each] as const))(
    '%s',
    (_, { seed, draws, after: expected }) => {
      const generator = new Generator(seed);
      for (const draw of draws) {
        const actual = kept(sample(generator, draw));
        let worst = 0;
        actual.forEach((value, place) => {
          worst = Math.max(worst, Math.abs(value - draw.values[place]));
        });
        expect(actual).toHaveLength(draw.values.length);
        expect(worst).toBeLessThanOrEqual(isExact(draw) ? 0 : tolerance);
      }
      expect(after(generator)).toEqual(expected);
    },
  );

  it.each(golden.cases.map((each) => [title(each), each] as const))(
    'passed over: %s',
    (_, { seed, draws, after: expected }) => {
      const generator = new Generator(seed);
      draws.forEach((draw) => {
        pass(generator, draw);
      });
      expect(after(generator)).toEqual(expected);
    },
  );
});

describe('the generator', () => {
  it('goes on from where the bytes of its state say, also with the half of a pair that waits', () => {
    const first = new Generator(7);
    fillNormal(first, new Float32Array(1001));
    fillNormal(first, new Float32Array(5));
    const second = new Generator(0);
    second.bytes.set(first.bytes);
    const numbers = [first, second].map((generator) => {
      const drawn = new Float64Array(9);
      fillNormal(generator, drawn);
      return [...drawn, ...after(generator)];
    });
    expect(numbers[1]).toEqual(numbers[0]);
  });

  it('refuses a seed that is no whole number', () => {
    expect(() => new Generator(-1)).toThrow('A seed is a whole number from 0 to 2^53 − 1, not -1.');
    expect(() => new Generator(0.5)).toThrow('not 0.5');
  });
  it('refuses an empty range', () => {
    expect(() => fillIntegers(new Generator(0), [0], 3, 3)).toThrow('low is 3 and high is 3');
  });
});
