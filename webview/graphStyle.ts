import type { StylesheetJson } from 'cytoscape';
import type { ShortcutKind } from '../src/analysis/analysis';
import { fontSize } from './measure';
import type { Palette } from './theme';

/**
 * How each kind of shortcut is drawn. Width and dashes differ as well as the colour, so that lanes can be told apart
 * in high contrast and without colour vision. The legend draws from the same table.
 */
export const shortcutLines: Readonly<Record<ShortcutKind, ShortcutLine>> = {
  identity: { name: 'identity', width: 2, dashes: [] },
  projection: { name: 'projection W', width: 3, dashes: [9, 4] },
  pad: { name: 'pad or pooling', width: 3, dashes: [2, 4] },
  gate: { name: 'gate', width: 2.5, dashes: [10, 3, 2, 3] },
  concat: { name: 'concatenation', width: 5, dashes: [], hollow: true },
  dense: { name: 'dense', width: 4, dashes: [5, 2], hollow: true },
};

export interface ShortcutLine {
  readonly name: string;
  readonly width: number;
  /** Lengths of dash and gap in pixels; solid where empty. */
  readonly dashes: readonly number[];
  /** Two parallel lines. */
  readonly hollow?: boolean;
}

interface Rule {
  readonly selector: string;
  readonly style: Readonly<Record<string, string | number | readonly (string | number)[]>>;
}

export function graphStyle(palette: Palette): StylesheetJson {
  return rules(palette);
}

