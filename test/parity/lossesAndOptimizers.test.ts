import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { addBackward } from '../../src/autodiff/backward';
import { losses } from '../../src/autodiff/losses/losses';
import { optimizerOf } from '../../src/autodiff/optimizers/optimizers';
import type { LossName, OptimizerSettings } from '../../src/autodiff/trainingGraph';
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
    readonly loss: LossName;
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
  it.each(golden.losses.map((each) => [each.loss, each.prediction.shape.join('×'), each] as const))(
    '%s of %s and its gradient',
    (name, _, { prediction, target, value, gradient }) => {
      const builder = createBuilder();
      const input = builder.addInput('prediction', { type: 'float64', shape: prediction.shape });
      const targetType = losses[name].targetType(builder.value(input));
      expect(targetType.shape).toEqual(target.shape);
      const labels = builder.addInput('target', targetType);
      const loss = losses[name].add(builder, input, labels);
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
    },
  );
});

describe(`the optimizers of PyTorch ${golden.torch}`, () => {
  it.each(golden.optimizers.map((each) => [JSON.stringify(each.settings), each] as const))(
    '%s over five steps',
    (_, { settings, start, steps }) => {
      const builder = createBuilder();
      const type = { type: 'float64', shape: start.shape } as const;
      const parameter = builder.addParameter('weight', type, true);
      const gradient = builder.addInput('gradient', type);
      const learningRate = builder.addInput('learningRate', { type: 'float64', shape: [] });
      const updates = optimizerOf(settings).addUpdate(builder, {
        path: 'weight',
        parameter,
        gradient,
        learningRate,
      });
      const graph = builder.finish(updates.map(({ next }) => next!));
      const state = new Map(updates.map(({ current, shape }) => [current, filled('float64', shape, 0)]));
      state.set(parameter, tensor('float64', start.shape, start.data));
      for (const step of steps) {
        const feeds = new Map([
          ...state,
          [gradient, tensor('float64', start.shape, step.gradient.data)],
          [learningRate, scalar('float64', step.learningRate)],
        ]);
        const results = evaluateGraph(graph, feeds, graph.outputs);
        for (const { current, next } of updates) {
          state.set(current, results.get(next!)!);
        }
        expect(relativeError(step.parameter.data, state.get(parameter)!.data)).toBeLessThan(tolerance);
      }
      const slots = updates.filter(({ kind }) => kind === 'optimizer').map(({ path }) => path);
      expect(slots).toEqual(settings.momentum === 0 ? [] : ['momentum/weight']);
    },
  );
});
