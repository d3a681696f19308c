import { describe, expect, it } from 'vitest';
import { addScores, metricsOf, noScore, perplexity, scoreOf } from '../../../src/engine/metrics';

describe('metrics of labels', () => {
  const labels = { kind: 'labels', classes: 3 } as const;
  const prediction = Float32Array.of(0, 2, 1, /**/ 3, 3, 0, /**/ -1, -2, -3, /**/ 0, 0, 5);
  const scored = (...target: bigint[]) => ({ prediction, shape: [4, 3], target: BigInt64Array.from(target) });
  const accuracyOf = (...target: bigint[]) => metricsOf(labels, scoreOf(labels, scored(...target))).accuracy;

  it('accuracy is the share of rows whose largest score is the label; the first of equals counts', () => {
    expect(accuracyOf(1n, 0n, 2n, 2n)).toBe(0.75);
    expect(accuracyOf(1n, 1n, 2n, 2n)).toBe(0.5);
  });

  it('rows that only fill up a batch, and ignored labels, do not count', () => {
    const target = scored(1n, -1n, 2n, 2n);
    const ignoring = { ...labels, ignored: -1 };
    expect(metricsOf(ignoring, scoreOf(ignoring, { ...target, rows: 3 }))).toEqual({ accuracy: 0.5 });
  });

  it('each position of N×C×d counts', () => {
    // Classes 0 and 1 at two places; the scores of a place are a column.
    const pixels = {
      prediction: Float32Array.of(0, 1, 5, -1),
      shape: [1, 2, 2],
      target: BigInt64Array.of(1n, 1n),
    };
    const two = { kind: 'labels', classes: 2 } as const;
    expect(metricsOf(two, scoreOf(two, pixels))).toEqual({ accuracy: 0.5 });
  });

  it('top5 is the share of labels among the five largest scores', () => {
    const six = { kind: 'labels', classes: 6 } as const;
    const row = { prediction: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [1, 6] };
    const scores = [0n, 1n, 5n].map((label) => scoreOf(six, { ...row, target: BigInt64Array.of(label) }));
    expect(metricsOf(six, scores.reduce(addScores, noScore))).toEqual({ accuracy: 1 / 3, top5: 2 / 3 });
  });
});

it('perplexity is e to the loss where that is the negative log likelihood alone', () => {
  expect(perplexity({ name: 'crossEntropy' }, 2)).toEqual({ perplexity: Math.exp(2) });
  expect(perplexity({ name: 'crossEntropy', labelSmoothing: 0.1 }, 2)).toEqual({});
  expect(perplexity({ name: 'meanSquaredError' }, 2)).toEqual({});
});

it('the mean squared error is over all elements', () => {
  const numbers = { kind: 'numbers' } as const;
  const scored = {
    prediction: Float32Array.of(1, 2, 3, 9),
    shape: [2, 2],
    target: Float32Array.of(0, 2, 5, 0),
  };
  expect(metricsOf(numbers, scoreOf(numbers, { ...scored, rows: 1 }))).toEqual({ meanSquaredError: 0.5 });
});

it('a logit above 0 is a yes', () => {
  const binary = { kind: 'probabilities' } as const;
  const scored = { prediction: Float32Array.of(1, -2, 3), shape: [3, 1], target: Float32Array.of(1, 1, 1) };
  expect(metricsOf(binary, scoreOf(binary, scored))).toEqual({ accuracy: 2 / 3 });
});
