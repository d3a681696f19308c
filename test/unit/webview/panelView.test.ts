import type { Core } from 'cytoscape';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { networks, resNet } from '../../support/networks';
import { drawn, find, network, openNetwork, settle } from './panelDriver';
import { bundleWebview, launchBrowser, type PanelPage, type WebviewBundle } from './panelPage';
import { mergeStatistics, overlay } from './samples';
import { themeNames } from './themes';

/** Where one looks, what it is coloured in, and what the keyboard keeps. */
let browser: Browser;
let bundle: WebviewBundle;

beforeAll(async () => {
  [browser, bundle] = await Promise.all([launchBrowser(), bundleWebview()]);
});
afterAll(async () => {
  await browser.close();
});

/** Where the picture lies on the canvas: its distance from the middle line, which lanes shift, and its margins. */
async function place({ page }: PanelPage) {
  return page.evaluate(() => {
    const canvas = document.querySelector('.canvas') as HTMLElement & { _cyreg: { cy: Core } };
    const { cy } = canvas._cyreg;
    const box = cy.nodes().renderedBoundingBox({ includeLabels: false, includeOverlays: false });
    const aside = ((box.x1 + box.x2) / 2 - canvas.clientWidth / 2) / cy.zoom();
    return { aside, top: box.y1, bottom: canvas.clientHeight - box.y2 };
  });
}

const small = () => network(resNet([1]));

describe('the whole network', () => {
  test('fits above the legend from the start', async () => {
    const panel = await openNetwork(browser, bundle, { height: 760 }, small());
    await settle(panel);
    const { top, bottom } = await place(panel);
    expect(top).toBeGreaterThan(10);
    expect(Math.abs(top - bottom)).toBeLessThan(3);
    await panel.page.close();
  });

  test('stays in the middle when the panel grows and when a run lengthens the legend', async () => {
    const panel = await openNetwork(browser, bundle, { width: 700, height: 780 }, small());
    const before = await place(panel);
    await panel.page.setViewportSize({ width: 1000, height: 780 });
    await panel.send({ kind: 'losses', reset: true, points: [[1, 2.3]] });
    await panel.send({ kind: 'overlay', overlay: overlay({ merges: [mergeStatistics('layer1.0')] }) });
    await panel.page.setViewportSize({ width: 560, height: 780 });
    await settle(panel);
    const { aside, top, bottom } = await place(panel);
    expect(aside).toBeCloseTo(before.aside, 0);
    expect(Math.abs(top - bottom)).toBeLessThan(3);
    await panel.page.close();
  });
});

test('where one looks stays in the middle when the panel grows', async () => {
  const panel = await openNetwork(browser, bundle, { width: 700 });
  await panel.page.mouse.move(200, 400);
  await panel.page.mouse.wheel(30, 200);
  await settle(panel);
  const canvasWidth = () => panel.page.locator('.canvas').evaluate((canvas) => canvas.clientWidth);
  const before = { ...(await find(panel, 'F₂')), width: await canvasWidth() };
  await panel.page.setViewportSize({ width: 1000, height: 900 });
  await settle(panel);
  const after = { ...(await find(panel, 'F₂')), width: await canvasWidth() };
  expect(after.width - before.width).toBeGreaterThan(200);
  expect(after.x - before.x).toBeCloseTo((after.width - before.width) / 2, 0);
  expect(after.y).toBeCloseTo(before.y, 0);
  await panel.page.close();
});

test('unfolding does not jump to the place of the cursor, which a move of the cursor does', async () => {
  const panel = await openNetwork(browser, bundle, { height: 500 });
  const follow = (module: string) => panel.send({ kind: 'highlight', nodes: [], modules: [module] });
  await follow('conv1');
  await panel.page.mouse.move(200, 300);
  await panel.page.mouse.wheel(0, 450);
  await settle(panel);
  expect((await find(panel, 'conv1')).y).toBeLessThan(0);
  const node = await find(panel, 'F₃');
  await panel.page.mouse.dblclick(node.x, node.y);
  await settle(panel);
  expect((await find(panel, 'conv1')).y).toBeLessThan(0);
  await follow('bn1');
  await settle(panel);
  expect((await find(panel, 'bn1')).y).toBeGreaterThan(36);
  await panel.page.close();
});

test('a panel that is shown again looks where it did, wherever the cursor is', async () => {
  const panel = await openNetwork(browser, bundle, { height: 500 });
  await panel.page.mouse.move(200, 300);
  await panel.page.mouse.wheel(0, 450);
  await panel.page.waitForTimeout(300);
  const state = await panel.page.evaluate<unknown>('window.stateOfPanel');
  const { y } = await find(panel, 'conv1');
  await panel.page.close();

  const again = await openNetwork(browser, bundle, { height: 500, state });
  await again.send({ kind: 'highlight', nodes: [], modules: ['conv1'] });
  await settle(again);
  expect((await find(again, 'conv1')).y).toBeCloseTo(y, 0);
  await again.page.close();
});

describe.each(themeNames)('in the theme %s', (theme) => {
  test('every kind of line stands out, and the legend shows its colour', async () => {
    const panel = await openNetwork(browser, bundle, { theme });
    await settle(panel);
    const { background, lines, legend, projection } = await panel.page.evaluate(() => {
      const canvas = document.querySelector('.canvas') as HTMLElement & { _cyreg: { cy: Core } };
      const style = getComputedStyle(document.body);
      return {
        background: style.backgroundColor,
        lines: ['--shortcut-identity', '--shortcut-projection', '--shortcut-pad', '--heat', '--branch'].map(
          (name) => style.getPropertyValue(name),
        ),
        legend: getComputedStyle(document.querySelector('.legend .shortcut-projection')!).color,
        projection: String(canvas._cyreg.cy.edges('.projection').first().style('line-color')),
      };
    });
    for (const line of lines) {
      expect(contrast(channels(line), channels(background))).toBeGreaterThanOrEqual(2.99);
    }
    expect(channels(legend)).toEqual(channels(projection));
    await panel.page.close();
  });
});

