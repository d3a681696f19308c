import { buildEvaluationGraph, type EvaluationGraph, lossGraph } from '../autodiff/buildEvaluationGraph';
import type { LossSettings, TargetContent } from '../autodiff/losses/loss';
import { lossOf } from '../autodiff/losses/losses';
import { averagePath } from '../autodiff/parameterUpdates';
import { type Graph, valueOf } from '../graph/graph';
import { elementCount, type Shape } from '../graph/shape';
import { tensor } from '../graph/tensor';
import type { Value, ValueName, ValueType } from '../graph/value';
import { evaluateGraph } from '../ops/evaluateGraph';
import type { Backend, BackendSession } from './backends/backend';
import type { Batch, BatchSource } from './data/batch';
import { addScores, metricsOf, noScore, perplexity, scoreOf } from './metrics';
import { Generator } from './random/generator';
import { RandomInputs } from './randomInputs';
import { allocate, type TensorData } from './tensorData';
import type { TrainingState } from './trainingState';

export interface EvaluationParts {
  /** Of the model traced in evaluation mode, for the batch size of the training. */
  readonly model: Graph;
  readonly loss: LossSettings;
  readonly backend: Backend;
  readonly state: TrainingState;
  /** What the training does not change and therefore does not hold, by path. */
  readonly initial: ReadonlyMap<string, TensorData>;
  readonly data: BatchSource;
  readonly seed: number;
}

/**
 * How good a model is on held-out examples, as it is used: normalised by running statistics, without dropout, with the
 * moving averages of its parameters where such are kept.
 */
export class Evaluation {
  private readonly compiled: EvaluationGraph;
  private readonly content: TargetContent;
  private readonly prediction: ValueType;
  private readonly fetches: ReadonlyMap<ValueName, TensorData>;
  private session: BackendSession | undefined;

  /** @throws LossError where the model's output in evaluation mode does not fit the loss. */
  constructor(private readonly parts: EvaluationParts) {
    const { model, loss, backend } = parts;
    this.compiled = buildEvaluationGraph(model, loss);
    this.prediction = valueOf(model, this.compiled.prediction);
    this.content = lossOf(loss).targetType(this.prediction).content;
    const { graph } = this.compiled;
    this.fetches = new Map(
      [this.compiled.loss, this.compiled.prediction].map((name) => {
        const { type, shape } = valueOf(graph, name);
        return [name, allocate(backend.storageType(type), elementCount(shape))];
      }),
    );
  }

  /** The mean loss over all held-out examples, and the metrics of the target. */
  async run(): Promise<Readonly<Record<string, number>>> {
    const { data, loss: settings, backend, seed } = this.parts;
    const { graph, loss, prediction, target, randomInputs } = this.compiled;
    this.session ??= await backend.create(graph, [...this.fetches.keys()], 'often');
    const state = this.stateFeeds();
    // The same numbers each time, so that one evaluation can be compared with the next.
    const random = new RandomInputs(new Generator(seed), randomInputs, (type) => backend.storageType(type));
    let [score, sum, examples] = [noScore, 0, 0];
    for (let index = 0; index < data.batchesPerEpoch; index++) {
      const batch = await data.next(index);
      random.advance();
      const feeds = new Map([...state, ...random.feeds, ...batch.inputs, [target, batch.target] as const]);
      await this.session.run(feeds, this.fetches);
      const predicted = this.fetches.get(prediction)!;
      const rows = this.rowsOf(batch);
      const { shape } = this.prediction;
      const value = rows === shape[0] ? Number(this.fetches.get(loss)![0]) : this.lossOfFirst(rows, batch);
      score = addScores(
        score,
        scoreOf(this.content, { prediction: predicted, shape, target: batch.target, rows }),
      );
      sum += value * batch.count;
      examples += batch.count;
    }
    const mean = sum / examples;
    return { loss: mean, ...metricsOf(this.content, score), ...perplexity(settings, mean) };
  }

  async release(): Promise<void> {
    await this.session?.release();
    this.session = undefined;
  }

  /** Extents of the prediction's first axis that belong to examples that count. */
  private rowsOf({ count, inputs }: Batch): number {
    const [first] = inputs.keys();
    const [size] = first === undefined ? [count] : valueOf(this.compiled.graph, first).shape;
    return (this.prediction.shape[0] / size) * count;
  }

  /** The last batch is filled up with examples that do not count; the loss of the others is computed by itself. */
  private lossOfFirst(rows: number, { target }: Batch): number {
    const first = ([, ...rest]: Shape): Shape => [rows, ...rest];
    const { type, shape } = this.prediction;
    const alone = lossGraph({ type, shape: first(shape) }, this.parts.loss);
    const feed = (name: ValueName, data: TensorData) => {
      const value = valueOf(alone.graph, name);
      const count = elementCount(value.shape);
      const elements = Float64Array.from({ length: count }, (_, index) => Number(data[index]));
      return [name, tensor(value.type, value.shape, elements)] as const;
    };
    const predicted = this.fetches.get(this.compiled.prediction)!;
    const feeds = new Map([feed(alone.prediction, predicted), feed(alone.target, target)]);
    return evaluateGraph(alone.graph, feeds, [alone.loss]).get(alone.loss)!.data[0];
  }

  private stateFeeds(): Map<ValueName, TensorData> {
    const { state, initial } = this.parts;
    const feeds = new Map<ValueName, TensorData>();
    for (const { name, role } of this.compiled.graph.values.values()) {
      if (role.kind === 'parameter' || role.kind === 'buffer') {
        const content =
          state.contentOf(averagePath(role.path)) ?? state.contentOf(role.path) ?? initial.get(role.path);
        if (content === undefined) {
          throw new Error(
            `In evaluation mode the model has '${role.path}', which it does not have in training; evaluate it without --evaluate-every.`,
          );
        }
        feeds.set(name, content);
      }
    }
    return feeds;
  }
}

/** First contents by path. */
export function byPath(
  values: Iterable<Value>,
  content: ReadonlyMap<ValueName, TensorData>,
): Map<string, TensorData> {
  const found = new Map<string, TensorData>();
  for (const { name, role } of values) {
    const data = content.get(name);
    if (data !== undefined && (role.kind === 'parameter' || role.kind === 'buffer')) {
      found.set(role.path, data);
    }
  }
  return found;
}
