import { svgElement } from './dom';

/** Outlines on a 16 × 16 grid, drawn in the colour of the text. */
const paths = {
  train: 'M4.5 2.8 L13 8 L4.5 13.2 Z',
  pause: 'M4.5 3 H6.5 V13 H4.5 Z M9.5 3 H11.5 V13 H9.5 Z',
  stop: 'M3.5 3.5 H12.5 V12.5 H3.5 Z',
  step: 'M3 3 L9.5 8 L3 13 Z M11 3 H12.75 V13 H11 Z',
  runOnce:
    'M8 1.5 A6.5 6.5 0 1 0 14.5 8 H13 A5 5 0 1 1 8 3 Z M8 0 L11.5 2.25 L8 4.5 Z M6.5 5.5 L10.5 8 L6.5 10.5 Z',
  fit: 'M2 2 H6 V3.3 H3.3 V6 H2 Z M10 2 H14 V6 H12.7 V3.3 H10 Z M2 10 H3.3 V12.7 H6 V14 H2 Z M12.7 10 H14 V14 H10 V12.7 H12.7 Z M5.5 5.5 H10.5 V10.5 H5.5 Z M6.8 6.8 V9.2 H9.2 V6.8 Z',
  zoomIn: 'M7.3 3 H8.7 V7.3 H13 V8.7 H8.7 V13 H7.3 V8.7 H3 V7.3 H7.3 Z',
  zoomOut: 'M3 7.3 H13 V8.7 H3 Z',
  foldAll: 'M3 7.3 H13 V8.7 H3 Z M8 6 L5 3 L6 2 L8 4 L10 2 L11 3 Z M8 10 L11 13 L10 14 L8 12 L6 14 L5 13 Z',
  error:
    'M8 1 A7 7 0 1 1 7.99 1 Z M8 2.3 A5.7 5.7 0 1 0 8.01 2.3 Z M7.2 4.2 H8.8 V9 H7.2 Z M7.2 10.2 H8.8 V11.8 H7.2 Z',
  warning: 'M8 1.5 L15 14 H1 Z M8 4.2 L3.2 12.7 H12.8 Z M7.3 7 H8.7 V10 H7.3 Z M7.3 10.8 H8.7 V12 H7.3 Z',
  information:
    'M8 1 A7 7 0 1 1 7.99 1 Z M8 2.3 A5.7 5.7 0 1 0 8.01 2.3 Z M7.2 7 H8.8 V11.8 H7.2 Z M7.2 4.2 H8.8 V5.8 H7.2 Z',
} as const;

export type IconName = keyof typeof paths;

export function icon(name: IconName): SVGSVGElement {
  return svgElement(
    'svg',
    { viewBox: '0 0 16 16', width: 16, height: 16, 'aria-hidden': 'true', class: 'icon' },
    [svgElement('path', { d: paths[name], fill: 'currentColor', 'fill-rule': 'evenodd' })],
  );
}
