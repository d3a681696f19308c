import type { DataType } from '../../graph/dataType';
import { convertElement } from './elementType';

/**
 * Combines the bits of two integers, which are held as floating-point numbers. Up to 53 bits are exact: they are taken as
 * BigInt where 32 do not hold them.
 */
export function combineBits(
  type: DataType,
  combine: <Integer extends number | bigint>(a: Integer, b: Integer) => number | bigint,
): (a: number, b: number) => number {
  const isSmall = (x: number): boolean => (x | 0) === x;
  return (a, b) =>
    convertElement(Number(isSmall(a) && isSmall(b) ? combine(a, b) : combine(BigInt(a), BigInt(b))), type);
}