test('the link to the source keeps the focus while a run brings numbers', async () => {
  const panel = await openNetwork(browser, bundle);
  const node = await find(panel, 'F₂');
  await panel.page.mouse.click(node.x, node.y);
  await panel.page.locator('.details .link').focus();
  await panel.send({ kind: 'overlay', overlay: overlay({ merges: [mergeStatistics('layer1.1')] }) });
  await settle(panel);
  expect(await panel.page.textContent('.details .ratio strong')).toBe('0.25');
  expect(await panel.page.evaluate(() => document.activeElement?.className)).toBe('link');
  await panel.send({ kind: 'overlay', overlay: null });
  await settle(panel);
  expect(await panel.page.locator('.details .ratio').count()).toBe(0);
  await panel.page.close();
});

test('a node says more of itself under a resting pointer, and in the strip alone once it is selected', async () => {
  const panel = await openNetwork(browser, bundle);
  const tooltip = panel.page.locator('.tooltip');
  const node = await find(panel, 'F₂');
  await panel.page.mouse.move(node.x, node.y);
  await settle(panel);
  expect(await tooltip.isVisible()).toBe(false);
  await tooltip.waitFor();
  expect(await tooltip.textContent()).toContain('z₂ = ');
  await panel.page.mouse.click(node.x, node.y);
  await panel.page.waitForTimeout(400);
  expect(await tooltip.isVisible()).toBe(false);
  await panel.page.close();
});

test('the frame of half a module shows its own size', async () => {
  const panel = await openNetwork(browser, bundle, {}, network(networks.Transformer()));
  const node = await find(panel, 'F₂');
  await panel.page.mouse.click(node.x, node.y);
  const parameters = () =>
    panel.page.locator('.details dt', { hasText: 'Parameters' }).locator('+ dd').textContent();
  const folded = await parameters();
  await panel.page.mouse.dblclick(node.x, node.y);
  await settle(panel);
  expect(await panel.page.textContent('.details h2')).toBe('z₂');
  expect(await panel.page.locator('.details .equation').allTextContents()).toEqual(['z₂ = F₂(z₁) + z₁']);
  expect(await parameters()).toBe(folded);
  await panel.page.close();
});

test('Tab into the outline marks where it has come to', async () => {
  const panel = await openNetwork(browser, bundle);
  await panel.page.locator('[data-command=fit]').focus();
  await panel.page.keyboard.press('Tab');
  await settle(panel);
  expect((await drawn(panel)).filter(({ classes }) => classes.includes('chosen'))).toHaveLength(1);
  await panel.page.close();
});

test('a button that no longer applies keeps the focus and does nothing', async () => {
  const panel = await openNetwork(browser, bundle);
  await panel.page.locator('[data-command=train]').focus();
  await panel.page.keyboard.press('Enter');
  await panel.send({ kind: 'run', state: 'training', step: 1, isStale: false });
  await settle(panel);
  const focused = () => panel.page.evaluate(() => (document.activeElement as HTMLElement).dataset.command);
  expect(await focused()).toBe('train');
  await panel.page.keyboard.press('Enter');
  await panel.page.keyboard.press('ArrowRight');
  expect(await focused()).toBe('pause');
  expect((await panel.messages()).slice(1)).toEqual([{ kind: 'command', command: 'train' }]);
  await panel.page.close();
});

test.each([300, 420, 560, 900])(
  'what a run is doing can be read to its end in a panel of %i px',
  async (width) => {
    const panel = await openNetwork(browser, bundle, { width });
    await panel.send({
      kind: 'run',
      state: 'training',
      step: 12_345,
      steps: 50_000,
      backend: 'reference',
      isStale: false,
    });
    await settle(panel);
    const status = panel.page.locator('.status');
    expect(await status.textContent()).toBe('Training · step 12345 of 50000 · reference');
    expect(await status.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
    await panel.page.close();
  },
);

test('the zoom keys that the buttons name work wherever the focus is', async () => {
  const panel = await openNetwork(browser, bundle);
  const distance = async () => (await find(panel, 'F₂')).y - (await find(panel, 'F₁')).y;
  const before = await distance();
  await panel.page.locator('[data-command=train]').focus();
  await panel.page.keyboard.press('+');
  expect(await distance()).toBeGreaterThan(before * 1.2);
  await panel.page.locator('[role=treeitem][tabindex="0"]').focus();
  await panel.page.keyboard.press('-');
  expect(await distance()).toBeCloseTo(before, 3);
  await panel.page.close();
});

test('the main button says what it does in each state', async () => {
  const panel = await openNetwork(browser, bundle);
  const title = () => panel.page.getAttribute('[data-command=train]', 'title');
  expect(await title()).toBe('Train the network');
  await panel.send({ kind: 'run', state: 'lost', step: 3, isStale: false });
  await settle(panel);
  expect(await title()).toMatch(/from the last step/);
  await panel.page.close();
});

/** From `#rrggbb` or `rgb(r, g, b)`. */
function channels(colour: string): number[] {
  return colour.startsWith('#')
    ? [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16))
    : (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
}

function contrast(first: readonly number[], second: readonly number[]): number {
  const luminance = (colour: readonly number[]) => {
    const [red, green, blue] = colour
      .map((channel) => channel / 255)
      .map((channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dark, light] = [luminance(first), luminance(second)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}
