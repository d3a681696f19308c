/**
 * The forms that labelled pictures show, each as a function of the place in the picture, positive inside.
 * The form fills about the square from −1 to 1; the value is roughly the distance to its border.
 */
export interface Form {
  readonly name: string;
  readonly inside: (x: number, y: number) => number;
}

const { abs, cos, hypot, max, min, PI } = Math;

const square = (x: number, y: number): number => 0.85 - max(abs(x), abs(y));
const disc = (x: number, y: number): number => 0.95 - hypot(x, y);
const cross = (x: number, y: number): number =>
  max(min(0.95 - abs(x), 0.28 - abs(y)), min(0.28 - abs(x), 0.95 - abs(y)));
const triangle = (x: number, y: number): number => min(0.75 - y, (y + 1 - 2 * abs(x)) / hypot(1, 2));
const wave = (phase: number): number => 0.15 * cos(phase * 2 * PI);

export const forms: readonly Form[] = [
  { name: 'disc', inside: disc },
  { name: 'square', inside: square },
  { name: 'triangle', inside: triangle },
  { name: 'cross', inside: cross },
  { name: 'ring', inside: (x, y) => 0.25 - abs(hypot(x, y) - 0.7) },
  { name: 'horizontal stripes', inside: (x, y) => min(square(x, y), wave(y * 1.5)) },
  { name: 'vertical stripes', inside: (x, y) => min(square(x, y), wave(x * 1.5)) },
  { name: 'frame', inside: (x, y) => 0.18 - abs(max(abs(x), abs(y)) - 0.7) },
  { name: 'saltire', inside: (x, y) => cross((x + y) * Math.SQRT1_2, (x - y) * Math.SQRT1_2) },
  { name: 'crescent', inside: (x, y) => min(disc(x, y), hypot(x - 0.4, y) - 0.75) },
  { name: 'half disc', inside: (x, y) => min(disc(x, y), -y) },
  { name: 'two discs', inside: (x, y) => 0.42 - hypot(abs(x) - 0.5, y) },
];
