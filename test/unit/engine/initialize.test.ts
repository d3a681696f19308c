import { describe, expect, it } from 'vitest';
import { initializeState } from '../../../src/engine/initialize';
import { Generator } from '../../../src/engine/random/generator';
import type { DataType } from '../../../src/graph/dataType';
import type { Fill, InitializationStep } from '../../../src/graph/trace';
import type { Value } from '../../../src/graph/value';

function values(type: DataType, ...names: readonly string[]): Map<string, Value> {
  return new Map(
    names.map((name) => [
      name,
      { name, type, shape: [20], role: { kind: 'parameter', path: name, trainable: true } },
    ]),
  );
}

const step = (target: string | undefined, fill: Fill): InitializationStep => ({ target, shape: [20], fill });
const normal: Fill = { kind: 'normal', mean: 0, std: 1 };

describe('the initial state', () => {
  it('takes the last filling of a tensor and passes over the ones before', () => {
    const fills: Fill[] = [
      normal,
      { kind: 'uniform', low: 0, high: 1 },
      { kind: 'randint', low: 0, high: 5 },
      { kind: 'bernoulli', probability: 0.5 },
      { kind: 'truncatedNormal', mean: 0, std: 1, low: -1, high: 1 },
      { kind: 'randperm' },
    ];
    for (const type of ['float32', 'float64'] as const) {
      const usable = fills.filter(({ kind }) => type === 'float32' || kind !== 'truncatedNormal');
      // Once the fillings count, once they are overwritten: what is drawn after them is the same.
      const counted = initializeState(
        { values: values(type, 'last', ...usable.map(({ kind }) => kind)) },
        [...usable.map((fill) => step(fill.kind, fill)), step('last', normal)],
        new Generator(3),
      );
      const overwritten = initializeState(
        { values: values(type, 'last') },
        [...usable.map((fill) => step('last', fill)), step('last', normal)],
        new Generator(3),
      );
      expect(overwritten.get('last')).toEqual(counted.get('last'));
    }
  });

  it('gives a copy the content of its original, also where the original is filled again', () => {
    const steps = [step('a', normal), step('b', { kind: 'copy', step: 0 }), step('a', normal)];
    const copied = initializeState({ values: values('float32', 'a', 'b') }, steps, new Generator(3));
    const drawn = initializeState({ values: values('float32', 'a') }, [step('a', normal)], new Generator(3));
    expect(copied.get('b')).toEqual(drawn.get('a'));
    expect(copied.get('a')).not.toEqual(drawn.get('a'));
  });

  it('draws also for tensors that are not part of the model', () => {
    const without = initializeState(
      { values: values('float32', 'a') },
      [step('a', normal)],
      new Generator(0),
    );
    const after = initializeState(
      { values: values('float32', 'a') },
      [step(undefined, normal), step('a', normal)],
      new Generator(0),
    );
    const both = initializeState(
      { values: values('float32', 'b', 'a') },
      [step('b', normal), step('a', normal)],
      new Generator(0),
    );
    expect(after.get('a')).toEqual(both.get('a'));
    expect(after.get('a')).not.toEqual(without.get('a'));
  });

  it('has an array of the type of each tensor, zero where nothing fills it', () => {
    const constant = step('a', { kind: 'constant', value: 1.5 });
    const first = (type: DataType): unknown =>
      initializeState({ values: values(type, 'a') }, [constant], new Generator(0))
        .get('a')!
        .subarray(0, 1);
    expect(first('float32')).toEqual(Float32Array.of(1.5));
    expect(first('float64')).toEqual(Float64Array.of(1.5));
    expect(first('float16')).toEqual(Uint16Array.of(0x3e00));
    const whole = step('a', { kind: 'values', type: 'int64', values: new Float64Array(20).fill(7) });
    expect(initializeState({ values: values('int64', 'a') }, [whole], new Generator(0)).get('a')).toEqual(
      new BigInt64Array(20).fill(7n),
    );
    expect(initializeState({ values: values('bool', 'a') }, [], new Generator(0)).get('a')).toEqual(
      new Uint8Array(20),
    );
  });

  it('refuses a filling of another size', () => {
    const short: InitializationStep = { target: 'a', shape: [3], fill: normal };
    expect(() => initializeState({ values: values('float32', 'a') }, [short], new Generator(0))).toThrow(
      "'a' has 20 elements, but its initialization fills 3.",
    );
    // Also where another tensor copies it.
    const copying = [short, step('b', { kind: 'copy', step: 0 })];
    expect(() => initializeState({ values: values('float32', 'a', 'b') }, copying, new Generator(0))).toThrow(
      "'a' has 20 elements, but its initialization fills 3.",
    );
  });

  it('draws sixty million normal numbers within twelve seconds of processor time', () => {
    const shape = [60, 1000, 1000];
    const large = new Map<string, Value>([
      ['a', { name: 'a', type: 'float32', shape, role: { kind: 'parameter', path: 'a', trainable: true } }],
    ]);
    const steps: InitializationStep[] = [
      { target: 'a', shape, fill: { kind: 'uniform', low: -1, high: 1 } },
      { target: 'a', shape, fill: normal },
    ];
    const begin = process.cpuUsage();
    const data = initializeState({ values: large }, steps, new Generator(0)).get('a')!;
    expect(process.cpuUsage(begin).user / 1e6).toBeLessThan(12);
    expect(data[59_999_999]).not.toBe(0);
  });
});
