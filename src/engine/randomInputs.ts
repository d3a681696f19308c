import type { DataType } from '../graph/dataType';
import type { RandomInput } from '../graph/draw';
import { elementCount } from '../graph/shape';
import type { ValueName } from '../graph/value';
import { drawNumbers } from './random/drawNumbers';
import type { Generator } from './random/generator';
import { allocate, copyInto, type TensorData } from './tensorData';

/**
 * The random numbers that a model draws while it runs (dropout, noise), drawn before each run from the generator that
 * made its parameters, in the order in which the model asks for them: what PyTorch's global CPU generator would give it.
 */
export class RandomInputs {
  /** By the name of the value; the same arrays in every run. */
  readonly feeds: ReadonlyMap<ValueName, TensorData>;
  private readonly fills: readonly (() => void)[];

  constructor(
    private readonly generator: Generator,
    inputs: readonly RandomInput[],
    storageType: (type: DataType) => DataType,
  ) {
    const feeds = new Map<ValueName, TensorData>();
    this.fills = inputs.map(({ value, type, shape, draw }) => {
      const array = allocate(storageType(type), elementCount(shape));
      feeds.set(value, array);
      const numbers = numbersFor(type, array);
      return () => {
        drawNumbers(generator, draw, numbers);
        if (numbers !== array) {
          copyInto(array, numbers);
        }
      };
    });
    this.feeds = feeds;
  }

  /** Draws the numbers of the next run. */
  advance(): void {
    this.fills.forEach((fill) => {
      fill();
    });
  }

  /** Draws the numbers of the next run, which the run after it will have once more. */
  peek(): void {
    const before = this.generator.bytes.slice();
    this.advance();
    this.generator.bytes.set(before);
  }
}

/** Where a value's numbers are drawn: in the array itself, unless it holds another type than PyTorch draws them in. */
function numbersFor(type: DataType, array: TensorData): Float32Array | Float64Array {
  const isWide = type !== 'float32' && type !== 'float16' && type !== 'bfloat16';
  const Numbers = isWide ? Float64Array : Float32Array;
  return array instanceof Numbers ? array : new Numbers(array.length);
}
