import { sizeOf } from '../../graph/dataType';
import { type ZipEntries, unzip } from '../archives/zip';
import { ByteReader, PickleError } from '../pickle/byteReader';
import type { PickleValue } from '../pickle/pickleValue';
import { unpickle } from '../pickle/unpickle';
import { findStateDict } from './findStateDict';
import type { ReadWeights } from './readWeights';
import { PickledStorage, torchWorld } from './torchObjects';

/**
 * What `torch.save` writes since PyTorch 1.6: a zip file with the pickle `data.pkl` and the bytes of each storage under `data/`,
 * all below a folder of any name.
 * @throws PickleError, ZipError or WeightsError where it is damaged, hostile or holds no state dict.
 */
export function readTorchArchive(bytes: Uint8Array, file: string): ReadWeights {
  const entries = unzip(bytes, (name) => /\/(data\.pkl|byteorder|data\/[^/]+)$/.test(name));
  const folder = [...entries.keys()].find((name) => name.endsWith('/data.pkl'))?.slice(0, -'data.pkl'.length);
  if (folder === undefined) {
    throw new PickleError("it holds no 'data.pkl', so torch.save did not write it");
  }
  const byteOrder = entries.get(`${folder}byteorder`);
  if (byteOrder !== undefined && new TextDecoder().decode(byteOrder).trim() !== 'little') {
    throw new PickleError('it was written on a machine of the other byte order');
  }
  const storages = new Map<string, PickledStorage>();
  const { value } = unpickle(entries.get(`${folder}data.pkl`)!, {
    find: torchWorld(bytes.length),
    persistent: (id) => storageOf(id, storages, (key) => entryOf(entries, `${folder}data/${key}`)),
  });
  return findStateDict(value, file);
}

const magicNumber = 0x1950a86a20f9469cfc6cn;
const protocolVersion = 1001;

/**
 * What `torch.save` wrote before PyTorch 1.6, and writes with `_use_new_zipfile_serialization=False`: a magic number, the version of
 * the protocol, the kind of machine, the object, the keys of the storages, one pickle each; then, for each storage in
 * the order of the keys, its length and its elements.
 * @throws PickleError or WeightsError where it is damaged, hostile or holds no state dict.
 */
export function readLegacyTorch(bytes: Uint8Array, file: string): ReadWeights {
  const plain = { find: () => undefined };
  const magic = unpickle(bytes, plain);
  if (magic.value !== magicNumber) {
    throw new PickleError('it is a pickle that torch.save did not write');
  }
  const version = unpickle(bytes, plain, magic.end);
  const machine = unpickle(bytes, plain, version.end);
  const isLittle = !(machine.value instanceof Map) || machine.value.get('little_endian') !== false;
  if (version.value !== protocolVersion || !isLittle) {
    throw new PickleError('it was written with another protocol or byte order');
  }
  const storages = new Map<string, PickledStorage>();
  const object = unpickle(
    bytes,
    { find: torchWorld(bytes.length), persistent: (id) => storageOf(id, storages, () => undefined) },
    machine.end,
  );
  const keys = unpickle(bytes, plain, object.end);
  if (!Array.isArray(keys.value)) {
    throw new PickleError('it names no storages');
  }
  const reader = new ByteReader(bytes, keys.end);
  for (const key of keys.value as PickleValue[]) {
    const storage = storages.get(String(key));
    if (storage === undefined) {
      throw new PickleError('it names a storage that no tensor uses');
    }
    storage.bytes = reader.bytes(reader.uint64() * sizeOf(storage.type));
  }
  return findStateDict(object.value, file);
}

function entryOf(entries: ZipEntries, name: string): Uint8Array {
  const entry = entries.get(name);
  if (entry === undefined) {
    throw new PickleError(`it lacks '${name}'`);
  }
  return entry;
}

/** ('storage', class, key, place, number of elements, view), as both formats refer to a storage. */
function storageOf(
  id: PickleValue,
  storages: Map<string, PickledStorage>,
  find: (key: string) => Uint8Array | undefined,
): PickledStorage {
  const [kind, storage, name, , , view] = Array.isArray(id) ? (id as PickleValue[]) : [];
  if (kind !== 'storage' || !(storage instanceof PickledStorage) || (view !== undefined && view !== null)) {
    throw new PickleError('it refers to an object that is no storage');
  }
  const key = String(name);
  const known = storages.get(key);
  if (known !== undefined) {
    return known;
  }
  const made = new PickledStorage(storage.type);
  made.bytes = find(key);
  storages.set(key, made);
  return made;
}
