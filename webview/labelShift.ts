import type { VisibleEdge } from '../src/layout/visibleGraph';
import type { Picture } from './picture';

const arrowLength = 7;

/**
 * How far the label of a straight downward edge must move from its middle to keep clear of the borders of frames that
 * the edge crosses and of lanes that part from it: into the middle of the longest free stretch. In pixels, positive
 * downwards.
 *
 * @param forks heights at which lanes part from this edge.
 */
export function labelShift(edge: VisibleEdge, picture: Picture, forks: readonly number[]): number {
  const source = picture.layout.positions.get(edge.source);
  const target = picture.layout.positions.get(edge.target);
  if (!source || !target) {
    return 0;
  }
  const start = source.y + (picture.sizes.get(edge.source)?.height ?? 0) / 2;
  const end = target.y - (picture.sizes.get(edge.target)?.height ?? 0) / 2 - arrowLength;
  const borders = [start, ...crossedBorders(edge, picture), ...forks, end].sort((a, b) => a - b);
  let longest = -Infinity;
  let middle = (start + end) / 2;
  for (let index = 1; index < borders.length; index++) {
    const length = borders[index] - borders[index - 1];
    if (length > longest) {
      longest = length;
      middle = (borders[index] + borders[index - 1]) / 2;
    }
  }
  return middle - (start + end) / 2 - arrowLength / 2;
}

function crossedBorders(edge: VisibleEdge, picture: Picture): number[] {
  const borders: number[] = [];
  for (const frame of picture.visible.frames) {
    const rectangle = picture.layout.frames.get(frame.id);
    const members = picture.members.get(frame.id);
    if (!rectangle || !members) {
      continue;
    }
    const startsInside = members.has(edge.source);
    const endsInside = members.has(edge.target);
    if (endsInside && !startsInside) {
      borders.push(rectangle.y);
    } else if (startsInside && !endsInside) {
      borders.push(rectangle.y + rectangle.height);
    }
  }
  return borders;
}
