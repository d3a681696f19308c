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
  const vivid = (name: string) => legible(read(name) ?? foreground, foreground, background);

  const blue = vivid('charts-blue');
  const green = vivid('charts-green');
  const orange = vivid('charts-orange');
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
    heat: text(orange),
    heatTrack: text(mix(foreground, background, 0.18)),
    focus: text(solid(blue, 'focusBorder')),
    highlight: text(solid(foreground, 'charts-yellow')),
    error: text(solid(foreground, 'errorForeground')),
    shortcut: {
      identity: text(blue),
      projection: text(orange),
      pad: text(vivid('charts-purple')),
      gate: text(vivid('charts-yellow')),
      concat: text(vivid('charts-foreground')),
      dense: text(solid(foreground, 'descriptionForeground')),
    },
  };
}

/** Gives the colours of lines to the style sheet, so that legend and details match the canvas. */
export function publishPalette({ shortcut, branch, heat }: Palette): void {
  // On the body: the root's style is the editor's own, and watched for changes of the theme.
  const { style } = document.body;
  for (const [kind, colour] of Object.entries(shortcut)) {
    style.setProperty(`--shortcut-${kind}`, colour);
  }
  style.setProperty('--branch', branch);
  style.setProperty('--heat', heat);
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

/** What WCAG 2.2 asks of graphics (1.4.11). */
const leastContrast = 3;

/**
 * The colour as a line needs it. Without its alpha: themes derive some chart colours from translucent backgrounds of
 * text (orange from the marks of a search), which leaves a line dim. Towards the foreground where it is still too faint.
 */
function legible([red, green, blue]: Rgba, foreground: Rgba, background: Rgba): Rgba {
  const opaque: Rgba = [red, green, blue, 1];
  let share = 1;
  while (share > 0 && contrast(mix(opaque, foreground, share), background) < leastContrast) {
    share -= 0.1;
  }
  return mix(opaque, foreground, Math.max(0, share));
}

function contrast(first: Rgba, second: Rgba): number {
  const [dark, light] = [luminance(first), luminance(second)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: Rgba): number {
  const linear = (index: 0 | 1 | 2) => {
    const channel = colour[index] / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(0) + 0.7152 * linear(1) + 0.0722 * linear(2);
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
