import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';

describe('activation', () => {
  it('finds the extension', () => {
    assert.ok(vscode.extensions.getExtension('skipline.skipline'));
  });

  it('activates when a Python file is opened', async () => {
    const extension = vscode.extensions.getExtension('skipline.skipline');
    assert.ok(extension);
    const [file] = await vscode.workspace.findFiles('*.py', undefined, 1);
    await vscode.window.showTextDocument(file);
    for (let wait = 0; wait < 100 && !extension.isActive; wait++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.ok(extension.isActive);
  });
});
