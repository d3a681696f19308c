import { strict as assert } from 'node:assert';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ModelDocument } from '../../src/editor/modelDocument';
import { skipline, until } from './support';

/** What is used of the API that `test/extension/msPython` stands in for. */
interface PythonApi {
  readonly environments: { updateActiveEnvironmentPath(environment: string): Promise<void> };
}

const source = `import torch.nn as nn
from layer_widths import WIDTH


class Wide(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, WIDTH)

    def forward(self, x):
        return self.fc(x)
`;

describe('the interpreter that the Python extension has selected', () => {
  const home = realpathSync(mkdtempSync(path.join(tmpdir(), 'skipline-environments-')));
  const file = path.join(vscode.workspace.workspaceFolders![0].uri.fsPath, 'wide_of_environment.py');
  let environments: PythonApi['environments'];
  let model: ModelDocument;

  /** An environment with a package of its own; its interpreter. */
  const environment = (name: string, width: number): string => {
    const packages = path.join(home, name, 'lib/python3.12/site-packages/layer_widths');
    mkdirSync(packages, { recursive: true });
    writeFileSync(path.join(packages, '__init__.py'), `WIDTH = ${width}\n`);
    return path.join(home, name, 'bin/python');
  };
  const width = () =>
    model.freshness === 'current' ? model.traced?.analysis.modules[0].outputShapes[0]?.at(-1) : undefined;

  before(async () => {
    const extension = vscode.extensions.getExtension<PythonApi>('ms-python.python');
    assert.ok(extension, 'The stand-in of the Python extension is not installed.');
    ({ environments } = await extension.activate());
    const { documents } = await skipline();
    writeFileSync(file, source);
    await vscode.window.showTextDocument(vscode.Uri.file(file));
    model = documents.get(vscode.Uri.file(file));
  });
  after(async () => {
    await environments.updateActiveEnvironmentPath('python');
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    rmSync(file, { force: true });
    rmSync(home, { recursive: true, force: true });
  });

  it('has nothing to give where it is in no environment', async () => {
    await until('the file is traced', () => model.lastResult);
    assert.notEqual(model.lastResult?.packages?.origin, 'interpreter');
    assert.notEqual(width(), 5);
  });

  it('is where imports come from, as soon as it is selected', async () => {
    await environments.updateActiveEnvironmentPath(environment('five', 5));
    await until('the package of the environment is found', () => width() === 5);
    assert.deepEqual(model.lastResult?.packages, {
      origin: 'interpreter',
      folders: [path.join(home, 'five/lib/python3.12/site-packages')],
    });
  });

  it('is followed when another one is selected', async () => {
    await environments.updateActiveEnvironmentPath(environment('nine', 9));
    await until('the package of the other environment is found', () => width() === 9);
  });
});
