import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BatchShapes, DataError } from '../../../../src/engine/data/batch';
import { readNpy } from '../../../../src/engine/npz/npy';
import { openBatches } from './openBatches';

const golden = fileURLToPath(new URL('../../../parity/golden/npz/', import.meta.url));
const inOrder = { seed: 0, shuffle: false };
const tiny: BatchShapes = {
  inputs: [{ name: 'images', type: 'float32', shape: [2, 1, 2, 2] }],
  target: { type: 'int64', shape: [2], classes: 3 },
};

describe('.npz files', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'skipline-data-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const write = (name: string, bytes: Uint8Array): string => {
    const file = path.join(folder, name);
    writeFileSync(file, bytes);
    return file;
  };
  /** A .npy file of version 1. */
  const npy = (description: string, shape: readonly number[], data: ArrayBufferView): Uint8Array => {
    const extents = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
    const header = `{'descr': '${description}', 'fortran_order': False, 'shape': (${extents}), }\n`;
    const bytes = new Uint8Array(10 + header.length + data.byteLength);
    bytes.set([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length & 255, header.length >> 8]);
    bytes.set(Buffer.from(header), 10);
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 10 + header.length);
    return bytes;
  };
  const pixels = new Float32Array(16);
  const npz = (name: string, arrays: Record<string, Uint8Array>): string =>
    write(
      name,
      zipSync(Object.fromEntries(Object.entries(arrays).map(([key, value]) => [`${key}.npy`, value]))),
    );
  const opening = (file: string, shapes = tiny): Promise<unknown> =>
    openBatches(`npz:${file}`, shapes, inOrder);

  it.each(['stored.npz', 'deflated.npz'])(
    '%s holds the pictures and labels that NumPy wrote',
    async (file) => {
      const { inputs, target } = (await openBatches(`npz:${golden}${file}`, tiny, inOrder)).next(1);
      expect(inputs.get('images')).toEqual(Float32Array.of(0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875));
      expect(target).toEqual(BigInt64Array.of(2n, 0n));
    },
  );

  it('scales bytes to the unit interval', async () => {
    const { inputs } = (await openBatches(`npz:${golden}bytes.npz`, tiny, inOrder)).next(0);
    expect(inputs.get('images')![3]).toBeCloseTo(30 / 255, 7);
  });

  it('feeds whole numbers and targets to regress on', async () => {
    const regression: BatchShapes = { ...tiny, target: { type: 'float32', shape: [2, 4] } };
    const { target } = (await openBatches(`npz:${golden}regression.npz`, regression, inOrder)).next(0);
    expect(target.slice(0, 3)).toEqual(Float32Array.of(-1, -0.875, -0.75));
    const words: BatchShapes = { ...tiny, inputs: [{ name: 'ids', type: 'int64', shape: [2, 3], high: 18 }] };
    const { inputs } = (await openBatches(`npz:${golden}words.npz`, words, inOrder)).next(2);
    expect(inputs.get('ids')).toEqual(BigInt64Array.of(12n, 13n, 14n, 15n, 16n, 17n));
  });

  it('takes truth values for 0 and 1, not for the bytes of a picture', async () => {
    const y = npy('<i8', [2], BigInt64Array.of(0n, 1n));
    const file = npz('truth.npz', { x: npy('|b1', [2, 1, 2, 2], Uint8Array.of(0, 1, 1, 0, 1, 0, 0, 1)), y });
    const { inputs } = (await openBatches(`npz:${file}`, tiny, inOrder)).next(0);
    expect(inputs.get('images')).toEqual(Float32Array.of(0, 1, 1, 0, 1, 0, 0, 1));
  });

  it('feeds whole numbers that choose no row of an embedding, within their type', async () => {
    const y = npy('<i8', [2], BigInt64Array.of(0n, 1n));
    const taking = (type: 'uint8' | 'int64'): BatchShapes => ({
      ...tiny,
      inputs: [{ name: 'counts', type, shape: [2, 1] }],
    });
    const bytes = npz('bytes.npz', { x: npy('|u1', [2, 1], Uint8Array.of(7, 255)), y });
    const { inputs } = (await openBatches(`npz:${bytes}`, taking('uint8'), inOrder)).next(0);
    expect(inputs.get('counts')).toEqual(Uint8Array.of(7, 255));
    const wide = npz('wide.npz', { x: npy('<i8', [2, 1], BigInt64Array.of(-3n, 300n)), y });
    const read = (await openBatches(`npz:${wide}`, taking('int64'), inOrder)).next(0);
    expect(read.inputs.get('counts')).toEqual(BigInt64Array.of(-3n, 300n));
    await expect(opening(wide, taking('uint8'))).rejects.toThrow(
      'holds the value -3 in example 0, but the model knows the whole numbers from 0 to 255.',
    );
  });

  it('gives every position its label where the model folds positions into the batch', async () => {
    const folded: BatchShapes = { ...tiny, target: { type: 'int64', shape: [6], classes: 3 } };
    const x = npy('<f4', [2, 1, 2, 2], pixels.subarray(0, 8));
    const labels = npy('<i8', [2, 3], BigInt64Array.of(2n, 1n, 0n, 1n, 2n, 2n));
    const file = npz('folded.npz', { x, y: labels });
    const { target } = (await openBatches(`npz:${file}`, folded, inOrder)).next(0);
    expect(target).toEqual(BigInt64Array.of(2n, 1n, 0n, 1n, 2n, 2n));
    const one = npz('one.npz', { x, y: npy('<i8', [2], BigInt64Array.of(2n, 1n)) });
    await expect(opening(one, folded)).rejects.toThrow("'y' of");
    await expect(openBatches('shapes', folded, inOrder)).rejects.toThrow('one class per example');
    const odd: BatchShapes = { ...tiny, target: { type: 'int64', shape: [3], classes: 3 } };
    await expect(opening(file, odd)).rejects.toThrow('a target of shape 3, which 2 examples cannot share');
  });

  it('needs inputs, all with the batch as their first extent', async () => {
    const x = npy('<f4', [2, 1, 2, 2], pixels.subarray(0, 8));
    const file = npz('inputs.npz', { x, y: npy('<i8', [2], BigInt64Array.of(0n, 1n)) });
    await expect(opening(file, { ...tiny, inputs: [] })).rejects.toThrow(DataError);
    const inputs = [...tiny.inputs, { name: 'hidden', type: 'float32', shape: [1, 2, 4] } as const];
    await expect(opening(file, { ...tiny, inputs })).rejects.toThrow(
      "The input 'hidden' has the shape 1×2×4, whose first extent is not the batch of 2 examples",
    );
  });

  it('reads the longer header of versions 2 and 3', () => {
    const old = npy('<f4', [2, 2], Float32Array.of(1, 2, 3, 4));
    const bytes = new Uint8Array(old.length + 2);
    bytes.set(old.subarray(0, 10));
    bytes[6] = 2;
    bytes.set(old.subarray(10), 12);
    expect(readNpy(bytes, 'x')).toEqual({ shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) });
  });

  it('refuses what does not fit, in one sentence', async () => {
    const x = npy('<f4', [4, 1, 2, 2], pixels);
    const y = npy('<i8', [4], BigInt64Array.of(0n, 1n, 2n, 0n));
    const cases: [string, string][] = [
      [path.join(folder, 'absent.npz'), "There is no data file '"],
      [folder, 'cannot be read (EISDIR)'],
      [write('text.npz', Buffer.from('no zip')), 'is no complete .npz file'],
      [npz('noLabels.npz', { x }), "has no array 'y'; it holds 'x'."],
      [
        npz('shape.npz', { x: npy('<f4', [4, 4], pixels), y }),
        'has the shape 4×4, but the model takes N×1×2×2.',
      ],
      [
        npz('count.npz', { x, y: npy('<i8', [2], BigInt64Array.of(0n, 1n)) }),
        "4 examples in 'x' but 2 in 'y'",
      ],
      [
        npz('label.npz', { x, y: npy('<i8', [4], BigInt64Array.of(0n, 1n, 3n, 0n)) }),
        'holds the label 3 in example 2, but the model knows the whole numbers from 0 to 2.',
      ],
      [
        npz('half.npz', { x, y: npy('<f4', [4], Float32Array.of(0, 1, 0.5, 0)) }),
        'holds the label 0.5 in example 2',
      ],
      [
        npz('nan.npz', {
          x: npy(
            '<f4',
            [4, 1, 2, 2],
            pixels.map((_, index) => (index === 9 ? NaN : 0)),
          ),
          y,
        }),
        'holds NaN in example 2; training needs finite numbers',
      ],
      [npz('cut.npz', { x: x.subarray(0, x.length - 8), y }), 'ends before its last element'],
      [npz('object.npz', { x: npy('|O', [4, 1, 2, 2], pixels), y }), "has the NumPy type '|O'"],
      [
        npz('header.npz', { x: npy("<f4', 'x", [4, 1, 2, 2], pixels).fill(32, 10, 40), y }),
        'header that names no plain type and shape',
      ],
      [npz('huge.npz', { x: npy('<f4', [4e15, 9e9], pixels), y }), 'which no file can hold'],
      [npz('noArray.npz', { x: Buffer.from('plain text, not an array'), y }), 'is not a NumPy array'],
      [
        npz('version.npz', { x: Uint8Array.from(x, (byte, place) => (place === 6 ? 9 : byte)), y }),
        'version 9; Skipline reads versions 1 to 3',
      ],
      [`${golden}fortran.npz`, 'is stored in Fortran order'],
      [`${golden}bigEndian.npz`, "has the NumPy type '>f4'"],
    ];
    for (const [file, message] of cases) {
      const error = await opening(file).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error, message).toBeInstanceOf(DataError);
      expect((error as DataError).message).toContain(message);
    }
  });

  it('refuses a file that was cut off anywhere', async () => {
    const whole = readFileSync(`${golden}deflated.npz`);
    for (let length = 0; length < whole.length; length += 37) {
      await expect(opening(write('cut.npz', whole.subarray(0, length)))).rejects.toThrow(DataError);
    }
  });
});
