import { strict as assert } from 'node:assert';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ModelDocument } from '../../src/editor/modelDocument';
import { openSample, rangeOf, replace, revert, skipline, skiplineDiagnostics, until } from './support';

/**
 * The quick fixes at a place, once there are some; no other extension here has any for Python.
 * VS Code cancels a request when another provider registers meanwhile, as at the start, and asks again itself.
 */
function fixesAt(document: vscode.TextDocument, range: vscode.Range): Promise<vscode.CodeAction[]> {
  return until('a quick fix is offered', async () => {
    try {
      const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        range,
        vscode.CodeActionKind.QuickFix.value,
      );
      return found.length > 0 && found;
    } catch (error) {
      if (error instanceof Error && error.message === 'Canceled') {
        return false;
      }
      throw error;
    }
  });
}

describe('repairs', () => {
  let editor: vscode.TextEditor;
  let model: ModelDocument;
  before(async () => {
    ({ editor, model } = await openSample());
  });
  afterEach(async () => {
    await revert(editor);
    await until('the sample is traced again', () => model.freshness === 'current' && !model.problem);
  });

  it('make a projection of a shortcut that does nothing, and the network is whole again', async () => {
    await replace(editor, 'PadShortcut(in_channels, out_channels, stride)', 'nn.Identity()');
    const { document } = editor;
    const marker = await until('the marker is there', () => skiplineDiagnostics(document.uri).at(0));
    const [fix] = await fixesAt(document, marker.range);
    assert.equal(fix.title, 'Replace nn.Identity() by a 1×1 projection shortcut (16→32, stride 2)');
    assert.equal(fix.isPreferred, true);
    assert.ok(fix.edit);
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    await until('the marker is gone', () => skiplineDiagnostics(document.uri).length === 0);
    await until('the network is whole', () => model.traced?.trace.complete === true && !model.problem);
    const kinds = new Set(model.traced?.analysis.residualBlocks.map(({ kind }) => kind));
    assert.deepEqual([...kinds].sort(), ['identity', 'projection']);
  });

  it('change the number of features', async () => {
    await replace(editor, 'nn.Linear(64, num_classes)', 'nn.Linear(63, num_classes)');
    const { document } = editor;
    const marker = await until('the marker is there', () => skiplineDiagnostics(document.uri).at(0));
    const [fix] = await fixesAt(document, marker.range);
    assert.equal(fix.title, 'Change in_features from 63 to 64');
    assert.ok(fix.edit && (await vscode.workspace.applyEdit(fix.edit)));
    assert.match(document.getText(), /nn\.Linear\(64, num_classes\)/);
  });
});

describe('a model of several files', () => {
  const folder = () => vscode.workspace.workspaceFolders![0].uri.fsPath;
  const written = new Set<string>();
  const write = (name: string, text: string) => {
    const file = path.join(folder(), name);
    writeFileSync(file, text);
    written.add(file);
    return vscode.Uri.file(file);
  };
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    written.forEach((file) => rmSync(file, { force: true }));
  });

  it('is traced again when a file changes that is in no editor', async () => {
    const { documents } = await skipline();
    write('widths.py', 'WIDTH = 5\n');
    const uri = write(
      'wide.py',
      'import torch.nn as nn\nfrom widths import WIDTH\nclass Wide(nn.Module):\n    def __init__(self):\n' +
        '        super().__init__()\n        self.fc = nn.Linear(4, WIDTH)\n    def forward(self, x):\n        return self.fc(x)\n',
    );
    await vscode.window.showTextDocument(uri);
    const model = documents.get(uri);
    const outputs = () => model.traced?.analysis.modules[0].outputShapes[0]?.at(-1);
    await until('the model is traced', () => outputs() === 5);
    write('widths.py', 'WIDTH = 17\n');
    await until('the new width is there', () => outputs() === 17);
  });

  it('says which import a stand-in answers, and offers to choose packages', async () => {
    const uri = write(
      'missing.py',
      'import torch.nn as nn\nimport no_such_package\nclass Net(nn.Linear):\n    def __init__(self):\n        super().__init__(4, 4)\n',
    );
    const { document } = await vscode.window.showTextDocument(uri);
    const hint = await until('the hint is there', () =>
      skiplineDiagnostics(uri).find(({ code }) => code === 'importReplaced'),
    );
    assert.equal(document.getText(hint.range), 'no_such_package');
    assert.equal(hint.severity, vscode.DiagnosticSeverity.Hint);
    const [fix] = await fixesAt(document, rangeOf(document, 'no_such_package'));
    assert.equal(fix.command?.command, 'skipline.choosePackages');
  });
});
