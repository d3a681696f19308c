import type { DataType } from '../graph/dataType';
import { valueOf, type Graph } from '../graph/graph';
import { elementCount, type Shape } from '../graph/shape';
import type { Fill, InitializationStep } from '../graph/trace';
import type { ValueName } from '../graph/value';
import { skipBernoulli } from './random/bernoulli';
import { drawNumbers } from './random/drawNumbers';
import type { Generator } from './random/generator';
import { skipIntegers } from './random/integers';
import { fillNormal, skipNormal } from './random/normal';
import { skipPermutation } from './random/permutation';
import { makeOrthogonal, normalize } from './random/orthogonal';
import { fillSparse } from './random/sparse';
import { fillTruncatedNormal } from './random/truncatedNormal';
import { skipUniform } from './random/uniform';
import { allocate, copyInto, type TensorData } from './tensorData';

/**
 * The first content of every parameter and buffer, as PyTorch gives it.
 *
 * A tensor that is filled several times gets the last filling; the earlier ones, and those of tensors that are not
 * part of the model, only advance the random numbers. A tensor that no step fills is zero.
 * @param generator as `torch.manual_seed` leaves it; afterwards it stands where PyTorch's stands, and the steps go on from there.
 * @throws RangeError where a step and the tensor that it fills differ in size.
 */
export function initializeState(
  graph: Pick<Graph, 'values'>,
  steps: readonly InitializationStep[],
  generator: Generator,
): Map<ValueName, TensorData> {
  const state = new Map<ValueName, TensorData>();
  for (const { name, role, type, shape } of graph.values.values()) {
    if (role.kind === 'parameter' || role.kind === 'buffer') {
      state.set(name, allocate(type, elementCount(shape)));
    }
  }
  const lastWhole = new Map(
    steps.flatMap(({ target, offset }, index): [ValueName | undefined, number][] =>
      offset === undefined ? [[target, index]] : [],
    ),
  );
  const copied = new Map(
    steps.flatMap(({ fill }): [number, Numbers | undefined][] =>
      'step' in fill ? [[fill.step, undefined]] : [],
    ),
  );
  steps.forEach((step, index) => {
    const { target, shape, fill, offset } = step;
    const data = target === undefined ? undefined : state.get(target);
    const isKept = data !== undefined && index >= (lastWhole.get(target) ?? 0);
    const drawnType = step.type ?? (target === undefined ? 'float32' : valueOf(graph, target).type);
    const count = elementCount(shape);
    if (!isKept && !copied.has(index)) {
      skip(generator, fill, drawnType, shape);
      return;
    }
    if (data !== undefined && (offset === undefined ? data.length !== count : offset + count > data.length)) {
      throw new RangeError(`'${target}' has ${data.length} elements, but its initialization fills ${count}.`);
    }
    const place = isKept ? data.subarray(offset ?? 0, (offset ?? 0) + count) : undefined;
    const type = target === undefined ? drawnType : valueOf(graph, target).type;
    if ('step' in fill) {
      const original = originalOf(copied.get(fill.step), fill.step);
      const made =
        fill.kind === 'copy'
          ? scaled(original, fill.factor, fill.offset)
          : normsOf(original, steps[fill.step].shape, fill.axes);
      if (place !== undefined) {
        copyInto(place, made);
      }
      if (copied.has(index)) {
        copied.set(index, made);
      }
      return;
    }
    const isInPlace = type === drawnType && (place instanceof Float32Array || place instanceof Float64Array);
    const numbers = isInPlace ? place : numbersFor(drawnType, count);
    fillWith(generator, fill, shape, numbers);
    if (place !== undefined && !isInPlace) {
      copyInto(place, numbers);
    }
    if (copied.has(index)) {
      copied.set(index, isInPlace ? numbers.slice() : numbers);
    }
  });
  return state;
}

function originalOf(original: Numbers | undefined, step: number): Numbers {
  if (original === undefined) {
    throw new RangeError(`An initialization copies what step ${step} makes, which does not come before it.`);
  }
  return original;
}

/** Fills that make their content themselves. */
type MakingFill = Exclude<Fill, { step: number }>;
type Numbers = Float32Array | Float64Array;

function scaled(numbers: Numbers, factor = 1, offset = 0): Numbers {
  return factor === 1 && offset === 0 ? numbers : numbers.map((element: number) => element * factor + offset);
}

/** Euclidean norms over some axes of a row-major tensor, one for each place of the others. */
function normsOf(numbers: Numbers, shape: Shape, axes: readonly number[]): Float64Array {
  const kept = shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
  const squares = new Float64Array(elementCount(kept));
  numbers.forEach((element: number, index: number) => {
    let [rest, place, stride] = [index, 0, 1];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (kept[axis] !== 1) {
        place += (rest % shape[axis]) * stride;
      }
      rest = Math.floor(rest / shape[axis]);
      stride *= kept[axis];
    }
    squares[place] += element * element;
  });
  return squares.map(Math.sqrt);
}

/** PyTorch's samplers draw float16 as float32. */
function numbersFor(type: DataType, count: number): Numbers {
  return type === 'float32' || type === 'float16' ? new Float32Array(count) : new Float64Array(count);
}

function fillWith(generator: Generator, fill: MakingFill, shape: Shape, data: Numbers): void {
  switch (fill.kind) {
    case 'constant':
      data.fill(fill.value);
      return;
    case 'values':
      data.set(fill.values);
      return;
    case 'truncatedNormal':
      if (data instanceof Float64Array) {
        throw new RangeError('A truncated normal fills float32 tensors; make the model float32.');
      }
      fillTruncatedNormal(generator, data, fill);
      return;
    case 'orthogonal':
      fillNormal(generator, data);
      makeOrthogonal(data, shape[0], fill.gain);
      return;
    case 'direction':
      fillNormal(generator, data);
      normalize(data);
      return;
    case 'sparseNormal':
      fillSparse(generator, data, shape[0], fill);
      return;
    default:
      drawNumbers(generator, fill, data);
  }
}

function skip(generator: Generator, fill: Fill, type: DataType, shape: Shape): void {
  const count = elementCount(shape);
  const floating = type === 'float64' ? 'float64' : 'float32';
  switch (fill.kind) {
    case 'constant':
    case 'values':
    case 'copy':
    case 'norm':
      return;
    case 'uniform':
      skipUniform(generator, floating, count);
      return;
    case 'normal':
    case 'orthogonal':
    case 'direction':
      skipNormal(generator, floating, count);
      return;
    case 'sparseNormal':
      skipNormal(generator, floating, count);
      for (let column = 0; column < shape[1]; column++) {
        skipPermutation(generator, shape[0]);
      }
      return;
    case 'truncatedNormal':
      // How much it draws depends on what it draws.
      fillTruncatedNormal(generator, new Float32Array(count), fill);
      return;
    case 'randint':
      skipIntegers(generator, fill.low, fill.high, count);
      return;
    case 'bernoulli':
      skipBernoulli(generator, count);
      return;
    case 'randperm':
      skipPermutation(generator, count);
  }
}
