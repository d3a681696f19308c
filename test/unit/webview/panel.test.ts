import type { Core } from 'cytoscape';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resNet } from '../../support/networks';
import { drawn, type Drawn, find, network, openNetwork, settle } from './panelDriver';
import {
  bundleWebview,
  launchBrowser,
  openPanelPage,
  type PanelPageOptions,
  type WebviewBundle,
} from './panelPage';
import { mergeStatistics, overlay, statistics } from './samples';

let browser: Browser;
let bundle: WebviewBundle;

beforeAll(async () => {
  [browser, bundle] = await Promise.all([launchBrowser(), bundleWebview()]);
});
afterAll(async () => {
  await browser.close();
});

const openWithNetwork = (options?: PanelPageOptions) => openNetwork(browser, bundle, options);

test('says ready, shows a sentence before the first network, and breaks no security policy', async () => {
  const panel = await openPanelPage(browser, bundle);
  expect(await panel.messages()).toEqual([{ kind: 'ready' }]);
  expect(await panel.page.textContent('.empty')).toMatch(/Building the graph/);
  expect(await panel.page.isDisabled('[data-command=train]')).toBe(true);
  await panel.send({ kind: 'network', network: network() });
  await settle(panel);
  expect(await panel.page.isVisible('.empty')).toBe(false);
  expect(panel.complaints).toEqual([]);
  await panel.page.close();
});

test('a click reveals the source line, and the strip names the block with its equation', async () => {
  const panel = await openWithNetwork();
  const node = await find(panel, 'F₂');
  await panel.page.mouse.click(node.x, node.y);
  await settle(panel);
  const messages = await panel.messages();
  expect(messages[messages.length - 1]).toMatchObject({
    kind: 'reveal',
    span: { line: expect.any(Number) as number },
  });
  expect(await panel.page.textContent('.details .equation')).toContain('F₂(z₁)');
  expect(panel.complaints).toEqual([]);
  await panel.page.close();
});

test('a double click shows what is inside, in its place, and the frame folds again', async () => {
  const panel = await openWithNetwork();
  const before = await drawn(panel);
  const node = await find(panel, 'F₁');
  await panel.page.mouse.dblclick(node.x, node.y);
  await settle(panel);
  const unfolded = await drawn(panel);
  expect(unfolded.length).toBeGreaterThan(before.length + 5);
  expect(unfolded.some(({ id }) => id === node.id)).toBe(false);
  // The trunk goes on where it was.
  expect((await find(panel, 'F₂')).x).toBeCloseTo(before.find(({ label }) => label === 'F₂')!.x, 3);
  const frames = unfolded.filter(({ classes }) => classes.includes('frame'));
  expect(frames.length).toBe(before.filter(({ classes }) => classes.includes('frame')).length + 1);

  const tree = panel.page.locator('[role=treeitem][aria-expanded=true][aria-level="2"]');
  await tree.first().focus();
  await panel.page.keyboard.press('Enter');
  await settle(panel);
  expect((await drawn(panel)).map(({ id }) => id).sort()).toEqual(before.map(({ id }) => id).sort());
  const again = await find(panel, 'F₁');
  expect(Math.abs(again.x - node.x)).toBeLessThan(1);
  expect(Math.abs(again.y - node.y)).toBeLessThan(1);
  expect(panel.complaints).toEqual([]);
  await panel.page.close();
});

