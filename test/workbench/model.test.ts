import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Core } from 'cytoscape';
import type { FrameLocator, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../setup/processes.mjs';
import { persistently, quickInput } from './harness/quickInput';
import { startWorkbench, type Workbench } from './harness/workbench';
import { temporaryWorkspace, type Workspace } from './harness/workspace';

const sample = readFileSync(path.join(root, 'media/samples/resnet20.py'), 'utf8');

/** Number of the first line of the sample that contains `text`. */
function lineOf(text: string): number {
  return sample.split('\n').findIndex((line) => line.includes(text)) + 1;
}

describe('a residual network in the workbench', () => {
  let workspace: Workspace;
  let workbench: Workbench;
  let panel: FrameLocator;
  beforeAll(async () => {
    workspace = temporaryWorkspace(path.join(root, 'media/samples'));
    workbench = await startWorkbench({
      workspaceFolder: workspace.folder,
      openFile: 'resnet20.py',
      viewport: { width: 1720, height: 1000 },
      settings: { 'skipline.training.batchSize': 8, 'files.autoSave': 'off' },
    });
    await workbench.page.keyboard.press('Control+B');
  });
  afterAll(async () => {
    await workbench?.close();
    workspace.remove();
  });

  const item = (id: string): Locator => panel.locator(`[role=treeitem][data-id="${id}"]`);
  const button = (command: string): Locator => panel.locator(`button[data-command=${command}]`);
  const inState = (state: string): Promise<void> =>
    panel.locator(`.toolbar[data-state=${state}]`).waitFor({ timeout: 120_000 });

  /** Text that decorations have put after the line. */
  const numbersAfter = async (line: number): Promise<string> => {
    const element = await workbench.editorLine(line, 'resnet20.py');
    return element.evaluate((node) =>
      [...node.querySelectorAll('span')]
        .map((span) => getComputedStyle(span, '::after').content)
        .filter((content) => content !== 'none' && content !== 'normal')
        .join(''),
    );
  };

  const eventually = async <T>(read: () => Promise<T>, isGood: (value: T) => boolean): Promise<T> => {
    let value = await read();
    for (const deadline = Date.now() + 60_000; Date.now() < deadline && !isGood(value);) {
      await sleep(100);
      value = await read();
    }
    expect(isGood(value), `last seen: ${JSON.stringify(value)}`).toBe(true);
    return value;
  };

  it('shows the blocks of the network beside its source', async () => {
    await workbench.editorLine(lineOf('class ResNet'));
    await workbench.clickCodeLens(
      'Show graph',
      async () => (await workbench.page.locator('iframe.webview.ready').count()) > 0,
    );
    panel = await workbench.webviewFrame();
    await item('branch:layer1.0').waitFor({ state: 'attached', timeout: 60_000 });
    expect(await panel.locator('[role=treeitem][data-id^="branch:"]').count()).toBe(9);
    expect(await panel.locator('[role=treeitem][data-id^="shortcut:"]').count()).toBe(2);
    await workbench.codeLens('269,722 parameters').waitFor();
    await workbench.screenshot('model-graph');
  });

  it('unfolds a block in place', async () => {
    await item('branch:layer1.0').focus();
    await workbench.page.keyboard.press('Enter');
    await panel.locator('[role=treeitem][aria-label^="conv1, Conv2d"]').nth(1).waitFor({ state: 'attached' });
    expect(await item('branch:layer1.0').count()).toBe(0);
    await workbench.screenshot('model-unfolded');
  });

  it('shows the source of what is chosen in the graph', async () => {
    await workbench.editorLine(1, 'resnet20.py');
    await item('module:fc').focus();
    await workbench.page.keyboard.press('Enter');
    await eventually(
      () => workbench.page.locator('.active-line-number').first().innerText(),
      (line) => Number(line) === lineOf('nn.Linear(64'),
    );
  });

  it('outlines in the graph what the cursor stands on', async () => {
    // Cytoscape leaves itself on its container.
    const outlined = (): Promise<string[]> =>
      panel
        .locator('.canvas')
        .evaluate((canvas: HTMLElement & { _cyreg: { cy: Core } }) =>
          canvas._cyreg.cy.nodes('.highlight').map((node) => String(node.data('label'))),
        );
    await persistently('Outlining conv1', async () => {
      // From another line: right after a click in the graph the panel takes a moving cursor for that click's own doing,
      // and a cursor that stays where it is would never be looked at again.
      for (const text of ['class ResNet', 'nn.Conv2d(3, 16']) {
        await (await workbench.editorLine(lineOf(text), 'resnet20.py')).click({ timeout: 5_000 });
      }
      await expect.poll(outlined, { timeout: 5_000 }).toEqual(['conv1']);
    });
    await workbench.screenshot('model-cursor');
  });

  it('trains, and the loss falls on the panel while numbers appear on the lines', async () => {
    await button('train').click();
    await inState('training');
    await eventually(
      () => panel.locator('.status').innerText(),
      (text) => Number(/step (\d+)/.exec(text)?.[1] ?? 0) >= 12,
    );
    // The first steps are at 3 to 4: the seed is fixed.
    await eventually(
      () => panel.locator('.loss-value').innerText(),
      // Of an empty text Number makes 0.
      (loss) => loss !== '' && Number(loss) < 2.2,
    );
    const says = async (text: string, pattern: RegExp): Promise<void> => {
      await eventually(
        () => numbersAfter(lineOf(text)),
        (numbers) => pattern.test(numbers),
      );
    };
    await says('stage.append(BasicBlock(', /σ .+‖∂‖ .+/);
    await says('out = out + self.shortcut(x)', /‖∂‖ F .+ S .+/);
    await says('nn.Linear(64', /σ [\d.]+ · ‖∂‖ [\d.e−-]+/);
    await workbench.screenshot('model-training');
  });

  it('has every number of a line in its hover', async () => {
    const hover = await workbench.hoverAt(lineOf('nn.Linear(64'), 'Linear');
    const text = await hover.innerText();
    for (const word of ['fc', 'activation', 'gradient', 'mean', 'l2', 'Step', 'loss']) {
      expect(text).toContain(word);
    }
    await workbench.screenshot('model-hover');
    await workbench.page.mouse.move(1, 1);
  });

  it('says in the hover of a large value that its numbers are of a sample', async () => {
    const hover = await workbench.hoverAt(lineOf('nn.Conv2d(3'), 'Conv2d');
    expect(await hover.innerText()).toMatch(/Large\svalues\sby\sa\ssample\sof\s8,192\selements/);
    await workbench.page.mouse.move(1, 1);
  });

  it('says so when the engine is killed, and continues from the last step', async () => {
    const engines = workbench.processes(path.join(root, 'dist/engine.js'));
    expect(engines).toHaveLength(1);
    process.kill(engines[0], 'SIGKILL');
    await inState('lost');
    expect(await panel.locator('.banner').innerText()).toMatch(/SIGKILL.*Continue/s);
    const before = Number(/step (\d+)/.exec(await panel.locator('.status').innerText())?.[1] ?? 0);
    await workbench.screenshot('model-lost');
    await panel.locator('.banner button', { hasText: 'Continue' }).click();
    await inState('training');
    await eventually(
      () => panel.locator('.status').innerText(),
      (text) => Number(/step (\d+)/.exec(text)?.[1] ?? 0) > before,
    );
    await button('stop').click();
    await inState('finished');
  });

  it('keeps the last graph while the text does not parse, and names the line', async () => {
    const line = await workbench.editorLine(lineOf('return self.fc(out)'), 'resnet20.py');
    await line.click();
    await workbench.page.keyboard.press('End');
    await workbench.page.keyboard.press('Backspace');
    await eventually(
      () => panel.locator('.banner').innerText(),
      (text) => text.includes(`line ${lineOf('return self.fc(out)')}`) && text.includes('last good graph'),
    );
    expect(await panel.locator('[role=treeitem][data-id^="merge:"]').count()).toBe(9);
    await workbench.screenshot('model-stale');
    await workbench.page.keyboard.type(')');
    await eventually(
      () => panel.locator('.banner').innerText(),
      (text) => !/last good graph/.test(text),
    );
  });

  it('shows the graph again after the window was reloaded', async () => {
    await workbench.page.keyboard.press('Control+S');
    await workbench.page.locator('.tab.dirty').waitFor({ state: 'detached' });
    expect(readFileSync(workspace.file('resnet20.py'), 'utf8')).toBe(sample);
    await workbench.reload();
    panel = await workbench.webviewFrame();
    await item('merge:layer3.2').waitFor({ state: 'attached', timeout: 60_000 });
    // What was unfolded still is.
    expect(await item('branch:layer1.0').count()).toBe(0);
  });

  it('lists the run that was before, takes a name for it, and shows it again without an engine', async () => {
    const { page } = workbench;
    const header = page.locator('.pane-header', { hasText: 'Runs' });
    const row = page.locator('.pane', { has: header }).locator('.monaco-list-row').first();
    await workbench.runCommand('View: Show Explorer');
    await persistently('Opening the view of the runs', async () => {
      if ((await header.getAttribute('aria-expanded')) !== 'true') await header.click({ timeout: 3_000 });
      await row.waitFor({ timeout: 3_000 });
    });
    expect(await row.innerText()).toMatch(/^ResNet\s*[\d.e−-]+ · \d+\/\d+ steps · \d/);
    await persistently('Giving the run a name', async () => {
      await row.click({ timeout: 3_000 });
      await page.keyboard.press('F2');
      await quickInput(page).fill('baseline', { timeout: 3_000 });
      await quickInput(page).press('Enter', { timeout: 3_000 });
      await row.filter({ hasText: 'baseline' }).waitFor({ timeout: 3_000 });
    });
    const isCutOff = await row
      .locator('.monaco-icon-description-container')
      .first()
      .evaluate(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth);
    expect(isCutOff).toBe(false);
    await persistently('Replaying the run', async () => {
      await row.hover({ timeout: 3_000 });
      await row.locator('.action-label[aria-label*="Replay"]').click({ timeout: 3_000 });
      await panel.locator('.toolbar[data-state=replaying]').waitFor({ timeout: 5_000 });
    });
    expect(workbench.processes(path.join(root, 'dist/engine.js'))).toEqual([]);
    const step = async (): Promise<number> =>
      Number(/step (\d+)/.exec(await panel.locator('.status').innerText())?.[1] ?? 0);
    const first = await step();
    await eventually(step, (now) => now > first);
    await workbench.screenshot('model-replay');
    await button('stop').click();
    await panel.locator('.toolbar:not([data-state=replaying])').waitFor();
  });

  it('is legible in every theme', async () => {
    for (const theme of ['light', 'highContrast', 'dark'] as const) {
      await workbench.setTheme(theme);
      await workbench.screenshot(`model-${theme}`);
    }
  });
});
