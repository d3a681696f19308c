import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { addBackward } from '../../src/autodiff/backward';
import type { LossSettings } from '../../src/autodiff/losses/loss';
import { lossOf } from '../../src/autodiff/losses/losses';
import type { OptimizerSettings } from '../../src/autodiff/optimizers/optimizer';
import { optimizerOf } from '../../src/autodiff/optimizers/optimizers';
import { filled, scalar, tensor } from '../../src/graph/tensor';
import { evaluateGraph } from '../../src/ops/evaluateGraph';
import { createBuilder } from '../../src/ops/registry';
import { relativeError } from '../unit/autodiff/finiteDifferences';

interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface Golden {
  readonly torch: string;
  readonly losses: readonly {
    readonly settings: LossSettings;
    readonly prediction: Numbers;
    readonly target: Numbers;
    readonly value: number;
    readonly gradient: Numbers;
  }[];
  readonly optimizers: readonly {
    readonly settings: OptimizerSettings;
    readonly start: Numbers;
    readonly steps: readonly {
      readonly learningRate: number;
      readonly gradient: Numbers;
      readonly parameter: Numbers;
    }[];
  }[];
}

const golden = JSON.parse(
  readFileSync(new URL('golden/lossesAndOptimizers.json', import.meta.url), 'utf8'),
) as Golden;

/** The reference engine and PyTorch both compute in float64. */
const tolerance = 1e-12;

describe(`the losses of PyTorch ${golden.torch}`, () => {
  it.each(
    golden.losses.map(
      (each) => [JSON.stringify(each.settings), each.prediction.shape.join('×'), each] as const,
    ),
  )('%s of %s and its gradient', (_name, _shape, { settings, prediction, target, value, gradient }) => {
    const rule = lossOf(settings);
    const builder = createBuilder();
    const input = builder.addInput('prediction', { type: 'float64', shape: prediction.shape });
    const targetType = rule.targetType(builder.value(input));
    expect(targetType.shape).toEqual(target.shape);
    const labels = builder.addInput('target', targetType);
    const loss = rule.add(builder, input, labels);
    const { gradients } = addBackward(builder, builder.finish([loss]), { from: loss, wanted: [input] });
    const backward = gradients.get(input)!;
    const results = evaluateGraph(
      builder.finish([loss, backward]),
      new Map([
        [input, tensor('float64', prediction.shape, prediction.data)],
        [labels, tensor(targetType.type, target.shape, target.data)],
      ]),
      [loss, backward],
    );
    expect(results.get(loss)!.shape).toEqual([]);
    expect(relativeError([value], results.get(loss)!.data)).toBeLessThan(tolerance);
    expect(relativeError(gradient.data, results.get(backward)!.data)).toBeLessThan(tolerance);
  });
});

describe(`the optimizers of PyTorch ${golden.torch}`, () => {
  it.each(golden.optimizers.map((each) => [JSON.stringify(each.settings), each] as const))(
    '%s over five steps',
    (_, { settings, start, steps }) => {
      const builder = createBuilder();
      const type = { type: 'float64', shape: start.shape } as const;
      const parameter = builder.addParameter('weight', type, true);
      const gradient = builder.addInput('gradient', type);
      const optimizer = optimizerOf(settings);
      const scalars = new Map(
        Object.keys(optimizer.scalars).map((name) => [
          name,
          builder.addInput(name, { type: 'float64', shape: [] }),
        ]),
      );
      const scalarOf = (name: string) => scalars.get(name)!;
      const updates = optimizer.addUpdate(builder, {
        path: 'weight',
        parameter,
        gradient,
        scalar: scalarOf,
      });
      const graph = builder.finish(updates.map(({ next }) => next!));
      const state = new Map(updates.map(({ current, shape }) => [current, filled('float64', shape, 0)]));
      state.set(parameter, tensor('float64', start.shape, start.data));
      steps.forEach((step, index) => {
        const feeds = new Map([
          ...state,
          [gradient, tensor('float64', start.shape, step.gradient.data)],
          ...Object.entries(optimizer.scalars).map(
            ([name, at]) => [scalarOf(name), scalar('float64', at(index + 1, step.learningRate))] as const,
          ),
        ]);
        const results = evaluateGraph(graph, feeds, graph.outputs);
        for (const { current, next } of updates) {
          state.set(current, results.get(next!)!);
        }
        expect(relativeError(step.parameter.data, state.get(parameter)!.data)).toBeLessThan(tolerance);
      });
    },
  );
});
