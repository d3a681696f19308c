export type LossPoint = [step: number, loss: number];

/** Beyond so many points every other old one is dropped. */
const mostPoints = 20_000;

/**
 * Adds points to a curve, in place. A resumed run repeats the steps since its last checkpoint: they replace those that
 * were there, so that steps only ever grow along the curve.
 */
export function addLosses(curve: LossPoint[], added: readonly LossPoint[]): void {
  for (const point of added) {
    const last = curve.at(-1);
    if (last && point[0] <= last[0]) {
      curve.splice(curve.findIndex(([step]) => step >= point[0]));
    }
    curve.push(point);
  }
  while (curve.length > mostPoints) {
    const thinned = curve.filter((_, index) => index % 2 === 1);
    curve.splice(0, curve.length, ...thinned);
  }
}