describe('the outline', () => {
  test('mirrors the picture for the keyboard and the screen reader', async () => {
    const panel = await openWithNetwork();
    const first = panel.page.locator('[role=treeitem][tabindex="0"]');
    await first.focus();
    expect(await panel.page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toMatch(
      /input/,
    );
    await panel.page.keyboard.press('ArrowDown');
    expect(await panel.page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toMatch(
      /conv1/,
    );
    expect((await drawn(panel)).filter(({ classes }) => classes.includes('chosen'))).toHaveLength(1);
    await panel.page.keyboard.press('Escape');
    expect((await drawn(panel)).filter(({ classes }) => classes.includes('chosen'))).toHaveLength(0);
    await panel.page.close();
  });

  test('unfolding is announced', async () => {
    const panel = await openWithNetwork();
    await panel.page.locator('[role=treeitem][aria-expanded=false]').first().focus();
    await panel.page.keyboard.press('Enter');
    expect(await panel.page.textContent('[aria-live=polite]')).toMatch(/unfolded/);
    await panel.page.close();
  });
});

test('buttons follow the state of the run and send their command', async () => {
  const panel = await openWithNetwork();
  await panel.page.click('[data-command=train]');
  await panel.send({ kind: 'run', state: 'training', step: 3, steps: 10, backend: 'native', isStale: false });
  await settle(panel);
  expect(await panel.page.isDisabled('[data-command=train]')).toBe(true);
  expect(await panel.page.textContent('.status')).toBe('Training · step 3 of 10 · native');
  await panel.page.click('[data-command=pause]');
  await panel.send({ kind: 'run', state: 'lost', step: 3, isStale: false, message: 'The engine ended.' });
  await panel.page.click('.notice [data-command=continue]');
  expect((await panel.messages()).slice(1)).toEqual([
    { kind: 'command', command: 'train' },
    { kind: 'command', command: 'pause' },
    { kind: 'command', command: 'continue' },
  ]);
  await panel.page.close();
});

test('a run puts its numbers on the nodes, the split on the merges and the loss beside the graph', async () => {
  const panel = await openWithNetwork();
  await panel.send({ kind: 'run', state: 'training', step: 2, isStale: false });
  await panel.send({
    kind: 'losses',
    reset: true,
    points: [
      [1, 2.3],
      [2, 2.1],
    ],
  });
  await panel.send({
    kind: 'overlay',
    overlay: overlay({
      modules: { conv1: { activation: statistics(0.92, 10), gradient: statistics(1e-4, 1.3e-3) } },
      merges: [mergeStatistics('layer1.0')],
    }),
  });
  await settle(panel);
  const labels = (await drawn(panel)).map(({ label }) => label);
  expect(labels).toContain('σ 0.92  ‖∂‖ 1.3e-3');
  expect(labels).toContain('‖F‖ 5  ‖∂‖ 1.0e-3');
  expect(await panel.page.textContent('.loss-value')).toBe('2.1000');
  const shares = await panel.page.evaluate(() => {
    const canvas = document.querySelector('.canvas') as HTMLElement & { _cyreg: { cy: Core } };
    return canvas._cyreg.cy.nodes('[branchPercent]').map((node) => Number(node.data('branchPercent')));
  });
  expect(shares).toEqual([25]);
  const bars = () =>
    panel.page.evaluate(() => {
      const canvas = document.querySelector('.canvas') as HTMLElement & { _cyreg: { cy: Core } };
      return canvas._cyreg.cy.nodes('.bar').filter((node) => node.visible()).length;
    });
  expect(await bars()).toBe(2);
  await panel.send({ kind: 'run', state: 'replaying', step: 1, isStale: false });
  expect(await panel.page.textContent('.loss-value')).toBe('2.3000');
  await panel.send({ kind: 'overlay', overlay: null });
  await settle(panel);
  expect(await bars()).toBe(0);
  expect((await drawn(panel)).map(({ label }) => label)).not.toContain('σ 0.92  ‖∂‖ 1.3e-3');
  expect(panel.complaints).toEqual([]);
  await panel.page.close();
});

test('an edit keeps what is unfolded and where one looks; the problem names its line', async () => {
  const panel = await openWithNetwork();
  const node = await find(panel, 'F₁');
  await panel.page.mouse.dblclick(node.x, node.y);
  await settle(panel);
  const before = await drawn(panel);
  await panel.send({ kind: 'network', network: network(resNet([2, 3]), 'ResNet(depths=(2, 3))') });
  await settle(panel);
  const after = await drawn(panel);
  expect(after.length).toBeGreaterThan(before.length);
  const kept = before.find(({ label }) => label === 'F₂')!;
  const now = after.find(({ id }) => id === kept.id)!;
  expect([Math.round(now.x), Math.round(now.y)]).toEqual([Math.round(kept.x), Math.round(kept.y)]);

  const span = { file: '/w/resnet.py', line: 42, column: 1, endLine: 42, endColumn: 2 };
  await panel.send({
    kind: 'freshness',
    freshness: 'stale',
    problem: { severity: 'error', message: "'(' was never closed.", code: 'syntaxError', span },
  });
  await panel.page.click('.notice .link');
  expect((await panel.messages()).pop()).toEqual({ kind: 'reveal', span });
  expect((await drawn(panel)).length).toBe(after.length);
  await panel.page.close();
});

test('the cursor in the editor marks its nodes', async () => {
  const panel = await openWithNetwork();
  await panel.send({ kind: 'highlight', nodes: [], modules: ['conv1'] });
  await settle(panel);
  const marked = (await drawn(panel)).filter(({ classes }) => classes.includes('highlight'));
  expect(marked.map(({ label }) => label)).toEqual(['conv1']);
  await panel.page.close();
});

test('a hidden and reopened panel comes back as it was', async () => {
  const panel = await openWithNetwork();
  const node = await find(panel, 'F₁');
  await panel.page.mouse.dblclick(node.x, node.y);
  await settle(panel);
  await panel.page.keyboard.press('Escape');
  await panel.page.waitForTimeout(300);
  const state = await panel.page.evaluate<unknown>('window.stateOfPanel');
  const before = await drawn(panel);
  await panel.page.close();

  const reopened = await openWithNetwork({ state });
  await settle(reopened);
  const byId = (nodes: Drawn[]) => [...nodes].sort((a, b) => a.id.localeCompare(b.id));
  expect(byId(await drawn(reopened))).toEqual(byId(before));
  await reopened.page.close();
});

test('names from the source are text, whatever they contain', async () => {
  const panel = await openPanelPage(browser, bundle);
  const hostile = '</script><img src=x onerror="window.broken=1">';
  await panel.send({ kind: 'network', network: network(resNet([1]), hostile) });
  await panel.send({
    kind: 'freshness',
    freshness: 'stale',
    problem: { severity: 'error', message: hostile, code: 'exception' },
  });
  await settle(panel);
  expect(await panel.page.textContent('.details h2')).toBe(hostile);
  expect(await panel.page.evaluate('window.broken')).toBeUndefined();
  expect(await panel.page.locator('img').count()).toBe(0);
  await panel.page.close();
});

test('a message that does not fit the protocol is dropped', async () => {
  const panel = await openWithNetwork();
  const before = await drawn(panel);
  await panel.page.evaluate(() => window.postMessage({ kind: 'network', network: { nodes: 3 } }, '*'));
  await settle(panel);
  expect(await drawn(panel)).toEqual(before);
  await panel.page.close();
});
