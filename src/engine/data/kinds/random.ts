import { isFloatingPoint } from '../../../graph/dataType';
import { elementCount, type Shape } from '../../../graph/shape';
import type { DataType } from '../../../graph/dataType';
import { Generator } from '../../random/generator';
import { fillIntegers, skipIntegers } from '../../random/integers';
import { fillNormal, skipNormal } from '../../random/normal';
import { allocate, copyInto, type TensorData } from '../../tensorData';
import type { Batch, BatchShapes, BatchSource, TargetShape } from '../batch';

/**
 * Gaussian inputs and random targets: every batch is drawn in turn from one generator seeded `seed + 1`, inputs in
 * the model's order, then the target. Batch 0 is therefore also the default input and target of a single pass.
 */
export function randomBatches(shapes: BatchShapes, seed: number): BatchSource {
  let generator = new Generator(seed + 1);
  let position = 0;
  return {
    name: 'random',
    examples: Infinity,
    batchesPerEpoch: Infinity,
    next: (index) => {
      if (index < position) {
        generator = new Generator(seed + 1);
        position = 0;
      }
      for (; position < index; position++) {
        skipBatch(generator, shapes);
      }
      position++;
      return drawBatch(generator, shapes);
    },
  };
}

function drawBatch(generator: Generator, { inputs, target }: BatchShapes): Batch {
  const drawn = new Map(
    inputs.map(({ name, type, shape, high }) => [name, drawTensor(generator, type, shape, high)]),
  );
  return {
    inputs: drawn,
    target: drawTarget(generator, target),
    count: inputs.at(0)?.shape.at(0) ?? 1,
  };
}

/**
 * Labels and numbers as {@link drawTensor}; for probabilities `torch.randint(0, 2, shape)`, for distributions
 * `torch.randn(shape).softmax(1)`.
 */
function drawTarget(generator: Generator, { type, shape, classes, content }: TargetShape): TensorData {
  switch (content?.kind) {
    case 'probabilities': {
      const data = allocate(type, elementCount(shape));
      const numbers = new Float64Array(data.length);
      fillIntegers(generator, numbers, 0, 2);
      copyInto(data, numbers);
      return data;
    }
    case 'distributions': {
      const drawn = drawTensor(generator, type, shape);
      const [size, ...rest] = shape.length === 1 ? shape : shape.slice(1);
      copyInto(drawn, softmax(Float64Array.from(drawn, Number), size, elementCount(rest)));
      return drawn;
    }
    default:
      return drawTensor(generator, type, shape, classes);
  }
}

/** Along the middle axis of […, size, positions]. */
function softmax(numbers: Float64Array, size: number, positions: number): Float64Array {
  const exponentials = numbers.map(Math.exp);
  return exponentials.map((element, index) => {
    const row = Math.floor(index / (size * positions));
    let sum = 0;
    for (let other = 0; other < size; other++) {
      sum += exponentials[(row * size + other) * positions + (index % positions)];
    }
    return element / sum;
  });
}

/** `torch.randn(shape)` of a floating-point type, else `torch.randint(0, high, shape)`. */
function drawTensor(generator: Generator, type: DataType, shape: Shape, high = 2): TensorData {
  const data = allocate(type, elementCount(shape));
  if (data instanceof Float32Array || data instanceof Float64Array) {
    fillNormal(generator, data);
  } else if (isFloatingPoint(type)) {
    const numbers = new Float32Array(data.length);
    fillNormal(generator, numbers);
    copyInto(data, numbers);
  } else {
    const numbers = new Float64Array(data.length);
    fillIntegers(generator, numbers, 0, high);
    copyInto(data, numbers);
  }
  return data;
}

function skipBatch(generator: Generator, { inputs, target }: BatchShapes): void {
  const skip = (type: DataType, shape: Shape, high = 2, isWhole = !isFloatingPoint(type)): void => {
    const count = elementCount(shape);
    if (isWhole) {
      skipIntegers(generator, 0, high, count);
    } else {
      skipNormal(generator, type === 'float64' ? 'float64' : 'float32', count);
    }
  };
  for (const { type, shape, high } of inputs) {
    skip(type, shape, high);
  }
  const { type, shape, classes, content } = target;
  skip(type, shape, classes, content?.kind === 'probabilities' || undefined);
}
