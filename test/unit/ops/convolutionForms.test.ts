import { describe, expect, it } from 'vitest';
import { evaluateGraph } from '../../../src/ops/evaluateGraph';
import { createBuilder } from '../../../src/ops/registry';
import { convolutionOf } from '../../../src/ops/support/convolution';
import {
  canFlip,
  convolutionInputGradient,
  convolutionWeightGradient,
  flippedConvolution,
} from '../../../src/ops/support/convolutionGradient';
import { weightGradientForms } from '../../../src/ops/support/convolutionWeightGradient';
import { convolutionCases } from './cases/convolution';
import { spread } from './operatorCase';

/** The forms differ in speed only; the one that the sizes choose is proven by the finite differences. */
describe('all forms of the gradients of a convolution agree', () => {
  it.each(convolutionCases)('$about', ({ input, weight, attributes = {} }) => {
    const builder = createBuilder();
    const x = builder.addInput('x', { type: 'float32', shape: input });
    const w = builder.addInput('w', { type: 'float32', shape: weight });
    const y = builder.add('Conv', [x, w], attributes);
    const { shape } = builder.value(y);
    const dy = builder.addInput('dy', { type: 'float32', shape });
    const convolution = convolutionOf('Conv', attributes, input, weight);
    const toInput = [convolutionInputGradient, ...(canFlip(convolution) ? [flippedConvolution] : [])].map(
      (form) => form(builder, convolution, dy, w),
    );
    const isDepthwise = convolution.groups === convolution.channels;
    const toWeight = weightGradientForms
      .filter((form) => form !== 'tapsElementwise' || isDepthwise)
      .map((form) => convolutionWeightGradient(builder, convolution, x, dy, form));
    const results = evaluateGraph(
      builder.finish([...toInput, ...toWeight]),
      new Map([
        ['x', spread(input).content(1)],
        ['w', spread(weight).content(2)],
        ['dy', spread(shape).content(3)],
      ]),
      [...toInput, ...toWeight],
    );
    for (const [forms, expected] of [
      [toInput, input],
      [toWeight, weight],
    ] as const) {
      const [first, ...others] = forms.map((form) => results.get(form)!);
      expect(first.shape).toEqual(expected);
      for (const other of others) {
        expect(other.shape).toEqual(expected);
        other.data.forEach((value, element) => expect(value).toBeCloseTo(first.data[element], 10));
      }
    }
  });

  it('a convolution whose padding exceeds the kernel is not flipped', () => {
    const wide = convolutionOf('Conv', { pads: { kind: 'ints', value: [3, 3] } }, [1, 1, 4], [1, 1, 3]);
    expect(canFlip(wide)).toBe(false);
  });
});
