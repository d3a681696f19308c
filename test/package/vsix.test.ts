import { beforeAll, describe, expect, it } from 'vitest';
import { packageExtension, type Vsix } from '../support/vsix';

const MEGABYTE = 1e6;
const RUNTIME = 'dist/node_modules/onnxruntime-node';

/** What must be in every package, whatever its target. */
const EVERYWHERE = [
  'package.json',
  'readme.md',
  'changelog.md',
  'LICENSE.txt',
  'media/icon.png',
  'media/samples/resnet20.py',
  ...['extension', 'tracer', 'engine', 'cli', 'webview'].map((bundle) => `dist/${bundle}.js`),
  'dist/webview.css',
  'dist/pyodide/pyodide.mjs',
  'dist/pyodide/pyodide.asm.mjs',
  'dist/pyodide/pyodide.asm.wasm',
  'dist/pyodide/pyodide-lock.json',
  'dist/pyodide/python_stdlib.zip',
  'dist/node_modules/onnxruntime-common/package.json',
  'dist/node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm',
];

const BINARIES: Record<string, string[]> = {
  'linux-x64': ['onnxruntime_binding.node', 'libonnxruntime.so.1'],
  'darwin-arm64': ['onnxruntime_binding.node', 'libonnxruntime.1.dylib'],
};

describe.each(Object.keys(BINARIES))('the package for %s', (target) => {
  let vsix: Vsix;
  let names: string[];
  beforeAll(async () => {
    vsix = await packageExtension(target);
    names = [...vsix.entries.keys()];
  });

  it('holds the bundles and what they load', () => {
    expect(names).toEqual(expect.arrayContaining([...EVERYWHERE, `${RUNTIME}/dist/index.js`]));
    expect([...vsix.entries].filter(([, size]) => size === 0)).toEqual([]);
  });

  it("holds this platform's native runtime and no other", () => {
    const folder = `${RUNTIME}/bin/napi-v6/${target.replace('-', '/')}`;
    const native = names.filter((name) => name.startsWith(`${RUNTIME}/bin/`));
    expect(native.sort()).toEqual(BINARIES[target].map((name) => `${folder}/${name}`).sort());
  });

  it('holds no sources, tests or maps', () => {
    const strays = names.filter(
      (name) =>
        /^(src|webview|test|node_modules|out|\.)/.test(name) ||
        /\.(ts|map|vsix|tsbuildinfo)$|__pycache__/.test(name),
    );
    expect(strays).toEqual([]);
    const python = names.filter(
      (name) => name.endsWith('.py') && !/^(dist\/python|media\/samples)\//.test(name),
    );
    expect(python).toEqual([]);
  });

  it('is of a size that people download', () => {
    expect(vsix.size).toBeGreaterThan(15 * MEGABYTE);
    expect(vsix.size).toBeLessThan(75 * MEGABYTE);
  });
});

describe('the package for every other platform', () => {
  let vsix: Vsix;
  beforeAll(async () => {
    vsix = await packageExtension('universal');
  });

  it('holds no native code', () => {
    const names = [...vsix.entries.keys()];
    expect(names).toEqual(expect.arrayContaining(EVERYWHERE));
    expect(names.filter((name) => /\.(node|so|dylib|dll)$|\.so\.\d/.test(name))).toEqual([]);
    expect(vsix.size).toBeLessThan(45 * MEGABYTE);
  });

  it('has a manifest without the tools of development', () => {
    const manifest = JSON.parse(vsix.read('package.json')) as Record<string, unknown>;
    expect(manifest).toMatchObject({
      name: 'skipline',
      main: './dist/extension.js',
      extensionKind: ['workspace'],
    });
    expect(manifest).not.toHaveProperty('scripts');
    expect(manifest).not.toHaveProperty('devDependencies');
  });
});
