import type { NodeBox } from './boxes';
import type { Point } from './layout';
import type { Lane } from './lanePlan';
import { laneNodesHeight, spacing } from './level';

/** Free room that a node on a lane keeps from lines that cross it. */
const clearance = 7;

/**
 * Puts nodes on their lanes, halfway between where it leaves and where it enters, or as near to that as the lines allow
 * that cross the lane.
 * @param routes bends of the edges of the lanes. @param lines every edge from end to end.
 */
export function placeLaneNodes(
  lanes: readonly Lane[],
  routes: ReadonlyMap<string, readonly Point[]>,
  lines: Iterable<readonly Point[]>,
): Map<NodeBox, Point> {
  const crossings = levelLines(lines);
  const result = new Map<NodeBox, Point>();
  for (const { nodes, chain } of lanes) {
    const start = routes.get(chain[0].id)!.at(-1)!;
    const end = routes.get(chain[chain.length - 1].id)![0];
    const half = Math.max(...nodes.map(({ width }) => width / 2));
    const height = laneNodesHeight(nodes) - 2 * spacing.laneNode;
    const blocked = crossings.filter(
      ({ y, left, right }) => y > start.y && y < end.y && left < start.x + half && right > start.x - half,
    );
    let y =
      freeHeight(
        start.y,
        end.y,
        height,
        blocked.map((line) => line.y),
      ) -
      height / 2;
    for (const node of nodes) {
      result.set(node, { x: start.x, y: y + node.height / 2 });
      y += node.height + spacing.laneNode;
    }
  }
  return result;
}

/** Middle of a stretch of this height between two heights, as near to their middle as the blocked ones allow. */
function freeHeight(start: number, end: number, height: number, blocked: readonly number[]): number {
  const middle = (start + end) / 2;
  const isFree = (y: number) => blocked.every((line) => Math.abs(line - y) >= height / 2 + clearance);
  const reach = height / 2 + clearance;
  const candidates = [middle, ...blocked.flatMap((line) => [line - reach, line + reach])]
    .filter((y) => y - height / 2 >= start && y + height / 2 <= end && isFree(y))
    .sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
  return candidates[0] ?? middle;
}

function levelLines(lines: Iterable<readonly Point[]>): { y: number; left: number; right: number }[] {
  return [...lines].flatMap((line) =>
    line.slice(1).flatMap((point, index) => {
      const before = line[index];
      return point.y === before.y && point.x !== before.x
        ? [{ y: point.y, left: Math.min(point.x, before.x), right: Math.max(point.x, before.x) }]
        : [];
    }),
  );
}
