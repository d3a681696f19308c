import { describe, expect, it } from 'vitest';
import { cases } from './cases/all';
import { buildCase } from './operatorCase';
import { runtimeErrors } from './runtimeErrors';

/** float32 has 24 bits; a few roundings of numbers of the tensor's size are allowed. */
const tolerance = 5e-6;

describe('onnxruntime in float32 agrees with the reference in float64', () => {
  it.each(
    cases
      .filter(({ notInRuntime }) => notInRuntime === undefined)
      .map((each) => ({ name: `${each.operator}: ${each.about}`, each })),
  )('$name', async ({ each }) => {
    for (const [name, error] of await runtimeErrors(buildCase(each))) {
      expect(error, name).toBeLessThan(tolerance);
    }
  });
});
