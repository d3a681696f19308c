import { zipSync, type Zippable } from 'fflate';
import { type DataType, sizeOf } from '../../graph/dataType';
import type { Shape } from '../../graph/shape';
import type { SavedTensor } from './savedTensor';

/** Equal weights give equal files. */
const timeOfEntries = '2000-01-01T00:00:00';

const storageNames: Readonly<Record<DataType, string>> = {
  float32: 'FloatStorage',
  float64: 'DoubleStorage',
  float16: 'HalfStorage',
  bfloat16: 'BFloat16Storage',
  int64: 'LongStorage',
  int32: 'IntStorage',
  int16: 'ShortStorage',
  int8: 'CharStorage',
  uint8: 'ByteStorage',
  bool: 'BoolStorage',
};

/**
 * A state dict as `torch.save` writes it since PyTorch 1.6: an uncompressed zip file with the pickle (protocol 2) of an
 * OrderedDict of tensors and the bytes of each storage. Names of a tied tensor share its storage.
 */
export function encodeTorchArchive(tensors: readonly SavedTensor[]): Uint8Array {
  const text = (content: string) => new TextEncoder().encode(content);
  const entries: Zippable = {
    'archive/data.pkl': pickledDictionary(tensors),
    'archive/byteorder': text('little'),
  };
  tensors.forEach(({ bytes }, key) => {
    entries[`archive/data/${key}`] = bytes;
  });
  entries['archive/version'] = text('3\n');
  return zipSync(entries, { level: 0, mtime: timeOfEntries });
}

function pickledDictionary(tensors: readonly SavedTensor[]): Uint8Array {
  const entries = tensors.flatMap(({ names, type, shape, bytes }, key) =>
    names.map((name) => [string(name), tensor(key, type, shape, bytes.length / sizeOf(type))]),
  );
  return Buffer.concat([
    Buffer.of(0x80, 2),
    emptyOrderedDictionary,
    op('('),
    ...entries.flat(),
    op('u'),
    op('.'),
  ]);
}

/** `_rebuild_tensor_v2(storage, 0, shape, strides, False, OrderedDict())`. */
function tensor(key: number, type: DataType, shape: Shape, elements: number): Buffer {
  const strides = shape.map((_, axis) =>
    shape.slice(axis + 1).reduce((product, extent) => product * Math.max(1, extent), 1),
  );
  return Buffer.concat([
    global('torch._utils', '_rebuild_tensor_v2'),
    op('('),
    op('('),
    string('storage'),
    global('torch', storageNames[type]),
    string(String(key)),
    string('cpu'),
    integer(elements),
    op('t'),
    op('Q'),
    integer(0),
    tuple(shape),
    tuple(strides),
    Buffer.of(0x89),
    emptyOrderedDictionary,
    op('t'),
    op('R'),
  ]);
}

const emptyOrderedDictionary = Buffer.concat([global('collections', 'OrderedDict'), op(')'), op('R')]);

function op(letter: string): Buffer {
  return Buffer.from(letter);
}

function global(module: string, name: string): Buffer {
  return Buffer.from(`c${module}\n${name}\n`);
}

function string(content: string): Buffer {
  const bytes = Buffer.from(content);
  const head = Buffer.alloc(5);
  head.write('X');
  head.writeUInt32LE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

function integer(value: number): Buffer {
  const bytes = Buffer.alloc(10);
  // LONG1 of eight bytes.
  bytes.set([0x8a, 8]);
  bytes.writeBigInt64LE(BigInt(value), 2);
  return bytes;
}

function tuple(values: readonly number[]): Buffer {
  return Buffer.concat([op('('), ...values.map(integer), op('t')]);
}
