import { renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Graph } from '../../graph/graph';
import { elementCount } from '../../graph/shape';
import type { ValueName } from '../../graph/value';
import { messageOf } from '../messageOf';
import { encodeSafetensorsHeader } from '../safetensors';
import { allocate, bytesOf, copyInto, type TensorData } from '../tensorData';
import { WeightsError } from './stateDict';
import { stateNames } from './stateNames';
import { encodeTorchArchive } from './torchArchive';
import type { SavedTensor } from './savedTensor';

const encoders = new Map<string, (tensors: readonly SavedTensor[]) => Uint8Array>([
  ['.safetensors', encodeSafetensors],
  ['.pt', encodeTorchArchive],
  ['.pth', encodeTorchArchive],
]);

/** Endings of files that weights can be saved to. */
export const weightEndings = [...encoders.keys()];

/**
 * Saves a model's state dict so that PyTorch's `load_state_dict` takes it: as safetensors, or as `torch.save` writes it, by the
 * ending of the file's name. The file comes into being under another name and is renamed when it is whole.
 * @param current content of the state by the name of its value, perhaps in wider types.
 * @returns how many tensors were saved.
 * @throws WeightsError where the ending is another one or the file cannot be written.
 */
export function saveWeights(
  graph: Pick<Graph, 'values'>,
  current: ReadonlyMap<ValueName, TensorData>,
  file: string,
): number {
  const encode = encoders.get(path.extname(file).toLowerCase());
  if (encode === undefined) {
    throw new WeightsError(
      `Weights are saved to a file whose name ends in ${weightEndings.join(', ')}, not to '${file}'.`,
    );
  }
  const tensors = stateNames(graph).map(({ value, path: name, aliases, type, shape }): SavedTensor => {
    const own = allocate(type, elementCount(shape));
    copyInto(own, current.get(value)!);
    return { names: [name, ...aliases], type, shape, bytes: bytesOf(own) };
  });
  const unfinished = `${file}.unfinished`;
  try {
    writeFileSync(unfinished, encode(tensors));
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw new WeightsError(
      `The weights cannot be written to '${file}' (${messageOf(error)}); choose another place.`,
    );
  }
  return tensors.length;
}

/** Tied tensors are written once for each name: the format knows no sharing. */
function encodeSafetensors(tensors: readonly SavedTensor[]): Uint8Array {
  const entries = tensors.flatMap(({ names, type, shape, bytes }) =>
    names.map((name) => ({ path: name, type, shape, bytes })),
  );
  // PyTorch's readers look for where the tensors come from.
  const head = encodeSafetensorsHeader(entries, { format: 'pt' });
  return Buffer.concat([head, ...entries.map(({ bytes }) => bytes)]);
}
