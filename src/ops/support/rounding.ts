/** Nearest integer, halves to the even one. */
export function roundHalfToEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  const isUp = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0);
  return isUp ? floor + 1 : floor;
}
