/** A picture in memory, row by row, the channels of a pixel side by side. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** 3 for red, green, blue; 1 for grey. */
  readonly channels: 1 | 3;
  readonly pixels: Uint8Array;
}

/** Pixels beyond which a picture is refused. */
export const mostPixels = 100_000_000;

/** A file that cannot be read as a picture. The message continues "The picture … cannot be read: ". */
export class PictureError extends Error {
  override readonly name = 'PictureError';
}

/** As Pillow's `convert('L')`: 0.299 R + 0.587 G + 0.114 B in 16-bit fixed point. */
export function grey({ width, height, channels, pixels }: Picture): Picture {
  if (channels === 1) {
    return { width, height, channels, pixels };
  }
  const lightness = new Uint8Array(width * height);
  for (let place = 0; place < lightness.length; place++) {
    const [red, green, blue] = [pixels[3 * place], pixels[3 * place + 1], pixels[3 * place + 2]];
    lightness[place] = (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
  }
  return { width, height, channels: 1, pixels: lightness };
}

/** Grey pictures get three equal channels. */
export function coloured({ width, height, channels, pixels }: Picture): Picture {
  if (channels === 3) {
    return { width, height, channels, pixels };
  }
  const tripled = new Uint8Array(3 * pixels.length);
  pixels.forEach((pixel, place) => tripled.fill(pixel, 3 * place, 3 * place + 3));
  return { width, height, channels: 3, pixels: tripled };
}
