/** An index that counts from the end where it is negative. @throws RangeError where it lies outside. */
export function wrapIndex(operator: string, index: number, extent: number): number {
  const wrapped = index < 0 ? index + extent : index;
  if (!(wrapped >= 0 && wrapped < extent)) {
    throw new RangeError(`${operator} was given the index ${index} for an axis of extent ${extent}.`);
  }
  return wrapped;
}
