import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { addParameterUpdates, averagePath, type UpdateSettings } from '../../src/autodiff/parameterUpdates';
import { filled, scalar, tensor, type Tensor } from '../../src/graph/tensor';
import type { ValueName } from '../../src/graph/value';
import { evaluateGraph } from '../../src/ops/evaluateGraph';
import { createBuilder } from '../../src/ops/registry';
import { relativeError } from '../unit/autodiff/finiteDifferences';

type Numbers = Readonly<Record<string, readonly number[]>>;
const golden = JSON.parse(readFileSync(new URL('golden/parameterUpdates.json', import.meta.url), 'utf8')) as {
  readonly torch: string;
  readonly rate: number;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly cases: readonly {
    readonly settings: Omit<UpdateSettings, 'optimizer'>;
    readonly start: Numbers;
    readonly steps: readonly {
      readonly gradients: readonly Numbers[];
      readonly parameters: Numbers;
      readonly averages?: Numbers;
    }[];
  }[];
};

const optimizer = { name: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1 } as const;

describe(`clipping, accumulation and averages of PyTorch ${golden.torch}`, () => {
  it.each(golden.cases.map((each) => [JSON.stringify(each.settings), each] as const))(
    '%s',
    (_, { settings, start, steps }) => {
      const builder = createBuilder();
      const learnt = Object.entries(golden.shapes).map(([path, shape]) => ({
        path,
        parameter: builder.addParameter(path, { type: 'float64', shape }, true),
        gradient: builder.addInput(`${path}/gradient`, { type: 'float64', shape }),
      }));
      const { updates, inputs } = addParameterUpdates(builder, learnt, { optimizer, ...settings });
      const written = updates.flatMap(({ next, partial }) => [next, partial]);
      const graph = builder.finish(written.filter((name) => name !== undefined));
      const state = new Map<ValueName, Tensor>(
        updates.map(({ current, shape }) => [current, filled('float64', shape, 0)]),
      );
      const contentOf = (path: string) => [
        ...state.get(updates.find((each) => each.path === path)!.current)!.data,
      ];
      for (const { path, parameter } of learnt) {
        state.set(parameter, tensor('float64', golden.shapes[path], start[path]));
      }
      // The norm of a clipped gradient is computed in float32.
      const tolerance = settings.clip?.by === 'norm' ? 1e-6 : 1e-12;
      steps.forEach(({ gradients, parameters, averages = {} }, step) => {
        gradients.forEach((batch, index) => {
          const feeds = new Map([
            ...state,
            ...learnt.map(
              ({ path, gradient }) =>
                [gradient, tensor('float64', golden.shapes[path], batch[path])] as const,
            ),
            ...inputs.map(({ value, at }) => [value, scalar('float32', at(step + 1, golden.rate))] as const),
          ]);
          const results = evaluateGraph(graph, feeds, graph.outputs);
          for (const { current, next, partial } of updates) {
            const content = index === gradients.length - 1 ? next : partial;
            if (content !== undefined) {
              state.set(current, results.get(content)!);
            }
          }
        });
        for (const [path, expected] of Object.entries(parameters)) {
          expect(relativeError(expected, contentOf(path))).toBeLessThan(tolerance);
        }
        for (const [path, expected] of Object.entries(averages)) {
          expect(relativeError(expected, contentOf(averagePath(path)))).toBeLessThan(tolerance);
        }
      });
      expect(steps[0].averages !== undefined).toBe(settings.averageDecay !== undefined);
    },
  );
});
