/** Numbers in [0, 1). */
export type Random = () => number;

type Mutation = (bytes: Buffer, random: Random) => Buffer;

/** What length fields are set to: nothing, the largest numbers of each width, and those around the ends of signed ones. */
const extremes = [
  0n,
  1n,
  0x7fn,
  0xffn,
  0x7fffn,
  0xffffn,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
  2n ** 53n,
  2n ** 63n,
  2n ** 64n - 1n,
];
/** What breaks readers of text. */
const words = [
  '"',
  '\n',
  '\r\n',
  ',',
  ';',
  '{',
  ']',
  '-1',
  '1e999',
  'NaN',
  'null',
  '\0',
  '\u{1f600}',
  '\\u0000',
  '9'.repeat(400),
];

const flipBits: Mutation = (bytes, random) => {
  const flipped = Buffer.from(bytes);
  for (let count = 1 + below(random, 8); count > 0 && flipped.length > 0; count--) {
    flipped[below(random, flipped.length)] ^= 1 << below(random, 8);
  }
  return flipped;
};

const setBytes: Mutation = (bytes, random) => {
  const changed = Buffer.from(bytes);
  const start = below(random, changed.length + 1);
  const end = Math.min(changed.length, start + 1 + below(random, 16));
  for (let place = start; place < end; place++) {
    changed[place] = below(random, 256);
  }
  return changed;
};

const truncate: Mutation = (bytes, random) => bytes.subarray(0, below(random, bytes.length + 1));

const remove: Mutation = (bytes, random) => {
  const start = below(random, bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + 1 + below(random, 64))]);
};

/** A part of the file once more, elsewhere, before or over what is there. */
const splice: Mutation = (bytes, random) => {
  const from = below(random, bytes.length + 1);
  const part = bytes.subarray(from, from + 1 + below(random, 200));
  const to = below(random, bytes.length + 1);
  const resumed = random() < 0.5 ? to : to + part.length;
  return Buffer.concat([bytes.subarray(0, to), part, bytes.subarray(resumed)]);
};

const insert: Mutation = (bytes, random) => {
  const place = below(random, bytes.length + 1);
  const noise = Buffer.from(Array.from({ length: 1 + below(random, 32) }, () => below(random, 256)));
  return Buffer.concat([bytes.subarray(0, place), noise, bytes.subarray(place)]);
};

const insertWord: Mutation = (bytes, random) => {
  const place = below(random, bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, place), Buffer.from(choose(random, words)), bytes.subarray(place)]);
};

const setLength: Mutation = (bytes, random) => {
  const changed = Buffer.from(bytes);
  const width = choose(random, [1, 2, 4, 8]);
  if (changed.length < width) {
    return changed;
  }
  const field = Buffer.alloc(8);
  field.writeBigUInt64LE(BigInt.asUintN(8 * width, choose(random, extremes)));
  const value = field.subarray(0, width);
  // Most fields of length stand near the beginning or the end.
  const reach = random() < 0.5 ? changed.length - width + 1 : Math.min(64, changed.length - width + 1);
  const start = below(random, reach);
  changed.set(
    random() < 0.5 ? value : value.reverse(),
    random() < 0.2 ? changed.length - width - start : start,
  );
  return changed;
};

const mutations = [flipBits, setBytes, truncate, remove, splice, insert, insertWord, setLength, setLength];

/** One to three mutations of a file. The same random numbers give the same file. */
export function mutate(bytes: Buffer, random: Random): Buffer {
  let mutated = bytes;
  for (let count = 1 + below(random, 3); count > 0; count--) {
    mutated = choose(random, mutations)(mutated, random);
  }
  return mutated;
}

export function below(random: Random, end: number): number {
  return Math.floor(random() * end);
}

export function choose<Item>(random: Random, items: readonly Item[]): Item {
  return items[below(random, items.length)];
}
