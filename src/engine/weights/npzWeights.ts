import type { DataType } from '../../graph/dataType';
import type { NpyArray } from '../npz/npy';
import { readNpz } from '../npz/npzFile';
import type { ReadWeights } from './readWeights';
import type { StoredTensor } from './stateDict';

/** An array per key, as `numpy.savez(file, **state_dict)` writes it. @throws DataError where the file is damaged. */
export function readNpzWeights(bytes: Uint8Array, file: string): ReadWeights {
  const tensors = [...readNpz(bytes, file)].map(([name, { shape, data }]): [string, StoredTensor] => [
    name,
    {
      type: typeOf(data),
      shape,
      read: () => new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    },
  ]);
  return { tensors: new Map(tensors), notices: [] };
}

function typeOf(data: NpyArray['data']): DataType {
  if (data instanceof Float32Array) {
    return 'float32';
  }
  if (data instanceof Float64Array) {
    return 'float64';
  }
  if (data instanceof BigInt64Array) {
    return 'int64';
  }
  if (data instanceof Int32Array) {
    return 'int32';
  }
  return data instanceof Uint8Array ? 'uint8' : 'int8';
}
