import { describe, expect, it } from 'vitest';
import { addBackward } from '../../../src/autodiff/backward';
import { crossEntropy } from '../../../src/autodiff/losses/crossEntropy';
import { openNative } from '../../../src/engine/backends/native';
import { openReference } from '../../../src/engine/backends/reference';
import { allocate, copyInto } from '../../../src/engine/tensorData';
import type { DataType } from '../../../src/graph/dataType';
import type { Shape } from '../../../src/graph/shape';
import { createBuilder } from '../../../src/ops/registry';

const open = { native: openNative, reference: openReference };

/** Cross entropy and its gradient, as an engine computes them. */
async function lossOf(
  engine: keyof typeof open,
  type: DataType,
  shape: Shape,
  logits: readonly number[],
  labels: readonly number[],
): Promise<{ loss: number; gradient: number[] }> {
  const builder = createBuilder();
  const prediction = builder.addInput('prediction', { type, shape });
  const rule = crossEntropy({ name: 'crossEntropy' });
  const target = builder.addInput('target', rule.targetType({ type, shape }));
  const loss = rule.add(builder, prediction, target);
  const { gradients } = addBackward(builder, builder.finish([loss]), { from: loss, wanted: [prediction] });
  const gradient = gradients.get(prediction)!;
  const backend = await open[engine]();
  const session = await backend.create(builder.finish([loss, gradient]), [loss, gradient], 'once');
  const array = (length: number) => allocate(backend.storageType(type), length);
  const [fed, value, slopes] = [array(logits.length), array(1), array(logits.length)];
  copyInto(fed, Float64Array.from(logits));
  await session.run(
    new Map([
      [prediction, fed],
      [target, BigInt64Array.from(labels, BigInt)],
    ]),
    new Map([
      [loss, value],
      [gradient, slopes],
    ]),
  );
  await session.release();
  return { loss: Number(value[0]), gradient: Array.from(slopes, Number) };
}

describe.each(['native', 'reference'] as const)('cross entropy on the %s engine', (engine) => {
  it.each(['float32', 'float64'] as const)('lets −∞ mask a class, in %s', async (type) => {
    const { loss, gradient } = await lossOf(engine, type, [2, 3], [1, 2, -Infinity, 0, 1, 2], [0, 2]);
    const share = (logit: number, ...all: number[]): number =>
      Math.exp(logit) / all.reduce((sum, other) => sum + Math.exp(other), 0);
    const first = [share(1, 1, 2), share(2, 1, 2), 0];
    const second = [0, 1, 2].map((logit) => share(logit, 0, 1, 2));
    expect(loss).toBeCloseTo(-(Math.log(first[0]) + Math.log(second[2])) / 2, 6);
    const expected = [first[0] - 1, first[1], 0, second[0], second[1], second[2] - 1];
    gradient.forEach((slope, index) => expect(slope).toBeCloseTo(expected[index] / 2, 6));
  });

  it('averages over every place of N×C×d', async () => {
    // Classes 0 and 1 at two places; the logits of a place are a column.
    const { loss, gradient } = await lossOf(engine, 'float32', [1, 2, 2], [0, 1, 0, -1], [1, 0]);
    const shares = [0.5, 1 / (1 + Math.exp(-2))];
    expect(loss).toBeCloseTo(-(Math.log(shares[0]) + Math.log(shares[1])) / 2, 6);
    const expected = [shares[0], shares[1] - 1, -shares[0], 1 - shares[1]];
    gradient.forEach((slope, index) => expect(slope).toBeCloseTo(expected[index] / 2, 6));
  });
});
