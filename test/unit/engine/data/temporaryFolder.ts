import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';

interface TemporaryFolder {
  readonly path: string;
  /** Writes a file below the folder. @returns its path. */
  write(name: string, content: Uint8Array | string): string;
}

/** A folder for the tests of a file. */
export function temporaryFolder(): TemporaryFolder {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'skipline-data-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  return {
    get path() {
      return folder;
    },
    write: (name, content) => {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
      return file;
    },
  };
}
