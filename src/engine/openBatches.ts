import { elementCount } from '../graph/shape';
import { valueOf } from '../graph/graph';
import type { Trace } from '../graph/trace';
import type { TrainingGraph } from '../autodiff/trainingGraph';
import type { RunSettings } from '../protocol/engine';
import type { Batch, BatchSource } from './trainingRun';
import { Generator } from './random/generator';
import { fillIntegers } from './random/integers';
import { fillNormal } from './random/normal';
import { allocate, type TensorData } from './tensorData';

export function openBatches(
  trace: Trace,
  training: TrainingGraph,
  settings: RunSettings,
): Promise<BatchSource> {
  let generator = new Generator(settings.seed + 1);
  let drawn: Batch[] = [];
  const { target, predictions, graph } = training;
  const draw = (type: string, shape: readonly number[], high: number): TensorData => {
    const data = allocate(type === 'float32' ? 'float32' : 'int64', elementCount(shape));
    if (data instanceof Float32Array) {
      fillNormal(generator, data, 0, 1);
    } else {
      const numbers = new Float64Array(data.length);
      fillIntegers(generator, numbers, 0, high);
      numbers.forEach((n, i) => {
        data[i] = BigInt(n);
      });
    }
    return data;
  };
  return Promise.resolve({
    next(index: number): Batch {
      if (index < drawn.length - 1 || index === 0) {
        generator = new Generator(settings.seed + 1);
        drawn = [];
      }
      while (drawn.length <= index) {
        const inputs = new Map(
          trace.graph.inputs.map((name) => {
            const { type, shape } = valueOf(trace.graph, name);
            return [name, draw(type, shape, 10)] as const;
          }),
        );
        const classes = valueOf(graph, predictions[0]).shape.at(1) ?? 1;
        drawn.push({ inputs, target: draw(target.type, target.shape, classes) });
      }
      return drawn[index];
    },
  });
}
