import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Files that other programs wrote, see `test/parity/dataFiles.py`. */
export const goldenFolder = fileURLToPath(new URL('../../../parity/golden/data/', import.meta.url));

export interface Golden {
  readonly images: Readonly<
    Record<
      'small' | 'large',
      {
        readonly files: readonly string[];
        readonly labels: readonly number[];
        /** C×H×W, from 0 to 255. */
        readonly pixels: readonly (readonly number[])[];
      }
    >
  >;
  readonly cifar: {
    readonly labels: readonly number[];
    /** Sum of each channel of each picture. */
    readonly sums: readonly (readonly number[])[];
    readonly first: readonly number[];
  };
  readonly orders: readonly (readonly number[])[];
  readonly split: readonly (readonly number[])[];
}

export const golden = JSON.parse(readFileSync(path.join(goldenFolder, 'expected.json'), 'utf8')) as Golden;
