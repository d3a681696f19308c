import { dataFormats } from './dataFormats';
import type { Format } from './format';
import { runFormats } from './runFormats';
import { weightFormats } from './weightFormats';

/** Every kind of file that comes from outside, or from a run that may have been cut off. */
export const formats: readonly Format[] = [...weightFormats, ...dataFormats, ...runFormats];
