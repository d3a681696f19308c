import { PickleError } from './byteReader';
import type { PickleValue } from './pickleValue';

/** Digits of a whole number, or bytes of one, beyond which a pickle is refused: no file of weights or data has such. */
const longestNumber = 64;
export function pairs(items: readonly PickleValue[]): [PickleValue, PickleValue][] {
  if (items.length % 2 === 1) {
    throw new PickleError('it holds a key without a value');
  }
  return Array.from({ length: items.length / 2 }, (_, pair) => [items[2 * pair], items[2 * pair + 1]]);
}

export function setAll(dictionary: Map<PickleValue, PickleValue>, items: readonly PickleValue[]): void {
  for (const [key, value] of pairs(items)) {
    dictionary.set(key, value);
  }
}

export function wholeNumber(text: string): number | bigint {
  if (!/^[+-]?\d+$/.test(text) || text.length > longestNumber) {
    throw new PickleError('it holds a whole number that is none');
  }
  return narrowed(BigInt(text));
}

/** Little-endian two's complement. */
export function signedNumber(bytes: Uint8Array): number | bigint {
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
export function quoted(text: string): string {
  const content = /^(['"])(.*)\1$/s.exec(text.trim())?.[2];
  if (content === undefined || /\\[^\\'"]/.test(content)) {
    throw new PickleError('it holds a string without quotes or with escapes');
  }
  return content.replace(/\\(.)/gs, '$1');
}
