import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { loadPyodide, type PyodideInterface } from 'pyodide';
import type { Bridge } from './bridge';
import { messageOf } from './messageOf';
import type { EmscriptenFileSystem } from './readOnlyFolders';
import { sealed } from './sealed';
import type { Stopwatch } from './stopwatch';
import { withMemoryFor } from './webAssemblyMemory';

/** Files that the build puts beside the bundle. */
export interface RuntimeFiles {
  readonly pyodide: string;
  /** The Python side: `_skipline` and the stand-in `torch`. */
  readonly python: string;
  readonly snapshot: string;
}

export function runtimeFiles(folder: string): RuntimeFiles {
  return {
    pyodide: path.join(folder, 'pyodide'),
    python: path.join(folder, 'python'),
    snapshot: path.join(folder, 'tracer.snapshot'),
  };
}

/** Python with everything imported that a trace needs. */
export interface PythonRuntime {
  /** Calls `trace` of `_skipline.run`; takes and gives JSON. */
  trace(request: string): string;
  /** Gives up what the last trace made. */
  tidy(): void;
  /** Bytes of Python's memory, which never shrinks. */
  memoryInUse(): number;
  readonly startedFrom: 'snapshot' | 'files';
  readonly fileSystem: EmscriptenFileSystem;
}

/** `_skipline.run`. */
interface RunModule {
  trace(request: string): string;
  tidy(): void;
}

/** Where the Python side lies inside of Python's own file system. */
const mountPoint = '/skipline';
const digestLength = 32;

/** The parts behind PyodideInterface that this uses. */
interface Internals {
  readonly _module: { readonly HEAP8: Int8Array };
  readonly _api: { readonly config: { _loadSnapshot?: Uint8Array } };
}

export async function startPython(
  files: RuntimeFiles,
  createHost: (memoryInUse: () => number) => { readonly bridge: Bridge; readonly stopwatch: Stopwatch },
): Promise<PythonRuntime> {
  const restored = await restore(files);
  const python = restored ?? (await loadPlain(files));
  const memoryInUse = () => (python as unknown as Internals)._module.HEAP8.byteLength;
  const { bridge, stopwatch } = createHost(memoryInUse);
  const pythonBridge = python.pyimport('_skipline.bridge') as { install(functions: object): void };
  pythonBridge.install(sealed(bridge));
  // Only element 0 is ever touched; a real array would need a second thread to write it.
  python.setInterruptBuffer(stopwatch as unknown as Int32Array);
  const run = python.pyimport('_skipline.run') as RunModule;
  return {
    trace: (request) => run.trace(request),
    tidy: () => run.tidy(),
    memoryInUse,
    startedFrom: restored === undefined ? 'files' : 'snapshot',
    fileSystem: python.FS as EmscriptenFileSystem,
  };
}

/** Writes a snapshot of a Python that has imported everything, for {@link startPython}. */
export async function writeSnapshot(files: RuntimeFiles, target: string): Promise<void> {
  const python = await load(files, { _makeSnapshot: true });
  prepare(python, files);
  const memory = python.makeMemorySnapshot();
  fs.writeFileSync(target, Buffer.concat([digestOf(files), memory]));
}

function load(files: RuntimeFiles, options: Record<string, unknown>): Promise<PyodideInterface> {
  return loadPyodide({
    indexURL: files.pyodide,
    jsglobals: {},
    env: { HOME: '/home/pyodide', PYTHONDONTWRITEBYTECODE: '1' },
    stdout: () => undefined,
    stderr: () => undefined,
    ...options,
  });
}

async function loadPlain(files: RuntimeFiles): Promise<PyodideInterface> {
  const python = await load(files, {});
  prepare(python, files);
  return python;
}

/** A snapshot that does not load costs time, not the trace. */
async function restore(files: RuntimeFiles): Promise<PyodideInterface | undefined> {
  const snapshot = readSnapshot(files);
  if (snapshot === undefined) {
    return undefined;
  }
  try {
    const python = await withMemoryFor(snapshot.length, () => load(files, { _loadSnapshot: snapshot }));
    // It has been copied into Python's memory; Pyodide would keep its 30 MB for good.
    delete (python as unknown as Internals)._api.config._loadSnapshot;
    return python;
  } catch (error) {
    console.error('The snapshot of Python could not be used:', messageOf(error));
    return undefined;
  }
}

function prepare(python: PyodideInterface, { python: source }: RuntimeFiles): void {
  const fileSystem = python.FS as EmscriptenFileSystem;
  for (const { name, content } of pythonFiles(source)) {
    const target = `${mountPoint}/${name}`;
    fileSystem.mkdirTree(path.posix.dirname(target));
    fileSystem.writeFile(target, content);
  }
  python.runPython(`import sys; sys.path.insert(0, ${JSON.stringify(mountPoint)}); import _skipline.preload`);
}

function pythonFiles(folder: string): { readonly name: string; readonly content: Buffer }[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.py'))
    .map((name) => ({
      name: name.split(path.sep).join('/'),
      content: fs.readFileSync(path.join(folder, name)),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Undefined where there is none or it was made of other files. */
function readSnapshot(files: RuntimeFiles): Uint8Array | undefined {
  let content: Buffer;
  try {
    content = fs.readFileSync(files.snapshot);
  } catch {
    return undefined;
  }
  return content.subarray(0, digestLength).equals(digestOf(files))
    ? content.subarray(digestLength)
    : undefined;
}

function digestOf(files: RuntimeFiles): Buffer {
  const hash = createHash('sha256');
  hash.update(fs.readFileSync(path.join(files.pyodide, 'package.json')));
  for (const { name, content } of pythonFiles(files.python)) {
    hash.update(`${name} ${content.length}\n`).update(content);
  }
  return hash.digest();
}
