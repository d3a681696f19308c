import * as vscode from 'vscode';

/**
 * Colours of the gradient's magnitude, least to greatest: even steps of viridis, which stay apart for colour-blind eyes
 * and in grey; the end that would vanish in the theme's background is left out.
 */
const lightScale = ['#b5de2b', '#6ece58', '#1f9e89', '#26828e', '#3e4989', '#482878'];
const darkScale = ['#443983', '#31688e', '#21918c', '#35b779', '#90d743', '#fde725'];

export const heatLevelCount = darkScale.length;

/** One decoration for each level: a bar in the gutter and a mark in the overview ruler. */
export function createHeatDecorations(isStale: boolean): vscode.TextEditorDecorationType[] {
  return darkScale.map((_, level) =>
    vscode.window.createTextEditorDecorationType({
      overviewRulerLane: vscode.OverviewRulerLane.Right,
      light: themed(lightScale[level], isStale),
      dark: themed(darkScale[level], isStale),
    }),
  );
}

function themed(
  colour: string,
  isStale: boolean,
): vscode.ThemableDecorationInstanceRenderOptions & vscode.ThemableDecorationRenderOptions {
  const opacity = isStale ? 0.35 : 1;
  const bar = `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16"><rect x="9" y="1" width="4" height="14" rx="2" fill="${colour}" opacity="${opacity}"/></svg>`;
  return {
    gutterIconPath: vscode.Uri.parse(`data:image/svg+xml;base64,${Buffer.from(bar).toString('base64')}`),
    gutterIconSize: 'contain',
    overviewRulerColor: colour + (isStale ? '59' : 'ff'),
  };
}
