import type { Core } from 'cytoscape';
import type { Browser } from 'playwright-core';
import { analyze } from '../../../src/analysis/analyze';
import type { Graph } from '../../../src/graph/graph';
import { graphToJson } from '../../../src/protocol/graphJson';
import type { NetworkMessage } from '../../../src/protocol/panel';
import { resNet } from '../../support/networks';
import { openPanelPage, type PanelPage, type PanelPageOptions, type WebviewBundle } from './panelPage';

export function network(graph: Graph = resNet([2, 2]), model = 'ResNet(depths=(2, 2))'): NetworkMessage {
  return { model, file: '/w/resnet.py', graph: graphToJson(graph), analysis: analyze(graph), complete: true };
}

/** A panel that shows a network, its own or another one. */
export async function openNetwork(
  browser: Browser,
  bundle: WebviewBundle,
  options: PanelPageOptions = {},
  message: NetworkMessage = network(),
): Promise<PanelPage> {
  const panel = await openPanelPage(browser, bundle, options);
  await panel.send({ kind: 'freshness', freshness: 'current' });
  await panel.send({ kind: 'network', network: message });
  await panel.page.waitForSelector('[role=treeitem]', { state: 'attached' });
  return panel;
}

export interface Drawn {
  readonly id: string;
  readonly label: string;
  readonly classes: string;
  readonly x: number;
  readonly y: number;
}

/** Nodes on the canvas, their middles in coordinates of the page. Cytoscape leaves itself on its container. */
export async function drawn({ page }: PanelPage): Promise<Drawn[]> {
  return page.evaluate(() => {
    const canvas = document.querySelector('.canvas') as HTMLElement & { _cyreg: { cy: Core } };
    const origin = canvas.getBoundingClientRect();
    return canvas._cyreg.cy.nodes().map((node) => ({
      id: node.id(),
      label: String(node.data('label')),
      classes: node.classes().toString(),
      x: origin.x + node.renderedPosition().x,
      y: origin.y + node.renderedPosition().y,
    }));
  });
}

export async function find(panel: PanelPage, label: string): Promise<Drawn> {
  const found = (await drawn(panel)).find((node) => node.label === label);
  if (!found) {
    throw new Error(`No node with the label '${label}' is drawn.`);
  }
  return found;
}

/** Time for two frames of drawing. */
export async function settle({ page }: PanelPage): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((resolve) =>
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 50))),
      ),
  );
}