function rules(palette: Palette): Rule[] {
  const text = {
    'font-family': palette.fontFamily,
    'text-valign': 'center',
    'text-halign': 'center',
    'text-events': 'no',
  } as const;
  return [
    {
      selector: 'core',
      // The default shows grey discs where the user presses and drags.
      style: { 'active-bg-opacity': 0, 'selection-box-opacity': 0 },
    },
    {
      selector: 'node',
      style: {
        ...text,
        width: 'data(width)',
        height: 'data(height)',
        label: 'data(label)',
        color: palette.foreground,
        'font-size': fontSize.label,
        'font-weight': 600,
        'min-zoomed-font-size': 5,
        'text-margin-y': 'data(labelOffset)',
        shape: 'round-rectangle',
        'corner-radius': '6',
        'background-color': palette.nodeFill,
        'border-width': 1,
        'border-color': palette.nodeBorder,
        'overlay-opacity': 0,
        'z-index': 10,
        'z-index-compare': 'manual',
      },
    },
    {
      // How far the gradient norm reaches on the scale of all, as a bar along the bottom of the node.
      selector: 'node.bar',
      style: {
        shape: 'rectangle',
        'border-width': 0,
        'z-index': 20,
        events: 'no',
        display: 'none',
      },
    },
    {
      selector: 'node.bar[heatStops]',
      style: {
        display: 'element',
        'background-fill': 'linear-gradient',
        'background-gradient-direction': 'to-right',
        'background-gradient-stop-colors': [palette.heat, palette.heat, palette.heatTrack, palette.heatTrack],
        'background-gradient-stop-positions': 'data(heatStops)',
      },
    },
    {
      selector: 'node.input, node.output',
      style: { 'corner-radius': '21', 'background-color': palette.background },
    },
    { selector: 'node.operator', style: { 'corner-radius': '2', 'border-style': 'solid' } },
    {
      selector: 'node.branch',
      style: {
        shape: 'polygon',
        'shape-polygon-points': 'data(outline)',
        'background-color': palette.branchFill,
        'border-color': palette.branch,
        'border-width': 1.5,
        'font-size': fontSize.symbol,
      },
    },
    {
      selector: 'node.merge',
      style: {
        shape: 'ellipse',
        'background-color': palette.background,
        'border-color': palette.foreground,
        'border-width': 1.5,
        'font-size': fontSize.symbol,
      },
    },
    {
      // A ring: how the gradient divides between branch and shortcut.
      selector: 'node.merge[branchPercent]',
      style: {
        'pie-size': '100%',
        'pie-hole': '72%',
        'pie-1-background-color': palette.branch,
        'pie-1-background-size': 'data(branchPercent)',
        'pie-2-background-color': 'data(shortcutColour)',
        'pie-2-background-size': 'data(shortcutPercent)',
        'border-color': palette.background,
        'border-width': 1,
      },
    },
    { selector: 'node.shortcut', style: { shape: 'cut-rectangle', 'background-color': palette.background } },
    ...shortcutKinds.map((kind) => ({
      selector: `node.shortcut.${kind}`,
      style: { 'border-color': palette.shortcut[kind], 'border-width': 2, color: palette.foreground },
    })),
    {
      selector: 'node.detail',
      style: {
        color: palette.muted,
        'font-size': fontSize.detail,
        'font-weight': 400,
        'min-zoomed-font-size': 6,
        'background-opacity': 0,
        'border-width': 0,
        'z-index': 20,
        events: 'no',
      },
    },
    { selector: 'node.detail.numbers', style: { color: palette.foreground } },
    { selector: 'node.detail.beside', style: { 'text-halign': 'left' } },
    {
      selector: 'node.expander',
      style: {
        shape: 'round-rectangle',
        'corner-radius': '3',
        'background-color': palette.background,
        'background-opacity': 0,
        'border-width': 1,
        'border-color': palette.nodeBorder,
        color: palette.muted,
        'font-size': 11,
        'font-weight': 400,
        'min-zoomed-font-size': 5,
        'z-index': 30,
      },
    },
    {
      selector: 'node.expander.hovered',
      style: { 'border-color': palette.focus, color: palette.foreground },
    },
    {
      selector: 'node.frame',
      style: {
        'background-color': palette.frameFill,
        'border-color': palette.frameBorder,
        'corner-radius': '8',
        'z-index': 'data(depth)',
        color: palette.muted,
        'font-size': fontSize.detail,
        'font-weight': 400,
        'text-halign': 'center',
        'text-valign': 'top',
        'text-margin-x': 'data(titleX)',
        'text-margin-y': 'data(titleY)',
        'min-zoomed-font-size': 6,
      },
    },
    {
      selector: 'edge',
      style: {
        width: 1.5,
        'line-color': palette.line,
        'target-arrow-color': palette.line,
        'target-arrow-shape': 'triangle',
        'arrow-scale': 0.8,
        'curve-style': 'straight',
        'overlay-opacity': 0,
        'z-index': 6,
        'z-index-compare': 'manual',
      },
    },
    {
      selector: 'edge[label]',
      style: {
        label: 'data(label)',
        'font-family': palette.fontFamily,
        'font-size': fontSize.edge,
        color: palette.muted,
        'text-margin-x': 'data(labelX)',
        'text-margin-y': 'data(labelY)',
        'min-zoomed-font-size': 6,
        'text-events': 'no',
      },
    },
    {
      selector: 'edge[weights]',
      style: {
        'curve-style': 'round-segments',
        'segment-weights': 'data(weights)',
        'segment-distances': 'data(distances)',
        'segment-radii': 8,
        'radius-type': 'arc-radius',
        'edge-distances': 'node-position',
        'source-endpoint': 'data(exit)',
        'target-endpoint': 'data(entry)',
      },
    },
    ...shortcutKinds.flatMap((kind) => shortcutStyle(kind, palette)),
    {
      selector: 'node.fork',
      style: { shape: 'ellipse', 'border-width': 0, 'z-index': 9, events: 'no' },
    },
    ...shortcutKinds.map((kind) => ({
      selector: `node.fork.${kind}`,
      style: { 'background-color': palette.shortcut[kind] },
    })),
    { selector: '.fresh', style: { opacity: 0 } },
    {
      selector: 'node.highlight',
      style: {
        'underlay-color': palette.highlight,
        'underlay-opacity': palette.isHighContrast ? 1 : 0.35,
        'underlay-padding': 6,
        'underlay-shape': 'round-rectangle',
      },
    },
    {
      selector: 'node.chosen',
      style: {
        'outline-width': 2,
        'outline-color': palette.focus,
        'outline-offset': 2,
        'outline-style': 'solid',
      },
    },
    { selector: 'edge.chosen', style: { width: 3, 'z-index': 8 } },
    { selector: '.stale', style: { opacity: 0.55 } },
  ];
}

export const shortcutKinds = Object.keys(shortcutLines) as ShortcutKind[];

function shortcutStyle(kind: ShortcutKind, palette: Palette): Rule[] {
  const line = shortcutLines[kind];
  const colour = palette.shortcut[kind];
  return [
    {
      selector: `edge.${kind}`,
      style: {
        width: line.width,
        'line-color': colour,
        'target-arrow-color': colour,
        ...(line.dashes.length > 0 && {
          'line-style': 'dashed' as const,
          'line-dash-pattern': [...line.dashes],
          'line-cap': 'butt' as const,
        }),
        ...(line.hollow === true && {
          'line-color': palette.background,
          'line-outline-width': 1.25,
          'line-outline-color': colour,
          width: line.width - 2.5,
        }),
        'z-index': 7,
      },
    },
  ];
}
