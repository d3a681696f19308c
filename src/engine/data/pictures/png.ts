import { inflateSync } from 'node:zlib';
import { decode, type IndexedColors } from 'fast-png';
import { mostPixels, type Picture, PictureError } from './picture';
import { checkPngLayout, essentialChunks, inflatedLength, type PngHeader, readPngHeader } from './pngLayout';

/**
 * Decodes a PNG file (W3C, third edition). Samples of 16 bits keep their upper half.
 * @throws PictureError or Error where it is damaged or too large.
 */
export function decodePng(bytes: Uint8Array): Picture {
  const header = readPngHeader(bytes);
  if (header.width * header.height > mostPixels) {
    throw new PictureError(`it claims ${header.width} × ${header.height} pixels`);
  }
  const chunks = essentialChunks(bytes);
  checkPngLayout(chunks);
  const compressed = chunks.filter(({ name }) => name === 'IDAT').map(({ content }) => content);
  const length = inflatedLength(header);
  // The decoder unpacks whatever there is, so it is measured first.
  if (inflateSync(Buffer.concat(compressed), { maxOutputLength: length }).length !== length) {
    throw new PictureError('it holds fewer pixels than its header says');
  }
  const { data, palette } = decode(
    Buffer.concat([bytes.subarray(0, 8), ...chunks.map(({ whole }) => whole)]),
    { checkCrc: true },
  );
  return toPicture(header, data, palette);
}

function toPicture(
  { width, height, depth, samples }: PngHeader,
  data: ArrayLike<number>,
  palette: IndexedColors | undefined,
): Picture {
  const isGrey = samples < 3 && palette === undefined;
  const channels = isGrey ? 1 : 3;
  const pixels = new Uint8Array(channels * width * height);
  const sample = sampleReader(data, depth, width);
  const scale = depth < 8 ? 255 / (2 ** depth - 1) : 1;
  for (let place = 0; place < width * height; place++) {
    const colour = palette === undefined ? undefined : colourOf(palette, sample(place));
    for (let channel = 0; channel < channels; channel++) {
      pixels[place * channels + channel] =
        colour === undefined ? sample(place * samples + channel) * scale : colour[channel];
    }
  }
  return { width, height, channels, pixels };
}

/** Samples of fewer than 8 bits lie side by side in bytes, each row beginning with a byte of its own. */
function sampleReader(data: ArrayLike<number>, depth: number, width: number): (place: number) => number {
  if (depth === 8) {
    return (place) => data[place];
  }
  if (depth === 16) {
    return (place) => data[place] >> 8;
  }
  const rowBytes = Math.ceil((width * depth) / 8);
  return (place) => {
    const bit = (place % width) * depth;
    const byte = data[Math.floor(place / width) * rowBytes + (bit >> 3)];
    return (byte >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
  };
}

function colourOf(palette: IndexedColors, index: number): readonly number[] {
  if (index >= palette.length) {
    throw new PictureError(`it uses colour ${index} of a palette of ${palette.length}`);
  }
  return palette[index];
}
