import * as fs from 'node:fs/promises';
import * as path from 'node:path';

/** Folders of installed packages below the prefix of a Python environment, found without running it. */
export async function sitePackagesOf(prefix: string): Promise<string[]> {
  const own = await ownPackages(prefix);
  const base = await baseOfVirtualEnvironment(prefix);
  const found = base === undefined ? own : [...own, ...(await systemPackages(base))];
  return distinctFolders(found);
}

/**
 * `lib/python3.12/site-packages`, the same below `lib64`, Debian's `lib/python3/dist-packages`, `Lib\site-packages` on
 * Windows.
 */
async function ownPackages(prefix: string): Promise<string[]> {
  const libraries = ['lib', 'lib64'].map((name) => path.join(prefix, name));
  const versions = await Promise.all(
    libraries.map(async (library) =>
      (await entriesOf(library))
        .filter((name) => /^python3(\.\d+t?)?$/.test(name))
        .sort(newestFirst)
        .map((name) => path.join(library, name)),
    ),
  );
  return [
    path.join(prefix, 'Lib', 'site-packages'),
    ...versions
      .flat()
      .flatMap((folder) => [path.join(folder, 'site-packages'), path.join(folder, 'dist-packages')]),
  ];
}

/** Packages of a Python that is part of the system: what its administrator installed comes first. */
async function systemPackages(prefix: string): Promise<string[]> {
  return prefix === '/usr'
    ? [...(await ownPackages('/usr/local')), ...(await ownPackages(prefix))]
    : ownPackages(prefix);
}

/** The prefix that a virtual environment takes packages from as well, as its `pyvenv.cfg` says. */
async function baseOfVirtualEnvironment(prefix: string): Promise<string | undefined> {
  let text: string;
  try {
    text = await fs.readFile(path.join(prefix, 'pyvenv.cfg'), 'utf8');
  } catch {
    return prefix === '/usr' ? prefix : undefined;
  }
  const settings = new Map(
    text.split(/\r?\n/).map((line): [string, string] => {
      const [key, ...value] = line.split('=');
      return [key.trim().toLowerCase(), value.join('=').trim()];
    }),
  );
  const home = settings.get('home');
  if (settings.get('include-system-site-packages')?.toLowerCase() !== 'true' || home === undefined) {
    return undefined;
  }
  // The folder of the executable: `/usr/bin`, but the prefix itself on Windows.
  return path.basename(home) === 'bin' ? path.dirname(home) : home;
}

/** Folders that exist, each once, also where one is a link to another. */
async function distinctFolders(candidates: readonly string[]): Promise<string[]> {
  const found = new Map<string, string>();
  for (const candidate of candidates) {
    try {
      const real = await fs.realpath(candidate);
      if ((await fs.stat(real)).isDirectory() && !found.has(real)) {
        found.set(real, candidate);
      }
    } catch {
      // There is no such folder.
    }
  }
  return [...found.values()];
}

async function entriesOf(folder: string): Promise<string[]> {
  try {
    return await fs.readdir(folder);
  } catch {
    return [];
  }
}

function newestFirst(a: string, b: string): number {
  return b.localeCompare(a, 'en', { numeric: true });
}
