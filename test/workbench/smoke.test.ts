import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../setup/processes.mjs';
import { temporaryWorkspace, type Workspace } from './harness/workspace';
import { startWorkbench, type Workbench } from './harness/workbench';

describe('workbench', () => {
  let workspace: Workspace;
  let workbench: Workbench;
  beforeAll(async () => {
    workspace = temporaryWorkspace(path.join(root, 'media/samples'));
    workspace.write('notes/second.txt', 'one\ntwo\nthree\n');
    workbench = await startWorkbench({ workspaceFolder: workspace.folder, openFile: 'resnet20.py' });
  });
  afterAll(async () => {
    await workbench?.close();
    workspace.remove();
  });

  it('shows the file that it is asked to open', async () => {
    const line = await workbench.editorLine(1);
    expect(await line.innerText()).toContain('Residual');
  });

  it('finds lines that are out of view', async () => {
    const text = readFileSync(workspace.file('resnet20.py'), 'utf8').split('\n')[89];
    // The editor renders spaces as no-break spaces.
    const rendered = (await (await workbench.editorLine(90)).innerText()).replaceAll('\u00a0', ' ');
    expect(text.trim()).not.toBe('');
    expect(rendered).toContain(text.trim());
  });

  it('lists the extension as an installed one', async () => {
    await workbench.runCommand('Extensions: Show Installed Extensions');
    await workbench.page.locator('.extension-list-item', { hasText: 'Skipline' }).first().waitFor();
  });

  it('changes its theme while it runs', async () => {
    for (const theme of ['light', 'highContrast', 'dark'] as const) {
      await workbench.setTheme(theme);
      await workbench.screenshot(`smoke-${theme}`);
    }
  });

  it('opens a second file', async () => {
    await workbench.openFile('notes/second.txt');
    expect(await (await workbench.editorLine(2, 'second.txt')).innerText()).toBe('two');
  });

  it('reports no errors of its own', () => {
    expect(workbench.errors).toEqual([]);
  });
});
