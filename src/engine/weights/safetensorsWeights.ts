import { parseSafetensorsHeader, safetensorsHeadLength } from '../safetensors';
import type { ReadWeights } from './readWeights';
import type { StoredTensor } from './stateDict';

/** @throws SafetensorsError where the file is damaged or of another format. */
export function readSafetensorsWeights(bytes: Uint8Array): ReadWeights {
  const { tensors, dataStart } = parseSafetensorsHeader(
    bytes.subarray(0, safetensorsHeadLength(bytes, bytes.length)),
    bytes.length,
  );
  const stored = [...tensors].map(([name, { type, shape, start, length }]): [string, StoredTensor] => [
    name,
    { type, shape, read: () => bytes.subarray(dataStart + start, dataStart + start + length) },
  ]);
  return { tensors: new Map(stored), notices: [] };
}
