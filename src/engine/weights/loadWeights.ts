import { elementCount, formatShape, sameShape, type Shape } from '../../graph/shape';
import type { DataType } from '../../graph/dataType';
import type { Graph } from '../../graph/graph';
import type { ValueName } from '../../graph/value';
import { type TensorData, viewOf } from '../tensorData';
import { advice } from './advice';
import { stateNames, type StateName } from './stateNames';
import { readWeights } from './readWeights';
import { type StateDict, type StoredTensor, WeightsError } from './stateDict';

export interface WeightsSettings {
  readonly file: string;
  /** Whether what fits is loaded where some keys do not. */
  readonly partial: boolean;
}

export interface LoadedWeights {
  /** By the name of the value. */
  readonly content: ReadonlyMap<ValueName, TensorData>;
  readonly notices: readonly string[];
}

/** Prefixes that wrappers of a model put before all its keys: DataParallel, torch.compile, PyTorch Lightning. */
const wrappers = ['module.', '_orig_mod.', 'model.'];
/** Keys that a report names of each kind. */
const mostNamed = 20;

/**
 * Reads weights for a model: each parameter and persistent buffer by its state-dict name, or another name of it where
 * it is tied. As PyTorch does, a missing `num_batches_tracked` is no fault.
 * @throws WeightsError with a report of the keys that are missing, unexpected or of another shape.
 */
export function loadWeights(
  graph: Pick<Graph, 'values'>,
  model: string,
  { file, partial }: WeightsSettings,
): LoadedWeights {
  const { tensors: stored, notices } = readWeights(file);
  const names = stateNames(graph);
  const { tensors, prefix } = unwrapped(stored, names);
  const match = matched(tensors, names);
  const { fitting, missing, misshapen, unexpected } = match;
  const told =
    prefix === ''
      ? [...notices]
      : [...notices, `The keys of '${file}' begin with '${prefix}', which is left out.`];
  const isWhole = missing.length + misshapen.length + unexpected.length === 0;
  if (!isWhole) {
    const lines = [
      ...listed('missing', missing),
      ...listed('unexpected', unexpected),
      ...listed('of another shape', misshapen),
    ];
    if (!partial || fitting.length === 0) {
      const last = fitting.length === 0 ? advice.noneFits : advice.someFit;
      throw new WeightsError(
        [`The weights '${file}' do not fit the model ${model}:`, ...lines, last].join('\n'),
      );
    }
    told.push([`Of the weights '${file}', ${fitting.length} tensors were loaded:`, ...lines].join('\n'));
  }
  return {
    content: new Map(fitting.map(([{ value }, name, tensor]) => [value, elementsOf(tensor, name, file)])),
    notices: told,
  };
}

function unwrapped(
  stored: StateDict,
  names: readonly StateName[],
): { readonly tensors: StateDict; readonly prefix: string } {
  const prefix =
    wrappers.find(
      (wrapper) =>
        [...stored.keys()].every((key) => key.startsWith(wrapper)) &&
        !names.some(({ path }) => path.startsWith(wrapper)),
    ) ?? '';
  return { tensors: new Map([...stored].map(([key, tensor]) => [key.slice(prefix.length), tensor])), prefix };
}

interface Match {
  readonly fitting: readonly (readonly [StateName, string, StoredTensor])[];
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  readonly misshapen: readonly string[];
}

function matched(tensors: StateDict, names: readonly StateName[]): Match {
  const fitting: [StateName, string, StoredTensor][] = [];
  const missing: string[] = [];
  const misshapen: string[] = [];
  const unexpected = new Set(tensors.keys());
  for (const name of names) {
    const known = [name.path, ...name.aliases];
    known.forEach((key) => unexpected.delete(key));
    const key = known.find((candidate) => tensors.has(candidate));
    const tensor = key === undefined ? undefined : tensors.get(key);
    if (key === undefined || tensor === undefined) {
      if (!name.path.endsWith('num_batches_tracked')) {
        missing.push(name.path);
      }
    } else if (fits(tensor.shape, name.shape)) {
      fitting.push([name, key, tensor]);
    } else {
      misshapen.push(`${key} is ${shapeText(tensor.shape)}, in the model ${shapeText(name.shape)}`);
    }
  }
  return { fitting, missing, misshapen, unexpected: [...unexpected] };
}

/** A scalar may have been saved as one element. */
function fits(stored: Shape, shape: Shape): boolean {
  return sameShape(stored, shape) || (shape.length === 0 && sameShape(stored, [1]));
}

function shapeText(shape: Shape): string {
  return shape.length === 0 ? 'a scalar' : formatShape(shape);
}

function listed(kind: string, names: readonly string[]): string[] {
  if (names.length === 0) {
    return [];
  }
  const rest = names.length - mostNamed;
  const shown = names.slice(0, mostNamed).map((name) => name.replace(/[\s\p{Cc}]+/gu, ' '));
  return [`  ${kind} (${names.length}): ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`];
}

function elementsOf(tensor: StoredTensor, name: string, file: string): TensorData {
  try {
    return typed(tensor.type, tensor.read(), elementCount(tensor.shape));
  } catch (error) {
    if (error instanceof WeightsError) {
      throw new WeightsError(
        `The weights file '${file}' cannot be read: ${error.message} ('${name}'); save the weights again.`,
      );
    }
    throw error;
  }
}

function typed(type: DataType, bytes: Uint8Array, count: number): TensorData {
  // A copy, because the elements need not be aligned in the file.
  const data = viewOf(type, new Uint8Array(bytes).buffer, 0, count);
  if (type !== 'bfloat16') {
    return data;
  }
  const wide = new Uint32Array(count);
  data.forEach((bits: number | bigint, index: number) => {
    wide[index] = Number(bits) << 16;
  });
  return new Float32Array(wide.buffer);
}
