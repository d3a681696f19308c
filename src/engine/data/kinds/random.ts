import { isFloatingPoint } from '../../../graph/dataType';
import { elementCount, type Shape } from '../../../graph/shape';
import type { DataType } from '../../../graph/dataType';
import { Generator } from '../../random/generator';
import { fillIntegers, skipIntegers } from '../../random/integers';
import { fillNormal, skipNormal } from '../../random/normal';
import { allocate, copyInto, type TensorData } from '../../tensorData';
import type { Batch, BatchShapes, BatchSource } from '../batch';

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
    target: drawTensor(generator, target.type, target.shape, target.classes),
    count: inputs.at(0)?.shape.at(0) ?? 1,
  };
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
  for (const { type, shape, high } of [...inputs, { ...target, high: target.classes }]) {
    if (isFloatingPoint(type)) {
      skipNormal(generator, type === 'float64' ? 'float64' : 'float32', elementCount(shape));
    } else {
      skipIntegers(generator, 0, high ?? 2, elementCount(shape));
    }
  }
}
