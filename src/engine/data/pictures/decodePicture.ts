import { messageOf } from '../../messageOf';
import { decodeJpeg } from './jpeg';
import { type Picture, PictureError } from './picture';
import { decodePng } from './png';

/** File names that are taken for pictures. */
export const pictureNames = /\.(png|jpe?g)$/i;

/**
 * Decodes a PNG or JPEG file, whichever it is by its first bytes; transparency is dropped, as Pillow's `convert('RGB')` does.
 * @throws PictureError where it is neither, damaged or too large.
 */
export function decodePicture(bytes: Uint8Array): Picture {
  try {
    if (bytes[0] === 0x89 && bytes[1] === 0x50) {
      return decodePng(bytes);
    }
    if (bytes[0] === 0xff && bytes[1] === 0xd8) {
      return decodeJpeg(bytes);
    }
  } catch (error) {
    throw error instanceof PictureError ? error : new PictureError(messageOf(error));
  }
  throw new PictureError('it is neither a PNG nor a JPEG file');
}
