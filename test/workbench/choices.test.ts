import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { persistently, quickInput } from './harness/quickInput';
import { startWorkbench, type Workbench } from './harness/workbench';
import { temporaryWorkspace, type Workspace } from './harness/workspace';

const model = `from torch import nn


class Net(nn.Module):
    def __init__(self, width, depth=1):
        super().__init__()
        self.layers = nn.Sequential(*[nn.Linear(width, width) for _ in range(depth)])

    def forward(self, x):
        return self.layers(x)
`;

describe('choosing what is traced', () => {
  let workspace: Workspace;
  let workbench: Workbench;
  beforeAll(async () => {
    workspace = temporaryWorkspace({ 'net.py': model });
    workbench = await startWorkbench({ workspaceFolder: workspace.folder, openFile: 'net.py' });
  });
  afterAll(async () => {
    await workbench?.close();
    workspace.remove();
  });

  it('shows the arguments that were assumed, and writes others to the file of choices', async () => {
    await workbench.clickCodeLens('assumed: width=64', async () => quickInput(workbench.page).isVisible());
    const input = quickInput(workbench.page);
    expect(await input.inputValue()).toBe('width=64');
    await persistently('Typing arguments', async () => {
      await input.fill('width=6, deep=2', { timeout: 3_000 });
      await workbench.page
        .locator('.quick-input-widget', { hasText: 'There is no parameter deep' })
        .waitFor({ timeout: 3_000 });
    });
    await workbench.screenshot('choices-problem');
    await input.fill('width=6, depth=2');
    await persistently('Accepting arguments', async () => {
      if (await input.isVisible()) await input.press('Enter', { timeout: 3_000 });
      const text = readFileSync(path.join(workspace.folder, '.skipline.json'), 'utf8');
      expect(JSON.parse(text)).toEqual({ models: { 'net.py:Net': { arguments: 'width=6, depth=2' } } });
    });
    await workbench.codeLens('Show graph').waitFor();
    // The modules of the class are there whether it could be traced or not.
    await workbench.page.locator('.pane-header', { hasText: 'Model' }).first().waitFor();
    await workbench.screenshot('choices-chosen');
  });
});
