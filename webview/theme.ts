import type { ShortcutKind } from '../src/analysis/analysis';

/** Every colour of the canvas, read from the theme of the editor; opaque `#rrggbb`, since Cytoscape ignores alpha. */
export interface Palette {
  readonly isHighContrast: boolean;
  readonly fontFamily: string;
  readonly background: string;
  readonly foreground: string;
  readonly muted: string;
  readonly line: string;
  readonly nodeFill: string;
  readonly nodeBorder: string;
  readonly frameFill: string;
  readonly frameBorder: string;
  readonly branch: string;
  readonly branchFill: string;
  readonly heat: string;
  readonly heatTrack: string;
  readonly focus: string;
  readonly highlight: string;
  readonly error: string;
  readonly shortcut: Readonly<Record<ShortcutKind, string>>;
}

type Rgba = readonly [number, number, number, number];

export function readPalette(): Palette {
  const style = getComputedStyle(document.body);
  const parse = colourParser();
  const read = (...names: readonly string[]): Rgba | undefined => {
    for (const name of names) {
      const value = style.getPropertyValue(`--vscode-${name}`).trim();
      if (value !== '') {
        return parse(value);
      }
    }
    return undefined;
  };
  const background = read('editor-background') ?? parse(style.backgroundColor);
  const foreground = over(read('foreground', 'editor-foreground') ?? parse(style.color), background);
  const solid = (fallback: Rgba, ...names: readonly string[]) => over(read(...names) ?? fallback, background);
  const isHighContrast = document.body.classList.contains('vscode-high-contrast');

  const blue = solid(foreground, 'charts-blue');
  const green = solid(foreground, 'charts-green');
  const contrast = solid(foreground, 'contrastBorder', 'foreground');
  return {
    isHighContrast,
    fontFamily: style.getPropertyValue('--vscode-font-family').trim() || 'sans-serif',
    background: text(background),
    foreground: text(foreground),
    muted: text(solid(foreground, 'descriptionForeground')),
    line: text(isHighContrast ? foreground : mix(foreground, background, 0.55)),
    nodeFill: text(isHighContrast ? background : mix(foreground, background, 0.07)),
    nodeBorder: text(isHighContrast ? contrast : mix(foreground, background, 0.32)),
    frameFill: text(isHighContrast ? background : mix(foreground, background, 0.025)),
    frameBorder: text(isHighContrast ? contrast : mix(foreground, background, 0.2)),
    branch: text(green),
    branchFill: text(isHighContrast ? background : mix(green, background, 0.13)),
    heat: text(solid(foreground, 'charts-orange')),
    heatTrack: text(mix(foreground, background, 0.18)),
    focus: text(solid(blue, 'focusBorder')),
    highlight: text(solid(foreground, 'charts-yellow')),
    error: text(solid(foreground, 'errorForeground')),
    shortcut: {
      identity: text(blue),
      projection: text(solid(foreground, 'charts-orange')),
      pad: text(solid(foreground, 'charts-purple')),
      gate: text(solid(foreground, 'charts-yellow')),
      concat: text(solid(foreground, 'charts-foreground')),
      dense: text(solid(foreground, 'descriptionForeground')),
    },
  };
}

/** Calls back when the editor's theme changes: VS Code then rewrites the classes of the body and the variables of the root. */
export function onThemeChange(changed: () => void): void {
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
}

export function prefersReducedMotion(): boolean {
  return (
    document.body.classList.contains('vscode-reduce-motion') ||
    window.matchMedia('(prefers-reduced-motion: reduce)').matches
  );
}

/** Leaves the syntax of colours to the browser: one pixel painted and read back. */
function colourParser(): (colour: string) => Rgba {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return (colour) => {
    if (!context) {
      return [128, 128, 128, 1];
    }
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
}

function over(colour: Rgba, background: Rgba): Rgba {
  return mix([colour[0], colour[1], colour[2], 1], background, colour[3]);
}

/** `share` of the first colour. */
function mix(first: Rgba, second: Rgba, share: number): Rgba {
  const channel = (index: 0 | 1 | 2) => first[index] * share + second[index] * (1 - share);
  return [channel(0), channel(1), channel(2), 1];
}

function text(colour: Rgba): string {
  const channels = colour.slice(0, 3).map((channel) => Math.round(channel).toString(16).padStart(2, '0'));
  return `#${channels.join('')}`;
}
