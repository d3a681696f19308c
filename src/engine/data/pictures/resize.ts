import type { Picture } from './picture';

/** Bits after the point of Pillow's weights. */
const precision = 22;

/** Which elements of a line make one element of the shorter or longer line, and with which weights. */
interface Weights {
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** `support` for each element. */
  readonly values: Int32Array;
  readonly support: number;
}

/**
 * As Pillow's `resize((width, height), BILINEAR)`, bit by bit: a triangle filter as wide as the reduction asks for, columns
 * first, in fixed-point numbers.
 */
export function resize(picture: Picture, width: number, height: number): Picture {
  const narrow = width === picture.width ? picture : resizeColumns(picture, width);
  return height === picture.height ? narrow : resizeRows(narrow, height);
}

/**
 * As torchvision's `Resize(size)` and `CenterCrop(size)`: the shorter side gets the size and the longer one in proportion,
 * then the middle is cut out. Where the part to cut out is no square, the picture is made just large enough for it.
 */
export function resizeAndCrop(picture: Picture, width: number, height: number): Picture {
  const isWide = width / picture.width < height / picture.height;
  const resized = isWide
    ? resize(picture, Math.max(width, Math.trunc((height * picture.width) / picture.height)), height)
    : resize(picture, width, Math.max(height, Math.trunc((width * picture.height) / picture.width)));
  return centreCrop(resized, width, height);
}

function centreCrop(
  { width, height, channels, pixels }: Picture,
  toWidth: number,
  toHeight: number,
): Picture {
  const left = roundHalfEven((width - toWidth) / 2);
  const top = roundHalfEven((height - toHeight) / 2);
  const cropped = new Uint8Array(toWidth * toHeight * channels);
  for (let row = 0; row < toHeight; row++) {
    const start = ((top + row) * width + left) * channels;
    cropped.set(pixels.subarray(start, start + toWidth * channels), row * toWidth * channels);
  }
  return { width: toWidth, height: toHeight, channels, pixels: cropped };
}

/** Python's `round`. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  return value - floor === 0.5 ? floor + (floor % 2) : Math.round(value);
}

function weightsFor(from: number, to: number): Weights {
  const scale = from / to;
  const filterScale = Math.max(scale, 1);
  const reach = filterScale;
  const support = Math.ceil(reach) * 2 + 1;
  const first = new Int32Array(to);
  const count = new Int32Array(to);
  const values = new Int32Array(to * support);
  for (let element = 0; element < to; element++) {
    const centre = (element + 0.5) * scale;
    const low = Math.max(0, Math.trunc(centre - reach + 0.5));
    const high = Math.min(from, Math.trunc(centre + reach + 0.5));
    const triangle = Array.from({ length: high - low }, (_, index) =>
      Math.max(0, 1 - Math.abs((index + low - centre + 0.5) / filterScale)),
    );
    const sum = triangle.reduce((total, weight) => total + weight, 0);
    triangle.forEach((weight, index) => {
      values[element * support + index] = Math.trunc(0.5 + (weight / sum) * 2 ** precision);
    });
    first[element] = low;
    count[element] = high - low;
  }
  return { first, count, values, support };
}

function resizeColumns({ width, height, channels, pixels }: Picture, toWidth: number): Picture {
  const weights = weightsFor(width, toWidth);
  const resized = new Uint8Array(toWidth * height * channels);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < toWidth; column++) {
      for (let channel = 0; channel < channels; channel++) {
        const start = (row * width + weights.first[column]) * channels + channel;
        resized[(row * toWidth + column) * channels + channel] = weighted(
          pixels,
          start,
          channels,
          weights,
          column,
        );
      }
    }
  }
  return { width: toWidth, height, channels, pixels: resized };
}

function resizeRows({ width, height, channels, pixels }: Picture, toHeight: number): Picture {
  const weights = weightsFor(height, toHeight);
  const line = width * channels;
  const resized = new Uint8Array(line * toHeight);
  for (let row = 0; row < toHeight; row++) {
    for (let place = 0; place < line; place++) {
      resized[row * line + place] = weighted(pixels, weights.first[row] * line + place, line, weights, row);
    }
  }
  return { width, height: toHeight, channels, pixels: resized };
}

/** The weighted sum of the elements from `start` on, `step` apart, rounded and kept within a byte. */
function weighted(
  pixels: Uint8Array,
  start: number,
  step: number,
  { count, values, support }: Weights,
  element: number,
): number {
  let sum = 2 ** (precision - 1);
  for (let index = 0; index < count[element]; index++) {
    sum += pixels[start + index * step] * values[element * support + index];
  }
  return Math.min(255, Math.max(0, Math.floor(sum / 2 ** precision)));
}
