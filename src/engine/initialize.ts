import { isFloatingPoint, type DataType } from '../graph/dataType';
import { valueOf, type Graph } from '../graph/graph';
import { elementCount } from '../graph/shape';
import type { Fill, InitializationStep } from '../graph/trace';
import type { ValueName } from '../graph/value';
import { fillBernoulli, skipBernoulli } from './random/bernoulli';
import { Generator } from './random/generator';
import { fillIntegers, skipIntegers } from './random/integers';
import { fillNormal, skipNormal } from './random/normal';
import { permutation, skipPermutation } from './random/permutation';
import { fillTruncatedNormal } from './random/truncatedNormal';
import { fillUniform, skipUniform } from './random/uniform';
import { allocate, copyInto, type TensorData } from './tensorData';

/**
 * The first content of every parameter and buffer, as PyTorch gives it after `torch.manual_seed(seed)`.
 *
 * A tensor that is filled several times gets the last filling; the earlier ones, and those of tensors that are not
 * part of the model, only advance the random numbers. A tensor that no step fills is zero.
 * @throws RangeError where a step and the tensor that it fills differ in size.
 */
export function initializeState(
  graph: Pick<Graph, 'values'>,
  steps: readonly InitializationStep[],
  seed: number,
): Map<ValueName, TensorData> {
  const state = new Map<ValueName, TensorData>();
  for (const { name, role, type, shape } of graph.values.values()) {
    if (role.kind === 'parameter' || role.kind === 'buffer') {
      state.set(name, allocate(type, elementCount(shape)));
    }
  }
  const lastFill = new Map(steps.map(({ target }, index) => [target, index]));
  const copied = new Map(
    steps.flatMap(({ fill }): [number, TensorData | undefined][] =>
      fill.kind === 'copy' ? [[fill.step, undefined]] : [],
    ),
  );
  const generator = new Generator(seed);
  steps.forEach(({ target, shape, fill }, index) => {
    const count = elementCount(shape);
    const type = target === undefined ? 'float32' : valueOf(graph, target).type;
    const data = target === undefined ? undefined : state.get(target);
    if (data !== undefined && data.length !== count) {
      throw new RangeError(`'${target}' has ${data.length} elements, but its initialization fills ${count}.`);
    }
    if (copied.has(index) && fill.kind !== 'copy') {
      const original = allocate(type, count);
      draw(generator, fill, type, original);
      copied.set(index, original);
      if (data !== undefined) {
        copyInto(data, original);
      }
      return;
    }
    if (target === undefined || data === undefined || lastFill.get(target) !== index) {
      skip(generator, fill, type, count);
      return;
    }
    if (fill.kind === 'copy') {
      copyInto(data, originalOf(copied.get(fill.step), fill.step));
      return;
    }
    draw(generator, fill, type, data);
  });
  return state;
}

function originalOf(original: TensorData | undefined, step: number): TensorData {
  if (original === undefined) {
    throw new RangeError(`An initialization copies what step ${step} makes, which does not come before it.`);
  }
  return original;
}

/** Fills that make their content themselves. */
type MakingFill = Exclude<Fill, { kind: 'copy' }>;

function draw(generator: Generator, fill: MakingFill, type: DataType, data: TensorData): void {
  if (data instanceof Float32Array || data instanceof Float64Array) {
    drawNumbers(generator, fill, data);
    return;
  }
  const numbers = isFloatingPoint(type) ? new Float32Array(data.length) : new Float64Array(data.length);
  drawNumbers(generator, fill, numbers);
  copyInto(data, numbers);
}

function drawNumbers(generator: Generator, fill: MakingFill, data: Float32Array | Float64Array): void {
  switch (fill.kind) {
    case 'constant':
      data.fill(fill.value);
      return;
    case 'values':
      data.set(fill.values);
      return;
    case 'uniform':
      fillUniform(generator, data, fill.low, fill.high);
      return;
    case 'normal':
      fillNormal(generator, data, fill.mean, fill.std);
      return;
    case 'truncatedNormal':
      if (data instanceof Float64Array) {
        throw new RangeError('A truncated normal fills float32 tensors; make the model float32.');
      }
      fillTruncatedNormal(generator, data, fill);
      return;
    case 'randint':
      fillIntegers(generator, data, fill.low, fill.high);
      return;
    case 'bernoulli':
      fillBernoulli(generator, data, fill.probability);
      return;
    case 'randperm':
      data.set(permutation(generator, data.length));
  }
}

function skip(generator: Generator, fill: Fill, type: DataType, count: number): void {
  const floating = type === 'float64' ? 'float64' : 'float32';
  switch (fill.kind) {
    case 'constant':
    case 'values':
    case 'copy':
      return;
    case 'uniform':
      skipUniform(generator, floating, count);
      return;
    case 'normal':
      skipNormal(generator, floating, count);
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
