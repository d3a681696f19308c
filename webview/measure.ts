import type { VisibleNode } from '../src/layout/visibleGraph';

/** Sizes of type on the canvas, in CSS pixels at zoom 1. */
export const fontSize = { label: 13, symbol: 15, detail: 11, edge: 10.5 } as const;

const horizontalPadding = 12;
/** Room for the unfold button at the right end of a node. */
const expanderWidth = 20;
/** Room for `σ 0.92  ‖∂‖ 1.3e-3`, which takes the place of the detail once there is a run. */
const minimumTrunkWidth = 148;
/** Room for `‖∂‖ 1.3e-3`. */
const minimumShortcutWidth = 84;
const maximumWidth = 260;

export interface Size {
  readonly width: number;
  readonly height: number;
}

export class TextMeasurer {
  private readonly context = document.createElement('canvas').getContext('2d');
  private readonly widths = new Map<string, number>();

  constructor(private readonly fontFamily: string) {}

  width(text: string, size: number, weight = 400): number {
    const key = `${weight} ${size} ${text}`;
    let width = this.widths.get(key);
    if (width === undefined) {
      width = this.measure(text, size, weight);
      this.widths.set(key, width);
    }
    return width;
  }

  /** The longest beginning that fits, with an ellipsis where something is missing. */
  clip(text: string, size: number, available: number, weight = 400): string {
    if (this.width(text, size, weight) <= available) {
      return text;
    }
    let low = 0;
    let high = text.length;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.measure(text.slice(0, middle) + '…', size, weight) <= available) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return text.slice(0, low) + '…';
  }

  private measure(text: string, size: number, weight: number): number {
    if (!this.context) {
      return text.length * size * 0.55;
    }
    this.context.font = `${weight} ${size}px ${this.fontFamily}`;
    return this.context.measureText(text).width;
  }
}

export function hasSecondLine(node: VisibleNode): boolean {
  return node.kind !== 'merge' && node.detail !== '';
}

export function nodeSize(node: VisibleNode, measurer: TextMeasurer): Size {
  const label = measurer.width(node.label, fontSize.label, 600);
  const detail = hasSecondLine(node) ? measurer.width(node.detail, fontSize.detail) : 0;
  const expander = node.unfolds === undefined ? 0 : 2 * expanderWidth;
  const natural = Math.min(maximumWidth, Math.max(label + expander, detail) + 2 * horizontalPadding);
  switch (node.kind) {
    case 'merge':
      return { width: Math.max(30, measurer.width(node.label, fontSize.symbol, 600) + 16), height: 30 };
    case 'shortcut':
      return { width: Math.max(minimumShortcutWidth, natural), height: 44 };
    case 'input':
    case 'output':
    case 'operator':
      return { width: Math.max(88, natural), height: hasSecondLine(node) ? 42 : 28 };
    case 'module':
      return { width: Math.max(minimumTrunkWidth, natural), height: 44 };
    case 'branch':
      return { width: Math.max(minimumTrunkWidth, natural) + 2 * branchPoint, height: 44 };
  }
}

/** The label moves up by so much to make room for the second line. */
export const twoLineLabelOffset = -8;

/** How far the pointed ends of a branch node reach in from its sides. */
export const branchPoint = 10;

/** Room for each line of text inside a node of this width. */
export function availableWidth(node: VisibleNode, width: number): { label: number; detail: number } {
  const inside = width - 2 * horizontalPadding - (node.kind === 'branch' ? 2 * branchPoint : 0);
  return { label: inside - (node.unfolds === undefined ? 0 : 2 * expanderWidth), detail: inside };
}
