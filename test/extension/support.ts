import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { ModelDocument } from '../../src/editor/modelDocument';
import type { SkiplineApi } from '../../src/extension';

/** Polls until `condition` gives something; fails with `what` after `milliseconds`. */
export async function until<T>(
  what: string,
  condition: () => T | undefined | false | Promise<T | undefined | false>,
  milliseconds = 30_000,
): Promise<T> {
  const end = Date.now() + milliseconds;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== false) {
      return value;
    }
    assert.ok(Date.now() < end, `Waited ${milliseconds / 1000} s in vain: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export async function skipline(): Promise<SkiplineApi> {
  const extension = vscode.extensions.getExtension<SkiplineApi>('skipline.skipline');
  assert.ok(extension);
  return extension.activate();
}

/** The sample in an editor, traced. */
export async function openSample(): Promise<{ editor: vscode.TextEditor; model: ModelDocument }> {
  const { documents } = await skipline();
  const [file] = await vscode.workspace.findFiles('resnet20.py', undefined, 1);
  const editor = await vscode.window.showTextDocument(file, { viewColumn: vscode.ViewColumn.One });
  const model = documents.get(editor.document.uri);
  await until('the sample is traced', () => model.freshness === 'current');
  return { editor, model };
}

/** The first occurrence of `text`. */
export function rangeOf(document: vscode.TextDocument, text: string): vscode.Range {
  const offset = document.getText().indexOf(text);
  assert.ok(offset >= 0, `The document does not contain ${text}.`);
  return new vscode.Range(document.positionAt(offset), document.positionAt(offset + text.length));
}

export async function replace(editor: vscode.TextEditor, before: string, after: string): Promise<void> {
  const range = rangeOf(editor.document, before);
  assert.ok(await editor.edit((builder) => builder.replace(range, after)));
}

/** Back to the text on the disk. */
export async function revert(editor: vscode.TextEditor): Promise<void> {
  await vscode.window.showTextDocument(editor.document, editor.viewColumn);
  await vscode.commands.executeCommand('workbench.action.files.revert');
}

export function skiplineDiagnostics(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Skipline');
}
