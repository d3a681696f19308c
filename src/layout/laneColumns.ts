import type { NodeBox } from './boxes';
import type { Extent } from './columns';
import type { Lane } from './lanePlan';

/** Between two lanes, and between a lane and what stands in the rows. */
const laneGap = 16;

export interface LaneSurroundings {
  readonly row: (node: NodeBox) => number;
  /** True where the node lies inside a frame of the level, so that its lane may start anywhere in the row. */
  readonly isFrame: (node: NodeBox) => boolean;
  readonly hasFrame: (row: number) => boolean;
  /** True for a lane that ends in the gap above its target. */
  readonly arrivesAbove: (lane: Lane) => boolean;
}

/**
 * Packs lanes as intervals, shortest first, each as near to the trunk as what it passes allows: a shortcut around
 * another one runs further out. Rows count as two halves, since one lane ends in the upper and the next one starts in
 * the lower half of a merge.
 * @returns distance of each lane from the trunk.
 */
export function assignLanes(
  lanes: readonly Lane[],
  taken: readonly Extent[],
  surroundings: LaneSurroundings,
): Map<Lane, number> {
  const { hasFrame } = surroundings;
  const framed = taken.map((_, row) => hasFrame(row));
  // Plain rows count as equally wide, so that the lanes along them are aligned.
  const plainWidth = Math.max(0, ...taken.filter((_, row) => !framed[row]).map(({ right }) => right));
  const reach = new Float64Array(2 * taken.length);
  taken.forEach(({ right }, row) => reach.fill(framed[row] ? right : plainWidth, 2 * row, 2 * row + 2));

  const spans = lanes.map((lane) => ({ lane, ...spanOf(lane, surroundings) }));
  const result = new Map<Lane, number>();
  for (const { lane, start, end } of spans.sort(
    (a, b) => a.end - a.start - (b.end - b.start) || a.start - b.start,
  )) {
    const half = Math.max(0, ...lane.nodes.map(({ width }) => width / 2));
    let nearest = 0;
    for (let slot = start; slot <= end; slot++) {
      nearest = Math.max(nearest, reach[slot]);
    }
    const x = nearest + laneGap + half;
    reach.fill(x + half, start, end + 1);
    result.set(lane, x);
  }
  return result;
}

/** First and last half row that a lane takes. */
function spanOf(
  lane: Lane,
  { row, isFrame, arrivesAbove }: LaneSurroundings,
): { start: number; end: number } {
  const { source, along, ends } = lane;
  const from = row(along?.to ?? source);
  const start = along !== undefined || isFrame(source) ? 2 * from : 2 * from + 1;
  const end = Math.max(
    ...ends.map(({ to }) => (arrivesAbove(lane) ? 2 * row(to) - 1 : 2 * row(to) + (isFrame(to) ? 1 : 0))),
  );
  return { start: Math.min(start, end), end: Math.max(start, end) };
}
