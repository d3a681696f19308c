import { describe, expect, it } from 'vitest';
import {
  encodeSafetensorsHeader,
  parseSafetensorsHeader,
  SafetensorsError,
  safetensorsHeadLength,
} from '../../../src/engine/safetensors';

/** A file with the header given and `dataLength` bytes behind it. */
function fileOf(header: unknown, dataLength: number): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const file = new Uint8Array(8 + text.length + dataLength);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  return file;
}

function parse(file: Uint8Array) {
  const head = safetensorsHeadLength(file.subarray(0, 8), file.length);
  return parseSafetensorsHeader(file.subarray(0, head), file.length);
}

describe('safetensors', () => {
  it('reads what it writes, with the data aligned to 8 bytes', () => {
    const head = encodeSafetensorsHeader(
      [
        { path: 'count', type: 'int64', shape: [] },
        { path: 'Gewicht.größer', type: 'float32', shape: [2, 3] },
        { path: 'empty', type: 'float32', shape: [0, 5] },
      ],
      { step: '12' },
    );
    expect(head.length % 8).toBe(0);
    const file = new Uint8Array(head.length + 32);
    file.set(head);
    const { metadata, tensors, dataStart } = parse(file);
    expect(metadata).toEqual({ step: '12' });
    expect(dataStart).toBe(head.length);
    expect([...tensors]).toEqual([
      ['count', { type: 'int64', shape: [], start: 0, length: 8 }],
      ['Gewicht.größer', { type: 'float32', shape: [2, 3], start: 8, length: 24 }],
      ['empty', { type: 'float32', shape: [0, 5], start: 32, length: 0 }],
    ]);
  });

  it('reads a file as the Python package writes it', () => {
    // safetensors.numpy.save({'w': float32 [2]}, metadata={'format': 'pt'})
    const header = '{"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}   ';
    expect(parse(fileOf(header, 8)).tensors.get('w')).toEqual({
      type: 'float32',
      shape: [2],
      start: 0,
      length: 8,
    });
  });

  const entry = (shape: number[], start: number, end: number, dtype = 'F32') => ({
    dtype,
    shape,
    data_offsets: [start, end],
  });
  it.each<[string, Uint8Array, string]>([
    ['an empty file', new Uint8Array(0), 'too few'],
    ['a length beyond the file', fileOf('{}', 0).fill(255, 0, 8), 'claims 18446744073709551615 bytes'],
    ['a file cut off within its header', fileOf({ a: entry([1], 0, 4) }, 4).subarray(0, 20), 'cut off'],
    ['a header that is not JSON', fileOf('not json', 0), 'not JSON'],
    ['a header that is not UTF-8', fileOf('\u0000', 0).fill(255, 8), 'not JSON'],
    ['a header that is a list', fileOf([], 0), 'its top'],
    ['metadata that is not text', fileOf({ __metadata__: { step: 3 } }, 0), '__metadata__.step'],
    ['a negative extent', fileOf({ a: entry([-1], 0, 4) }, 4), 'a.shape.0'],
    ['a fraction of an element', fileOf({ a: entry([1.5], 0, 6) }, 6), 'a.shape.0'],
    ['a type that is unknown', fileOf({ a: entry([1], 0, 4, 'Q99') }, 4), "'Q99'"],
    ['too few bytes for the shape', fileOf({ a: entry([2], 0, 4) }, 4), 'contradicts'],
    ['an end before the start', fileOf({ a: entry([1], 4, 0) }, 4), 'contradicts'],
    ['a shape whose product overflows', fileOf({ a: entry([2 ** 52, 2 ** 52], 0, 4) }, 4), 'contradicts'],
    ['tensors that overlap', fileOf({ a: entry([2], 0, 8), b: entry([2], 4, 12) }, 12), 'overlaps'],
    ['a gap between tensors', fileOf({ a: entry([1], 0, 4), b: entry([1], 8, 12) }, 12), 'gap'],
    ['tensors beyond the end', fileOf({ a: entry([2], 0, 8) }, 4), 'holds 4 bytes'],
    ['bytes that belong to no tensor', fileOf({ a: entry([1], 0, 4) }, 8), 'holds 8 bytes'],
  ])('refuses %s', (_, file, message) => {
    expect(() => parse(file)).toThrow(SafetensorsError);
    expect(() => parse(file)).toThrow(message);
  });
});
