import type { LossSettings, TargetContent } from '../../autodiff/losses/loss';
import { vocabularyOf } from '../../analysis/vocabulary';
import { firstOutput, lossOf } from '../../autodiff/losses/losses';
import type { DataType } from '../../graph/dataType';
import { type Graph, valueOf } from '../../graph/graph';
import { formatShape, type Shape } from '../../graph/shape';
import type { ValueName } from '../../graph/value';
import type { TensorData } from '../tensorData';

/** What one step reads: the model's inputs by name, and the target. */
export interface Batch {
  readonly inputs: ReadonlyMap<ValueName, TensorData>;
  readonly target: TensorData;
  /** How many examples of the batch count: the first ones. The others, at the end of held-out data, only fill it up. */
  readonly count: number;
}

/** Gives the batch of a step, the same one whenever it is asked, so that a resumed run sees what it would have seen. */
export interface BatchSource {
  /** As in the settings: `random`, `shapes`, `npz:digits.npz`. */
  readonly name: string;
  /** How many examples there are; Infinity where they are drawn. */
  readonly examples: number;
  /** Batches in which every example comes once; Infinity where they are drawn. */
  readonly batchesPerEpoch: number;
  /**
   * A promise only where the batch is not ready yet.
   * @param index from 0: the batch of step `index + 1`. It goes on over the epochs.
   * @throws DataError, or rejects with one, where an example cannot be read.
   */
  next(index: number): Batch | Promise<Batch>;
}

/** Data opened for a model. */
export interface Dataset {
  readonly train: BatchSource;
  /** Held-out examples, always in the same order and without augmentation; absent where none are held out. */
  readonly validation?: BatchSource;
  /** Ends what prepares batches in the background. */
  release(): Promise<void>;
}

/** What a model reads from its data. The first extent of every shape is the batch size. */
export interface BatchShapes {
  readonly inputs: readonly InputShape[];
  readonly target: TargetShape;
}

export interface InputShape {
  readonly name: ValueName;
  readonly type: DataType;
  readonly shape: Shape;
  /** Whole numbers of this input lie in 0 … high − 1; undefined for floating-point inputs, and where nothing bounds them. */
  readonly high?: number;
}

export interface TargetShape {
  readonly type: DataType;
  readonly shape: Shape;
  /** Labels lie in 0 … classes − 1; undefined where the target is a tensor to regress on. */
  readonly classes?: number;
  /** A label beyond them that does not count. */
  readonly ignored?: number;
  /** What its elements are; any numbers where absent. */
  readonly content?: TargetContent;
}

/** Data that does not fit the model, or that cannot be read. The message is a sentence for the user. */
export class DataError extends Error {
  override readonly name = 'DataError';

  /** Names out of a file may hold line breaks; what is said stays one line. */
  constructor(message: string) {
    super(message.replace(/[\s\p{Cc}]+/gu, ' '));
  }
}

/** What `graph`, trained with `loss`, reads. @throws LossError where the loss does not fit the model's output. */
export function batchShapes(graph: Graph, loss: LossSettings): BatchShapes {
  const prediction = valueOf(graph, firstOutput(graph));
  const target = lossOf(loss).targetType(prediction);
  const { content } = target;
  return {
    inputs: graph.inputs.map((name) => {
      const { type, shape } = valueOf(graph, name);
      return { name, type, shape, high: vocabularyOf(graph, name, type) };
    }),
    target: {
      ...target,
      ...(content.kind === 'labels' && { classes: content.classes, ignored: content.ignored }),
    },
  };
}

/** @throws DataError where the first extents of the inputs are not one batch size. */
export function batchSizeOf({ inputs }: BatchShapes): number {
  const size = inputs[0]?.shape[0];
  if (size === undefined) {
    throw new DataError(
      'The model has no batched input to feed; give it an input whose first extent is the batch.',
    );
  }
  const other = inputs.find(({ shape }) => shape[0] !== size);
  if (other !== undefined) {
    throw new DataError(
      `The input '${other.name}' has the shape ${formatShape(other.shape)}, whose first extent is not the batch of ` +
        `${size} examples; give it that extent, or choose the data random.`,
    );
  }
  return size;
}

/**
 * Shape of the target of one example: several of them where the model folds its T positions into the first extent.
 * @throws DataError where the target cannot be divided among the examples of a batch.
 */
export function targetPerExample(shapes: BatchShapes): Shape {
  const size = batchSizeOf(shapes);
  const [first, ...rest] = shapes.target.shape;
  if (first % size !== 0) {
    throw new DataError(
      `The loss takes a target of shape ${formatShape(shapes.target.shape)}, which ${size} examples cannot share; ` +
        'return an output whose first extent is the batch.',
    );
  }
  return first === size ? rest : [first / size, ...rest];
}
