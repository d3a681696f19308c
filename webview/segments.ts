import type { Point } from '../src/layout/layout';

export interface Segments {
  readonly weights: readonly number[];
  readonly distances: readonly number[];
}

/**
 * Bend points in Cytoscape's terms: how far along the straight line from source to target each lies (0 … 1), and how
 * far beside it, in pixels, positive to the right of the direction of travel in screen coordinates turned by 90°
 * (the vector (−Δy, Δx)).
 */
export function segmentsOf(source: Point, target: Point, bends: readonly Point[]): Segments {
  const dx = target.x - source.x;
  const dy = target.y - source.y;
  const length = Math.hypot(dx, dy) || 1;
  const weights: number[] = [];
  const distances: number[] = [];
  for (const bend of bends) {
    const x = bend.x - source.x;
    const y = bend.y - source.y;
    weights.push((x * dx + y * dy) / (length * length));
    distances.push((y * dx - x * dy) / length);
  }
  return { weights, distances };
}
