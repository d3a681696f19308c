/** Colours that a picture cannot take from the theme by itself. */
export interface PictureColours {
  readonly text: string;
  readonly branch: string;
  readonly shortcut: string;
}

export interface Bars {
  /** Read by assistive technology and shown by editors that draw no pictures. */
  readonly title: string;
  /** Heights of one or two bars for each module or block, in call order; two are branch and shortcut. */
  readonly groups: readonly (readonly number[])[];
}

const height = 44;
/** More bars than this cannot be told apart in a hover, and would make the picture large. */
const mostGroups = 60;

/**
 * A bar chart on a logarithmic scale as SVG, at most 8 kB; undefined where there is nothing to compare.
 * It holds numbers and its title only, which is escaped.
 */
export function drawBars({ title, groups }: Bars, colours: PictureColours): string | undefined {
  const shown = groups.slice(0, mostGroups);
  const positive = shown.flat().filter((value) => Number.isFinite(value) && value > 0);
  if (positive.length < 2) {
    return undefined;
  }
  const low = Math.log(Math.min(...positive));
  const extent = Math.log(Math.max(...positive)) - low || 1;
  const bar = shown.length > 24 ? 3 : 6;
  const rectangles: string[] = [];
  let x = 0;
  for (const group of shown) {
    group.forEach((value, index) => {
      const share = value > 0 && Number.isFinite(value) ? (Math.log(value) - low) / extent : 0;
      const length = Math.round((4 + share * (height - 8)) * 10) / 10;
      const colour = index === 0 ? colours.branch : colours.shortcut;
      rectangles.push(
        `<rect x="${x}" y="${height - 2 - length}" width="${bar}" height="${length}" fill="${colour}"/>`,
      );
      x += bar + 1;
    });
    x += group.length > 1 ? 5 : 2;
  }
  const baseline = `<path d="M0 ${height - 1.5}H${x}" stroke="${colours.text}" opacity=".4"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${x}" height="${height}" role="img"><title>${escapeXml(title)}</title>${rectangles.join('')}${baseline}</svg>`;
}

function escapeXml(text: string): string {
  return text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
