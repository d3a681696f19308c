import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../setup/processes.mjs';
import { startWorkbench, type Workbench } from './harness/workbench';
import { temporaryWorkspace, type Workspace } from './harness/workspace';

describe('a workspace that nobody trusts', () => {
  let workspace: Workspace;
  let workbench: Workbench;
  beforeAll(async () => {
    workspace = temporaryWorkspace(path.join(root, 'media/samples'));
    workbench = await startWorkbench({
      workspaceFolder: workspace.folder,
      openFile: 'resnet20.py',
      trust: false,
    });
  });
  afterAll(async () => {
    await workbench?.close();
    workspace.remove();
  });

  it('shows the lenses, and runs no code', async () => {
    await workbench.editorLine(60);
    await workbench.codeLens('Show graph').waitFor({ timeout: 60_000 });
    await sleep(3000);
    expect(await workbench.codeLens('269,722').count()).toBe(0);
    expect(workbench.processes(path.join(root, 'dist/tracer.js'))).toEqual([]);
  });

  it('asks for trust where the graph is asked for', async () => {
    const question = workbench.notification('needs your trust');
    await workbench.clickCodeLens('Show graph', async () => (await question.count()) > 0);
    expect(await workbench.page.locator('iframe.webview').count()).toBe(0);
    expect(workbench.processes(path.join(root, 'dist/tracer.js'))).toEqual([]);
    await workbench.screenshot('trust-asked');
  });
});
