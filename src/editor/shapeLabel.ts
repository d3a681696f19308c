import { formatExampleShape } from '../graph/shape';
import type { LineFacts } from './sourceIndex';

/**
 * The output shape of a line's modules, without the batch: `→ 16×32×32`, or `×9 → 16×32×32 … 64×8×8` for several.
 * About 25 characters, because an editor cuts a line's hints at 43.
 *
 * @param isBrief leaves the shapes of several modules to the hover, so that a run's numbers fit on the line
 */
export function shapeLabel({ constructed }: Pick<LineFacts, 'constructed'>, isBrief = false): string {
  const shapes = constructed.flatMap(({ outputShapes }) => outputShapes.slice(0, 1)).map(formatExampleShape);
  const distinct = [...new Set(shapes)];
  if (distinct.length === 0) {
    return '';
  }
  if (constructed.length === 1) {
    return `→ ${distinct[0]}`;
  }
  if (isBrief) {
    return `×${constructed.length}`;
  }
  const text = distinct.length === 1 ? distinct[0] : `${distinct[0]} … ${distinct.at(-1)}`;
  return `×${constructed.length} → ${text}`;
}
