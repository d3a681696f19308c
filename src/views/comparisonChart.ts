import { formatNumber } from '../editor/format';

export interface Curve {
  readonly name: string;
  /** That of step 1 first. */
  readonly losses: readonly number[];
}

const [width, height] = [720, 300];
const margin = { left: 56, right: 16, top: 12, bottom: 28 };
/** Legible on light and on dark ground, and told apart by people who see no red or green (Okabe & Ito 2008). */
const colours = ['#2288cc', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];
/** A middle grey is legible on every theme's ground. */
const ink = '#808080';
/** More points than pixels draw nothing that is seen. */
const mostPoints = 600;

/** Loss curves of several runs in one SVG picture. Empty text where there is nothing to draw. */
export function drawCurves(curves: readonly Curve[]): string {
  const finite = curves.flatMap(({ losses }) => losses.filter(Number.isFinite));
  const last = Math.max(...curves.map(({ losses }) => losses.length));
  if (finite.length < 2 || last < 2) {
    return '';
  }
  // A long run has more losses than a call takes arguments.
  const low = finite.reduce((least, loss) => Math.min(least, loss));
  const high = finite.reduce((most, loss) => Math.max(most, loss));
  const x = (step: number) => margin.left + ((step - 1) / (last - 1)) * (width - margin.left - margin.right);
  const y = (loss: number) =>
    margin.top + ((high - loss) / (high - low || 1)) * (height - margin.top - margin.bottom);
  const label = (at: { x: number; y: number }, anchor: string, text: string) =>
    `<text x="${round(at.x)}" y="${round(at.y)}" text-anchor="${anchor}" fill="${ink}">${text}</text>`;
  const levels = [0, 0.25, 0.5, 0.75, 1].map((share) => low + share * (high - low));
  const grid = levels.map(
    (loss) =>
      `<path d="M${margin.left} ${round(y(loss))}H${width - margin.right}" stroke="${ink}" opacity=".25"/>` +
      label({ x: margin.left - 8, y: y(loss) + 4 }, 'end', formatNumber(loss)),
  );
  const ends =
    label({ x: x(1), y: height - 8 }, 'middle', '1') +
    label({ x: x(last), y: height - 8 }, 'end', String(last));
  const lines = curves.map(
    ({ losses }, index) =>
      `<path d="${pathOf(losses, x, y)}" fill="none" stroke="${curveColour(index)}" stroke-width="2" stroke-linejoin="round"/>`,
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `font-family="sans-serif" font-size="12">${grid.join('')}${ends}${lines.join('')}</svg>`
  );
}

/** The colour of the curve with this index. */
export function curveColour(index: number): string {
  return colours[index % colours.length];
}

/** What is not finite is a gap. */
function pathOf(losses: readonly number[], x: (step: number) => number, y: (loss: number) => number): string {
  const stride = Math.ceil(losses.length / mostPoints);
  let pen = 'M';
  return losses
    .map((loss, index) => ({ loss, step: index + 1 }))
    .filter(({ step }) => step === 1 || step === losses.length || step % stride === 0)
    .map(({ loss, step }) => {
      if (!Number.isFinite(loss)) {
        pen = 'M';
        return '';
      }
      const point = `${pen}${round(x(step))} ${round(y(loss))}`;
      pen = 'L';
      return point;
    })
    .join('');
}

function round(value: number): string {
  return value.toFixed(1);
}
