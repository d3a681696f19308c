import type { Point } from '../src/layout/layout';
import type { Size } from './measure';
import type { Bounds, Picture } from './picture';

/** Zoom, and where the origin of the picture lies on the canvas, in CSS pixels. */
export interface Viewport {
  readonly zoom: number;
  readonly x: number;
  readonly y: number;
}

const margin = 20;
const largestZoom = 1.15;

/**
 * Viewport that shows all of a picture.
 * Where that needs a zoom below `leastZoom`, its beginning is shown at that zoom, but never cut at the sides.
 */
export function fitViewport(picture: Bounds, canvas: Size, leastZoom: number): Viewport {
  const across = (canvas.width - 2 * margin) / Math.max(1, picture.width);
  const down = (canvas.height - 2 * margin) / Math.max(1, picture.height);
  const whole = Math.min(across, down, largestZoom);
  const zoom = Math.max(0.05, whole >= leastZoom ? whole : Math.min(leastZoom, across));
  return {
    zoom,
    x: (canvas.width - picture.width * zoom) / 2 - picture.x * zoom,
    y: Math.max(margin, (canvas.height - picture.height * zoom) / 2) - picture.y * zoom,
  };
}

/**
 * Where the trunk enters a node or frame, in the picture's coordinates: the middle of a node's upper edge. The trunk
 * does not run through the middle of a frame that has lanes at one side.
 */
export function topOf(id: string, picture: Picture): Point | undefined {
  const position = picture.layout.positions.get(id);
  const size = picture.sizes.get(id);
  if (position && size) {
    return { x: position.x, y: position.y - size.height / 2 };
  }
  const frame = picture.layout.frames.get(id);
  const first = picture.frames.get(id)?.nodes[0];
  const trunk = first === undefined ? undefined : picture.layout.positions.get(first);
  return frame && { x: trunk?.x ?? frame.x + frame.width / 2, y: frame.y };
}

/** How far to pan so that what was at `from` stays on the screen where it was, now that it is at `to`. */
export function anchorShift(from: Point, to: Point, zoom: number): Point {
  return { x: (from.x - to.x) * zoom, y: (from.y - to.y) * zoom };
}

export function isSameViewport(a: Viewport, b: Viewport): boolean {
  return a.zoom === b.zoom && a.x === b.x && a.y === b.y;
}

/**
 * Least shift that brings [low, high] into [margin, extent − margin], or its beginning where it is too long; 0 where any
 * of it is in view already.
 */
export function shiftInto(low: number, high: number, extent: number, margin: number): number {
  if (high > margin && low < extent - margin) {
    return 0;
  }
  return high <= margin ? margin - low : Math.max(extent - margin - high, margin - low);
}
