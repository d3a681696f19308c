import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { sitePackagesOf } from '../../../src/editor/sitePackages';

describe('folders of installed packages', () => {
  let root: string;
  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'packages-'));
    return () => fs.rmSync(root, { recursive: true });
  });
  const make = (...folders: string[]) =>
    folders.forEach((folder) => fs.mkdirSync(path.join(root, folder), { recursive: true }));
  const found = async (prefix = '') =>
    (await sitePackagesOf(path.join(root, prefix))).map((folder) => path.relative(root, folder));

  it('of a virtual environment on Linux and macOS', async () => {
    make('lib/python3.12/site-packages', 'lib/python2.7/site-packages', 'lib/other');
    expect(await found()).toEqual(['lib/python3.12/site-packages']);
  });

  it('of Debian, the newest version first', async () => {
    make('lib/python3/dist-packages', 'lib/python3.9/dist-packages', 'lib/python3.11/dist-packages');
    expect(await found()).toEqual([
      'lib/python3.11/dist-packages',
      'lib/python3.9/dist-packages',
      'lib/python3/dist-packages',
    ]);
  });

  it('once where lib64 is a link, both where it is a folder of its own', async () => {
    make('lib/python3.12/site-packages');
    fs.symlinkSync('lib', path.join(root, 'lib64'));
    expect(await found()).toEqual(['lib/python3.12/site-packages']);
    fs.rmSync(path.join(root, 'lib64'));
    make('lib64/python3.12/site-packages');
    expect(await found()).toEqual(['lib/python3.12/site-packages', 'lib64/python3.12/site-packages']);
  });

  it('of Windows', async () => {
    make('Lib/site-packages');
    expect(await found()).toEqual(['Lib/site-packages']);
  });

  it('of the base as well where pyvenv.cfg includes it', async () => {
    make('venv/lib/python3.11/site-packages', 'base/lib/python3.11/site-packages');
    const write = (include: boolean) =>
      fs.writeFileSync(
        path.join(root, 'venv/pyvenv.cfg'),
        `home = ${root}/base/bin\ninclude-system-site-packages = ${include}\nversion = 3.11.7\n`,
      );
    write(true);
    expect(await found('venv')).toEqual([
      'venv/lib/python3.11/site-packages',
      'base/lib/python3.11/site-packages',
    ]);
    write(false);
    expect(await found('venv')).toEqual(['venv/lib/python3.11/site-packages']);
  });

  it('of nothing where there is no such folder', async () => {
    fs.writeFileSync(path.join(root, 'lib'), 'a file');
    expect(await found()).toEqual([]);
    expect(await found('missing')).toEqual([]);
  });
});
