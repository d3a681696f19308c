import { type ByteReader, PickleError } from './byteReader';
import { setAll, pairs, quoted, signedNumber, wholeNumber } from './pickleParts';
import type { PickleMachine } from './pickleMachine';

const highestProtocol = 5;

type Operation = (machine: PickleMachine, reader: ByteReader) => void;

/** By the letter of Python's `pickletools`. */
const lettered: Readonly<Record<string, Operation>> = {
  '(': (machine) => machine.mark(),
  '0': (machine) => machine.drop(),
  '1': (machine) => void machine.popMarked(),
  '2': (machine) => machine.push(machine.top()),
  F: (machine, reader) => machine.push(Number(reader.line())),
  I: (machine, reader) => {
    const text = reader.line();
    machine.push(text === '00' ? false : text === '01' ? true : wholeNumber(text));
  },
  J: (machine, reader) => machine.push(reader.int32()),
  K: (machine, reader) => machine.push(reader.byte()),
  L: (machine, reader) => machine.push(wholeNumber(reader.line().replace(/L$/, ''))),
  M: (machine, reader) => machine.push(reader.uint16()),
  N: (machine) => machine.push(null),
  P: (machine, reader) => machine.persistent(reader.line()),
  Q: (machine) => machine.persistent(machine.pop()),
  R: (machine) => {
    const parts = machine.pop();
    machine.construct(machine.pop(), parts);
  },
  S: (machine, reader) => machine.push(quoted(reader.line())),
  T: (machine, reader) => machine.push(reader.latin1(reader.uint32())),
  U: (machine, reader) => machine.push(reader.latin1(reader.byte())),
  V: (machine, reader) => machine.push(reader.line()),
  X: (machine, reader) => machine.push(reader.utf8(reader.uint32())),
  a: (machine) => {
    const item = machine.pop();
    machine.list().push(item);
  },
  b: (machine) => machine.build(machine.pop()),
  c: (machine, reader) => machine.find(reader.line(), reader.line()),
  d: (machine) => machine.push(new Map(pairs(machine.popMarked()))),
  '}': (machine) => machine.push(new Map()),
  e: (machine) => {
    const items = machine.popMarked();
    const list = machine.list();
    for (const item of items) {
      list.push(item);
    }
  },
  g: (machine, reader) => machine.recall(Number(reader.line())),
  h: (machine, reader) => machine.recall(reader.byte()),
  i: (machine, reader) => {
    machine.find(reader.line(), reader.line());
    const maker = machine.pop();
    machine.construct(maker, machine.popMarked());
  },
  j: (machine, reader) => machine.recall(reader.uint32()),
  l: (machine) => machine.push(machine.popMarked()),
  ']': (machine) => machine.push([]),
  o: (machine) => {
    const [maker, ...parts] = machine.popMarked();
    machine.construct(maker, parts);
  },
  p: (machine, reader) => machine.remember(Number(reader.line()), machine.top()),
  q: (machine, reader) => machine.remember(reader.byte(), machine.top()),
  r: (machine, reader) => machine.remember(reader.uint32(), machine.top()),
  s: (machine) => {
    const entry = machine.popMany(2);
    setAll(machine.dictionary(), entry);
  },
  t: (machine) => machine.push(machine.popMarked()),
  ')': (machine) => machine.push([]),
  u: (machine) => {
    const entries = machine.popMarked();
    setAll(machine.dictionary(), entries);
  },
  G: (machine, reader) => machine.push(reader.float64()),
  B: (machine, reader) => machine.push(reader.bytes(reader.uint32())),
  C: (machine, reader) => machine.push(reader.bytes(reader.byte())),
};

/** Of protocol 2 and later, by their codes. */
const numbered: readonly (readonly [code: number, act: Operation])[] = [
  [
    0x80,
    (_machine, reader) => {
      const protocol = reader.byte();
      if (protocol > highestProtocol) {
        throw new PickleError(
          `it has the protocol ${protocol}; Skipline reads protocols 0 to ${highestProtocol}`,
        );
      }
    },
  ],
  [
    0x81,
    (machine) => {
      const parts = machine.pop();
      machine.construct(machine.pop(), parts);
    },
  ],
  [0x85, (machine) => machine.push(machine.popMany(1))],
  [0x86, (machine) => machine.push(machine.popMany(2))],
  [0x87, (machine) => machine.push(machine.popMany(3))],
  [0x88, (machine) => machine.push(true)],
  [0x89, (machine) => machine.push(false)],
  [0x8a, (machine, reader) => machine.push(signedNumber(reader.bytes(reader.byte())))],
  [0x8b, (machine, reader) => machine.push(signedNumber(reader.bytes(reader.uint32())))],
  [0x8c, (machine, reader) => machine.push(reader.utf8(reader.byte()))],
  [0x8d, (machine, reader) => machine.push(reader.utf8(reader.uint64()))],
  [0x8e, (machine, reader) => machine.push(reader.bytes(reader.uint64()))],
  [0x8f, (machine) => machine.push(new Set())],
  [
    0x90,
    (machine) => {
      const items = machine.popMarked();
      const set = machine.set();
      for (const item of items) {
        set.add(item);
      }
    },
  ],
  [0x91, (machine) => machine.push(new Set(machine.popMarked()))],
  [
    0x93,
    (machine) => {
      const [module, name] = machine.popMany(2);
      machine.find(module, name);
    },
  ],
  [0x94, (machine) => machine.rememberNext()],
  // A frame only says how much to read ahead.
  [0x95, (_machine, reader) => void reader.uint64()],
  [0x96, (machine, reader) => machine.push(reader.bytes(reader.uint64()))],
];

/** What each operation of a pickle does, by its code; the one that ends a pickle is not among them. */
export const pickleOperations: ReadonlyMap<number, Operation> = new Map<number, Operation>([
  ...Object.entries(lettered).map(([letter, act]): [number, Operation] => [letter.charCodeAt(0), act]),
  ...numbered,
]);
