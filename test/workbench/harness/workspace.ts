import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder that a test may change as it likes. */
export interface Workspace {
  readonly folder: string;
  /** Absolute path of a file of this workspace. */
  file(name: string): string;
  /** Writes a file, making its folders. */
  write(name: string, text: string): string;
  remove(): void;
}

/** Makes a workspace of texts by name, or of a copy of a folder. */
export function temporaryWorkspace(content: Record<string, string> | string): Workspace {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'skipline-workspace-')));
  const file = (name: string): string => path.join(folder, name);
  const write = (name: string, text: string): string => {
    mkdirSync(path.dirname(file(name)), { recursive: true });
    writeFileSync(file(name), text);
    return file(name);
  };
  if (typeof content === 'string') cpSync(content, folder, { recursive: true });
  else for (const [name, text] of Object.entries(content)) write(name, text);
  const erase = (): void => rmSync(folder, { recursive: true, force: true });
  // A run that is interrupted removes nothing itself.
  process.once('exit', erase);
  const remove = (): void => {
    process.off('exit', erase);
    erase();
  };
  return { folder, file, write, remove };
}
