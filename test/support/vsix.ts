import { execFile } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { newestChange } from '../setup/dependencies.mjs';
import { root } from '../setup/processes.mjs';

/** A packaged extension. */
export interface Vsix {
  readonly file: string;
  /** Size of the package in bytes. */
  readonly size: number;
  /** Unpacked size by path, paths as in the extension's folder. */
  readonly entries: ReadonlyMap<string, number>;
  /** The text of one file of the package. */
  read(name: string): string;
}

const PREFIX = 'extension/';

/** Packages the extension for a target such as `linux-x64` or `universal`, with the script that users run. */
export async function packageExtension(target?: string): Promise<Vsix> {
  const file = path.join(root, 'out/vsix', `skipline-${target ?? 'host'}.vsix`);
  if (!upToDate(file)) {
    const choice = target ? ['--target', target] : [];
    await promisify(execFile)(process.execPath, ['test/setup/package.mjs', '--out', file, ...choice], {
      cwd: root,
    });
  }
  const archive = readFileSync(file);
  const entries = new Map<string, number>();
  unzipSync(archive, {
    filter: ({ name, originalSize }) => {
      if (name.startsWith(PREFIX)) entries.set(name.slice(PREFIX.length), originalSize);
      return false;
    },
  });
  const read = (name: string): string => {
    const content = unzipSync(archive, { filter: (entry) => entry.name === PREFIX + name })[PREFIX + name];
    return Buffer.from(content).toString('utf8');
  };
  return { file, size: statSync(file).size, entries, read };
}

/** Whether a package was made after everything that goes into it; the bundles' stamp stands for their sources. */
function upToDate(file: string): boolean {
  const ingredients = [
    ...['dist/.built', 'media', 'l10n', 'package.json', 'package.nls.json', 'test/setup/package.mjs'],
    ...['README.md', 'LICENSE', 'CHANGELOG.md', '.vscodeignore'],
  ];
  return (
    existsSync(path.join(root, 'dist/.built')) &&
    ingredients.every((name) => newestChange(path.join(root, name)) < newestChange(file))
  );
}
