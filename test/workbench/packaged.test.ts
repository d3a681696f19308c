import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../setup/processes.mjs';
import { packageExtension } from '../support/vsix';
import { startWorkbench } from './harness/workbench';
import { temporaryWorkspace } from './harness/workspace';

describe('the packaged extension', () => {
  it('installs and activates without an error', async () => {
    const { file } = await packageExtension();
    const workspace = temporaryWorkspace(path.join(root, 'media/samples'));
    const workbench = await startWorkbench({
      workspaceFolder: workspace.folder,
      openFile: 'resnet20.py',
      vsix: file,
    });
    try {
      await workbench.runCommand('Developer: Show Running Extensions');
      await workbench.page
        .locator('.runtime-extensions-editor .extension', { hasText: 'skipline' })
        .first()
        .waitFor();
      expect(workbench.errors).toEqual([]);
    } finally {
      await workbench.close();
      workspace.remove();
    }
  });
});
