/** The part of JavaScript's `WebAssembly` that is used here. */
interface Instantiation {
  instantiate: (...given: readonly unknown[]) => Promise<Instance | { readonly instance: Instance }>;
}

interface Instance {
  readonly exports: Readonly<Record<string, unknown>>;
}

interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

const pageSize = 65_536;

/**
 * Runs `start` so that what it instantiates begins with at least `bytes` of memory.
 *
 * Pyodide restores a snapshot into the memory that its WebAssembly declares, 30 MB, and fails where the snapshot holds more.
 */
export async function withMemoryFor<Result>(bytes: number, start: () => Promise<Result>): Promise<Result> {
  const assembly = Reflect.get(globalThis, 'WebAssembly') as Instantiation;
  const { instantiate } = assembly;
  assembly.instantiate = async (...given) => {
    const made = await instantiate(...given);
    const { exports } = 'instance' in made ? made.instance : made;
    for (const memory of Object.values(exports).filter(isMemory)) {
      const missing = Math.floor(bytes / pageSize) - memory.buffer.byteLength / pageSize;
      if (missing > 0) {
        memory.grow(missing);
      }
    }
    return made;
  };
  try {
    return await start();
  } finally {
    assembly.instantiate = instantiate;
  }
}

function isMemory(exported: unknown): exported is Memory {
  return Object.prototype.toString.call(exported) === '[object WebAssembly.Memory]';
}
