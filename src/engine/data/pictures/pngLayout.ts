import { PictureError } from './picture';

export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** Bits of a sample. */
  readonly depth: number;
  /** Samples of a pixel. */
  readonly samples: number;
  readonly isInterlaced: boolean;
}

/** Samples of a pixel by the colour type: grey, true colour, palette, grey with alpha, true colour with alpha. */
const samplesByType = new Map([
  [0, 1],
  [2, 3],
  [3, 1],
  [4, 2],
  [6, 4],
]);

/** First column and row, and the steps to the next ones, of the seven passes of an interlaced picture. */
const passes = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** @throws PictureError where there is none, or one of a kind that is not read. */
export function readPngHeader(bytes: Uint8Array): PngHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 33 || view.getUint32(8) !== 13 || view.getUint32(12) !== 0x49484452) {
    throw new PictureError('it has no header');
  }
  const [width, height, depth] = [view.getUint32(16), view.getUint32(20), bytes[24]];
  const samples = samplesByType.get(bytes[25]);
  if (
    width === 0 ||
    height === 0 ||
    samples === undefined ||
    ![1, 2, 4, 8, 16].includes(depth) ||
    (depth < 8 && samples !== 1)
  ) {
    throw new PictureError('its header names no kind of pixels');
  }
  const isInterlaced = bytes[28] === 1;
  if (isInterlaced && depth < 8) {
    throw new PictureError('it is interlaced with fewer than 8 bits, which Skipline does not read');
  }
  return { width, height, depth, samples, isInterlaced };
}

export interface PngChunk {
  readonly name: string;
  readonly content: Uint8Array;
  /** With its length, name and checksum. */
  readonly whole: Uint8Array;
}

/**
 * The chunks that hold the picture. All others are left out, because the decoder unpacks some of them without a limit.
 * @throws PictureError where the file ends before they do.
 */
export function essentialChunks(bytes: Uint8Array): PngChunk[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: PngChunk[] = [];
  for (let place = 8; place + 12 <= bytes.length;) {
    const end = place + 12 + view.getUint32(place);
    const name = String.fromCharCode(...bytes.subarray(place + 4, place + 8));
    if (end > bytes.length) {
      break;
    }
    if (['IHDR', 'PLTE', 'IDAT', 'IEND'].includes(name)) {
      chunks.push({ name, content: bytes.subarray(place + 8, end - 4), whole: bytes.subarray(place, end) });
    }
    if (name === 'IEND') {
      return chunks;
    }
    place = end;
  }
  throw new PictureError('it is cut off');
}

/** @throws PictureError where there is another header, which would change the size in the midst of the picture. */
export function checkPngLayout(chunks: readonly PngChunk[]): void {
  if (chunks.filter(({ name }) => name === 'IHDR').length !== 1 || chunks[0].name !== 'IHDR') {
    throw new PictureError('it has several headers');
  }
}

/** Bytes of all rows, each with the byte that names its filter. */
export function inflatedLength({ width, height, depth, samples, isInterlaced }: PngHeader): number {
  const rowsOf = (columns: number, rows: number) =>
    columns === 0 ? 0 : rows * (1 + Math.ceil((columns * samples * depth) / 8));
  if (!isInterlaced) {
    return rowsOf(width, height);
  }
  return passes.reduce(
    (sum, [left, top, right, down]) =>
      sum + rowsOf(Math.ceil((width - left) / right), Math.ceil((height - top) / down)),
    0,
  );
}
