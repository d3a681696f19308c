import * as v from 'valibot';
import { type DataType, sizeOf } from '../graph/dataType';
import { elementCount, type Shape } from '../graph/shape';

/**
 * The head of a safetensors file: 8 bytes with the length of a JSON text, the text, then the tensors' bytes.
 * Format: huggingface/safetensors, version 0.4 and later (tensors lie back to back, in any order).
 */
export interface SafetensorsHeader {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, SafetensorsEntry>;
  /** Offset of the tensors' bytes in the file. */
  readonly dataStart: number;
}

export interface SafetensorsEntry {
  readonly type: DataType;
  readonly shape: Shape;
  /** Offset into the part of the file after the head, and length, in bytes. */
  readonly start: number;
  readonly length: number;
}

/** A file that is not what its format asks for. The message is a sentence. */
export class SafetensorsError extends Error {
  override readonly name = 'SafetensorsError';
}

/** Bytes of the JSON text beyond which a file is refused, as the reference implementation does. */
const longestHeader = 100_000_000;
const lengthBytes = 8;

const typeNames: Readonly<Record<DataType, string>> = {
  float32: 'F32',
  float64: 'F64',
  float16: 'F16',
  bfloat16: 'BF16',
  int64: 'I64',
  int32: 'I32',
  int16: 'I16',
  uint8: 'U8',
  int8: 'I8',
  bool: 'BOOL',
};
const typesByName = new Map(Object.entries(typeNames).map(([type, name]) => [name, type as DataType]));

const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const headerSchema = v.pipe(
  v.custom<Record<string, unknown>>((header) => !Array.isArray(header), 'it is a list, not an object'),
  v.objectWithRest(
    { __metadata__: v.optional(v.record(v.string(), v.string())) },
    v.object({ dtype: v.string(), shape: v.array(count), data_offsets: v.tuple([count, count]) }),
  ),
);

/** The head of a file whose tensors follow in the order given. */
export function encodeSafetensorsHeader(
  tensors: Iterable<{ readonly path: string; readonly type: DataType; readonly shape: Shape }>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const entries: [string, unknown][] = [['__metadata__', metadata]];
  let start = 0;
  for (const { path, type, shape } of tensors) {
    const end = start + elementCount(shape) * sizeOf(type);
    entries.push([path, { dtype: typeNames[type], shape, data_offsets: [start, end] }]);
    start = end;
  }
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const padded = Math.ceil(text.length / lengthBytes) * lengthBytes;
  const head = new Uint8Array(lengthBytes + padded).fill(' '.charCodeAt(0));
  new DataView(head.buffer).setBigUint64(0, BigInt(padded), true);
  head.set(text, lengthBytes);
  return head;
}

/**
 * Length in bytes of the whole head.
 * @param first the first 8 bytes of the file.
 * @throws SafetensorsError where the length cannot be right.
 */
export function safetensorsHeadLength(first: Uint8Array, fileLength: number): number {
  if (first.length < lengthBytes) {
    throw new SafetensorsError(
      `The file has ${fileLength} bytes, too few for a safetensors file, which starts with a length of 8 bytes.`,
    );
  }
  const length = new DataView(first.buffer, first.byteOffset).getBigUint64(0, true);
  if (length > BigInt(longestHeader) || lengthBytes + Number(length) > fileLength) {
    throw new SafetensorsError(
      `The header of the safetensors file claims ${length.toString()} bytes, more than the file of ${fileLength} bytes may hold; it is cut off or of another format.`,
    );
  }
  return lengthBytes + Number(length);
}

/**
 * Reads and checks the head: every tensor lies within the file, has as many bytes as its shape and type say, and
 * shares none with another.
 * @param head the bytes of the whole head, see {@link safetensorsHeadLength}.
 * @throws SafetensorsError with the first thing that is wrong.
 */
export function parseSafetensorsHeader(head: Uint8Array, fileLength: number): SafetensorsHeader {
  const parsed = v.safeParse(headerSchema, parseJson(head.subarray(lengthBytes)));
  if (!parsed.success) {
    const issue = parsed.issues[0];
    throw new SafetensorsError(
      `The header of the safetensors file is wrong at '${v.getDotPath(issue) ?? 'its top'}': ${issue.message}.`,
    );
  }
  const { __metadata__: metadata = {}, ...rest } = parsed.output;
  const tensors = new Map<string, SafetensorsEntry>();
  for (const [name, entry] of Object.entries(rest)) {
    const { dtype, shape, data_offsets: offsets } = entry;
    const type = typesByName.get(dtype);
    if (type === undefined) {
      throw new SafetensorsError(
        `Tensor '${name}' of the safetensors file has the type '${dtype}', which Skipline does not read.`,
      );
    }
    const length = offsets[1] - offsets[0];
    if (length !== elementCount(shape) * sizeOf(type)) {
      throw new SafetensorsError(
        `Tensor '${name}' of the safetensors file has ${length} bytes, which its shape [${shape.join(', ')}] of ${dtype} contradicts.`,
      );
    }
    tensors.set(name, { type, shape, start: offsets[0], length });
  }
  checkLayout(tensors, fileLength - head.length);
  return { metadata, tensors, dataStart: head.length };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new SafetensorsError(
      'The header of the safetensors file is not JSON; it is damaged or of another format.',
    );
  }
}

/** @throws SafetensorsError where the tensors do not fill the data exactly, one after the other. */
function checkLayout(tensors: ReadonlyMap<string, SafetensorsEntry>, dataLength: number): void {
  const inOrder = [...tensors].sort(([, a], [, b]) => a.start - b.start || a.length - b.length);
  let end = 0;
  for (const [name, { start, length }] of inOrder) {
    if (start !== end) {
      const what = start < end ? 'overlaps the tensor before it' : 'leaves a gap before it';
      throw new SafetensorsError(
        `Tensor '${name}' of the safetensors file ${what}: it starts at byte ${start}.`,
      );
    }
    end = start + length;
  }
  if (end !== dataLength) {
    throw new SafetensorsError(
      `The safetensors file holds ${dataLength} bytes of tensors where its header describes ${end}; it is cut off or damaged.`,
    );
  }
}
