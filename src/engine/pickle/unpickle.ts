import { ByteReader, PickleError } from './byteReader';

/**
 * What a pickle holds: None is null, lists and tuples are arrays, dictionaries are maps, byte strings are bytes, whole
 * numbers that a double does not hold are bigints; everything else is what the caller's constructors make.
 */
export type PickleValue = unknown;

/** Makes an object from the arguments that the pickle gives. It must do nothing else: the arguments are not to be trusted. */
export type Construct = (...parts: readonly PickleValue[]) => PickleValue;

/** What a pickle may name. */
export interface PickleWorld {
  /** The constructor or constant that `module.name` stands for; undefined refuses the pickle. */
  find(module: string, name: string): PickleValue;
  /** An object that is stored outside the pickle. */
  persistent?(id: PickleValue): PickleValue;
}

/** An object that takes a state after its construction (`__setstate__`). Others ignore it. */
export interface Stateful {
  setState(state: PickleValue): void;
}

/** Digits of a whole number, or bytes of one, beyond which a pickle is refused: no file of weights or data has such. */
const longestNumber = 64;
const highestProtocol = 5;

const mark = Symbol('mark');

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
  return new Unpickler(bytes, world, start).run();
}

class Unpickler {
  readonly #reader: ByteReader;
  readonly #world: PickleWorld;
  readonly #stack: PickleValue[] = [];
  readonly #memo = new Map<number, PickleValue>();

  constructor(bytes: Uint8Array, world: PickleWorld, start: number) {
    this.#reader = new ByteReader(bytes, start);
    this.#world = world;
  }

  run(): { readonly value: PickleValue; readonly end: number } {
    for (;;) {
      const code = this.#reader.byte();
      if (code === stop) {
        return { value: this.#pop(), end: this.#reader.place };
      }
      const act = operations.get(code);
      if (act === undefined) {
        throw new PickleError(`it holds the unknown operation ${code} at byte ${this.#reader.place - 1}`);
      }
      act(this, this.#reader);
    }
  }

  push(value: PickleValue): void {
    this.#stack.push(value);
  }

  pop(): PickleValue {
    return this.#pop();
  }

  drop(): void {
    if (this.#stack.length === 0) {
      throw new PickleError('it takes more than it has put down');
    }
    this.#stack.pop();
  }

  top(): PickleValue {
    const value = this.#pop();
    this.#stack.push(value);
    return value;
  }

  /** All above the last mark, which goes too. */
  popMarked(): PickleValue[] {
    const place = this.#stack.lastIndexOf(mark);
    if (place < 0) {
      throw new PickleError('it takes more than it has put down');
    }
    const taken = this.#stack.splice(place);
    taken.shift();
    return taken;
  }

  popMany(count: number): PickleValue[] {
    return Array.from({ length: count }, () => this.#pop()).reverse();
  }

  remember(place: number, value: PickleValue): void {
    this.#memo.set(place, value);
  }

  rememberNext(): void {
    this.#memo.set(this.#memo.size, this.top());
  }

  recall(place: number): void {
    if (!this.#memo.has(place)) {
      throw new PickleError(`it recalls the object ${place}, which it has not made`);
    }
    this.#stack.push(this.#memo.get(place));
  }

  find(module: PickleValue, name: PickleValue): void {
    const found =
      typeof module === 'string' && typeof name === 'string' ? this.#world.find(module, name) : undefined;
    if (found === undefined) {
      throw new PickleError(`it names ${String(module)}.${String(name)}, which Skipline does not construct`);
    }
    this.#stack.push(found);
  }

  construct(maker: PickleValue, parts: PickleValue): void {
    if (typeof maker !== 'function' || !Array.isArray(parts)) {
      throw new PickleError('it calls what is no constructor');
    }
    // What is found in the world is a constant or a constructor of this signature.
    this.#stack.push((maker as Construct)(...(parts as PickleValue[])));
  }

  persistent(id: PickleValue): void {
    if (this.#world.persistent === undefined) {
      throw new PickleError('it refers to an object outside');
    }
    this.#stack.push(this.#world.persistent(id));
  }

  list(): PickleValue[] {
    const list = this.top();
    if (!Array.isArray(list)) {
      throw new PickleError('it appends to what is no list');
    }
    return list as PickleValue[];
  }

  dictionary(): Map<PickleValue, PickleValue> {
    const dictionary = this.top();
    if (!(dictionary instanceof Map)) {
      throw new PickleError('it sets entries of what is no dictionary');
    }
    return dictionary as Map<PickleValue, PickleValue>;
  }

  set(): Set<PickleValue> {
    const set = this.top();
    if (!(set instanceof Set)) {
      throw new PickleError('it adds to what is no set');
    }
    return set as Set<PickleValue>;
  }

  build(state: PickleValue): void {
    const object = this.top();
    if (typeof object === 'object' && object !== null && 'setState' in object) {
      (object as Stateful).setState(state);
    }
  }

  mark(): void {
    this.#stack.push(mark);
  }

  #pop(): PickleValue {
    const value = this.#stack.pop();
    if (value === mark || (value === undefined && this.#stack.length === 0)) {
      throw new PickleError('it takes more than it has put down');
    }
    return value;
  }
}

function pairs(items: readonly PickleValue[]): [PickleValue, PickleValue][] {
  if (items.length % 2 === 1) {
    throw new PickleError('it holds a key without a value');
  }
  return Array.from({ length: items.length / 2 }, (_, pair) => [items[2 * pair], items[2 * pair + 1]]);
}

function setAll(dictionary: Map<PickleValue, PickleValue>, items: readonly PickleValue[]): void {
  for (const [key, value] of pairs(items)) {
    dictionary.set(key, value);
  }
}

function wholeNumber(text: string): number | bigint {
  if (!/^[+-]?\d+$/.test(text) || text.length > longestNumber) {
    throw new PickleError('it holds a whole number that is none');
  }
  return narrowed(BigInt(text));
}

/** Little-endian two's complement. */
function signedNumber(bytes: Uint8Array): number | bigint {
  if (bytes.length > longestNumber) {
    throw new PickleError(`it holds a whole number of ${bytes.length} bytes`);
  }
  const value = bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return narrowed(BigInt.asIntN(8 * bytes.length, value));
}

function narrowed(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** A Python literal between quotes, as protocol 0 writes a byte string. Escapes other than those of quotes are refused. */
function quoted(text: string): string {
  const content = /^(['"])(.*)\1$/s.exec(text.trim())?.[2];
  if (content === undefined || /\\[^\\'"]/.test(content)) {
    throw new PickleError('it holds a string without quotes or with escapes');
  }
  return content.replace(/\\(.)/gs, '$1');
}

const stop = '.'.charCodeAt(0);

type Operation = (machine: Unpickler, reader: ByteReader) => void;

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

const operations = new Map<number, Operation>([
  ...Object.entries(lettered).map(([letter, act]): [number, Operation] => [letter.charCodeAt(0), act]),
  ...numbered,
]);
