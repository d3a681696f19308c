import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { initializeState } from '../../src/engine/initialize';
import { Generator } from '../../src/engine/random/generator';
import type { DataType } from '../../src/graph/dataType';
import type { InitializationStep } from '../../src/graph/trace';
import type { Value } from '../../src/graph/value';

const golden = JSON.parse(readFileSync(new URL('golden/initialization.json', import.meta.url), 'utf8')) as {
  readonly torch: string;
  readonly seed: number;
  readonly steps: readonly InitializationStep[];
  readonly state: Readonly<
    Record<
      string,
      { readonly type: DataType; readonly shape: readonly number[]; readonly data: readonly number[] }
    >
  >;
};

const values = new Map(
  Object.entries(golden.state).map(([name, { type, shape }]): [string, Value] => [
    name,
    { name, type, shape, role: { kind: 'buffer', path: name, persistent: true } },
  ]),
);

describe(`a model constructed by PyTorch ${golden.torch}`, () => {
  const state = initializeState({ values }, golden.steps, new Generator(golden.seed));

  it.each(Object.entries(golden.state))('begins with the same %s', (name, { data }) => {
    const actual = Array.from(state.get(name)!, Number);
    expect(actual).toHaveLength(data.length);
    const worst = Math.max(...actual.map((element, index) => Math.abs(element - data[index])));
    expect(worst).toBeLessThanOrEqual(1e-6);
  });

  it('begins with other numbers for another seed', () => {
    const other = initializeState({ values }, golden.steps, new Generator(golden.seed + 1));
    expect(other.get('tokens')).not.toEqual(state.get('tokens'));
  });
});
