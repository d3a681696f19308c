import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { SourceFiles } from '../../../../src/frontends/torch/sourceFiles';

describe('SourceFiles', () => {
  let folder: string;
  let files: SourceFiles;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'skipline-sources-'));
    fs.mkdirSync(path.join(folder, 'inside'));
    fs.writeFileSync(path.join(folder, 'inside', 'net.py'), 'x = 1\n');
    fs.writeFileSync(path.join(folder, 'secret.py'), 'y = 2\n');
    files = new SourceFiles();
    return () => fs.rmSync(folder, { recursive: true });
  });
  const show = (root: string) => files.configure({ overlays: {}, roots: [root] });

  it.each([
    ['as it is', (root: string) => root],
    ['with a slash at its end', (root: string) => `${root}/`],
    ['with a doubled slash', (root: string) => root.replace('/inside', '//inside')],
    ['with two slashes in front, as a network share has', (root: string) => `/${root}`],
  ])('reads below a root that is written %s', (_, write) => {
    const root = write(`${folder}/inside`);
    show(root);
    expect(files.read(`${root}/net.py`)).toBe('x = 1\n');
    expect(files.list(root)).toEqual(['net.py']);
  });

  it('reads nothing beside its roots', () => {
    show(`${folder}/inside`);
    expect(files.read(`${folder}/secret.py`)).toBeUndefined();
    expect(files.read(`${folder}/inside/../secret.py`)).toBeUndefined();
    expect(files.list(folder)).toEqual([]);
  });

  it('has nothing at a path that the disk refuses', () => {
    show(folder);
    const endless = `${folder}/loop`;
    fs.symlinkSync(endless, endless);
    for (const refused of [endless, `${endless}/a.py`, `${folder}/${'x'.repeat(300)}`]) {
      expect(files.entry(refused)).toBeUndefined();
      expect(files.list(refused)).toEqual([]);
      expect(files.stamp(refused)).toBe('');
      expect(files.bytes(refused)).toBeUndefined();
    }
  });
});
