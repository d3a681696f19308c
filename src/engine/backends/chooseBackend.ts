import { GraphBuilder } from '../../graph/builder';
import type { BackendName, ProviderName } from '../../protocol/engine';
import { messageOf } from '../messageOf';
import type { Backend } from './backend';
import { openNative } from './native';
import { providers } from './providers';
import { openReference } from './reference';
import { openWasm } from './wasm';

interface Candidate {
  readonly name: BackendName;
  readonly words: string;
  readonly open: () => Promise<Backend>;
}

/** From the fastest to the one that always works. */
const chain: readonly Candidate[] = [
  { name: 'native', words: 'the native runtime', open: () => openNative() },
  { name: 'wasm', words: 'WebAssembly', open: openWasm },
  { name: 'reference', words: 'the reference engine', open: openReference },
];

export interface ChosenBackend {
  readonly backend: Backend;
  /** A sentence that says which was not to be had and why; undefined where the first choice works. */
  readonly notice: string | undefined;
}

/** What to try, in this order. A provider other than the processor is one more kind of native runtime, tried first. */
function candidates(preference: BackendName, provider: ProviderName): readonly Candidate[] {
  const known = chain.slice(chain.findIndex(({ name }) => name === preference));
  return preference === 'native' && provider !== 'cpu'
    ? [
        {
          name: 'native',
          words: `the native runtime on ${providers[provider].words}`,
          open: () => openNative({ provider }),
        },
        ...known,
      ]
    : known;
}

/**
 * The backend asked for, or the fastest, on the provider asked for, if it computes a small graph rightly; else the next
 * one that does: the native runtime on the processor, WebAssembly, the reference engine.
 * @throws Error where none works.
 */
export async function chooseBackend(
  preference: BackendName = 'native',
  provider: ProviderName = 'cpu',
): Promise<ChosenBackend> {
  const failures: string[] = [];
  for (const { words, open } of candidates(preference, provider)) {
    try {
      const backend = await open();
      await tryOut(backend);
      const notice =
        failures.length === 0
          ? undefined
          : `Skipline computes with ${words}, because ${failures.join(', and ')}.`;
      return { backend, notice };
    } catch (error) {
      // Node appends the files that asked for a module that is missing.
      const [message] = messageOf(error).split('\n');
      failures.push(`${words} does not work here (${message})`);
    }
  }
  throw new Error(`Skipline can compute nothing on this machine: ${failures.join(', and ')}.`);
}

/** @throws Error where 2 + 3 is not 5. */
async function tryOut(backend: Backend): Promise<void> {
  const type = { type: 'float32', shape: [1] } as const;
  const builder = new GraphBuilder(() => [type]);
  const [a, b] = [builder.addInput('a', type), builder.addInput('b', type)];
  const sum = builder.add('Add', [a, b]);
  const session = await backend.create(builder.finish([sum]), [sum], 'once');
  const arrayOf = (value: number) =>
    backend.storageType('float32') === 'float64' ? Float64Array.of(value) : Float32Array.of(value);
  const result = arrayOf(0);
  await session.run(
    new Map([
      [a, arrayOf(2)],
      [b, arrayOf(3)],
    ]),
    new Map([[sum, result]]),
  );
  await session.release();
  if (result[0] !== 5) {
    throw new Error(`it adds 2 and 3 to ${result[0]}`);
  }
}
