import { ZipError } from '../archives/zip';
import { DataError } from '../data/batch';
import { readDataFile } from '../data/dataFile';
import { PickleError } from '../pickle/byteReader';
import { SafetensorsError } from '../safetensors';
import { readNpzWeights } from './npzWeights';
import { readSafetensorsWeights } from './safetensorsWeights';
import { type StateDict, WeightsError } from './stateDict';
import { readLegacyTorch, readTorchArchive } from './torchFile';

/** Weights out of a file, with what the user should know of how they were found. */
export interface ReadWeights {
  readonly tensors: StateDict;
  readonly notices: readonly string[];
}

/**
 * Reads weights, whatever the name of the file says: safetensors, what `torch.save` writes (an archive, or one pickle after
 * the other as before PyTorch 1.6), or `.npz` with an array per key. No code of the file runs.
 * @throws WeightsError or DataError with one sentence that names the file.
 */
export function readWeights(file: string): ReadWeights {
  const bytes = readDataFile(file, 'weights file');
  try {
    return readerOf(bytes, file)(bytes, file);
  } catch (error) {
    if (error instanceof DataError || error instanceof WeightsError) {
      throw error;
    }
    if (error instanceof PickleError || error instanceof ZipError || error instanceof SafetensorsError) {
      throw new WeightsError(
        `The weights file '${file}' cannot be read: ${oneLine(error.message)}; save the weights again.`,
      );
    }
    throw error;
  }
}

type Reader = (bytes: Uint8Array, file: string) => ReadWeights;

function readerOf(bytes: Uint8Array, file: string): Reader {
  const isArchive = bytes[0] === 0x50 && bytes[1] === 0x4b;
  if (isArchive) {
    return hasNpyEntries(bytes) ? readNpzWeights : readTorchArchive;
  }
  // A pickle of protocol 2 or later; a safetensors file begins with the length of its header.
  const isPickle = bytes[0] === 0x80 && bytes[1] >= 2 && bytes[1] <= 5;
  const opensObject = bytes[8] === 0x7b;
  if (isPickle && !opensObject) {
    return readLegacyTorch;
  }
  // What is no safetensors file either is damaged as what its name says.
  return opensObject || bytes.length < 9 || !/\.(pt|pth|npz|bin|ckpt)$/i.test(file)
    ? readSafetensorsWeights
    : refuse;
}

function refuse(_bytes: Uint8Array, file: string): never {
  throw new WeightsError(
    `The weights file '${file}' is neither an archive nor a pickle of torch.save, nor a safetensors file, nor an .npz file; save the weights again.`,
  );
}

/** The name of the first entry tells what wrote the archive. */
function hasNpyEntries(bytes: Uint8Array): boolean {
  const length = bytes[26] | (bytes[27] << 8);
  return new TextDecoder().decode(bytes.subarray(30, 30 + length)).endsWith('.npy');
}

function oneLine(message: string): string {
  return message.replace(/[\s\p{Cc}]+/gu, ' ').replace(/\.$/, '');
}
