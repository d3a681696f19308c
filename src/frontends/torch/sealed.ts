/** What a function of the bridge answers instead of throwing: `\0`, the kind of failure, its message. */
const failure = '\0';

type Functions = Readonly<Record<string, (...parameters: never[]) => unknown>>;

/**
 * Functions that give Python nothing but their answers: no property, no prototype, no exception, from which user code
 * could climb to `Function` and to this process.
 */
export function sealed(functions: Functions): object {
  return Object.fromEntries(Object.entries(functions).map(([name, call]) => [name, seal(call)]));
}

function seal(call: (...parameters: never[]) => unknown): object {
  const answer = (...parameters: never[]) => {
    try {
      return call(...parameters);
    } catch (error) {
      const kind = error instanceof RangeError ? 'memory' : 'error';
      return `${failure}${kind} ${error instanceof Error ? error.message : String(error)}`;
    }
  };
  return new Proxy(answer, {
    get: () => undefined,
    has: () => false,
    set: () => false,
    defineProperty: () => false,
    deleteProperty: () => false,
    setPrototypeOf: () => false,
    getPrototypeOf: () => null,
  });
}
