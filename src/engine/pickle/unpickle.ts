import { ByteReader, PickleError } from './byteReader';
import { PickleMachine } from './pickleMachine';
import { pickleOperations } from './pickleOperations';
import type { PickleValue, PickleWorld } from './pickleValue';

const stop = '.'.charCodeAt(0);

/**
 * Reads one pickle of Python (protocols 0 to 5, PEP 307, 3154 and 574 in-band) without running anything: names are looked
 * up in `world` alone. Everything it makes is as large as the pickle at most, apart from what the constructors make.
 * @returns the object and the place after the pickle, where another one may begin.
 * @throws PickleError where it is damaged or names what `world` does not know.
 */
export function unpickle(
  bytes: Uint8Array,
  world: PickleWorld,
  start = 0,
): { readonly value: PickleValue; readonly end: number } {
  const reader = new ByteReader(bytes, start);
  const machine = new PickleMachine(world);
  for (;;) {
    const code = reader.byte();
    if (code === stop) {
      return { value: machine.pop(), end: reader.place };
    }
    const act = pickleOperations.get(code);
    if (act === undefined) {
      throw new PickleError(`it holds the unknown operation ${code} at byte ${reader.place - 1}`);
    }
    act(machine, reader);
  }
}
