import { decode } from 'jpeg-js';
import { mostPixels, type Picture, PictureError } from './picture';

/** No file of so few bytes per pixel shows anything, but a header may claim it. */
const mostPixelsPerByte = 2000;
/** Smaller ones are decoded in any case. */
const fewPixels = 1_000_000;
const mostMegabytes = 1024;

/** Decodes a JPEG file, baseline or progressive. @throws PictureError or Error where it is damaged or too large. */
export function decodeJpeg(bytes: Uint8Array): Picture {
  for (const { width, height } of frameSizes(bytes)) {
    if (width * height > Math.min(mostPixels, fewPixels + bytes.length * mostPixelsPerByte)) {
      throw new PictureError(`it claims ${width} × ${height} pixels in ${bytes.length} bytes`);
    }
  }
  const { width, height, data } = decode(bytes, {
    useTArray: true,
    formatAsRGBA: false,
    tolerantDecoding: false,
    maxResolutionInMP: mostPixels / 1e6,
    maxMemoryUsageInMB: mostMegabytes,
  });
  return { width, height, channels: 3, pixels: data };
}

/** The sizes that frame headers of any kind (SOF0 to SOF15) may state, wherever one seems to begin. */
function frameSizes(bytes: Uint8Array): { readonly width: number; readonly height: number }[] {
  const sizes = [];
  for (let place = bytes.indexOf(0xff); place >= 0 && place + 9 <= bytes.length;) {
    const marker = bytes[place + 1];
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      sizes.push({
        height: (bytes[place + 5] << 8) | bytes[place + 6],
        width: (bytes[place + 7] << 8) | bytes[place + 8],
      });
    }
    place = bytes.indexOf(0xff, place + 1);
  }
  return sizes;
}
