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

/** Texts of the samples before any edit. */
const samples = new Map<string, string>();

/** The sample in an editor, traced. */
export async function openSample(): Promise<{ editor: vscode.TextEditor; model: ModelDocument }> {
  const { documents } = await skipline();
  const [file] = await vscode.workspace.findFiles('resnet20.py', undefined, 1);
  const editor = await vscode.window.showTextDocument(file, { viewColumn: vscode.ViewColumn.One });
  const model = documents.get(editor.document.uri);
  const key = editor.document.uri.toString();
  samples.set(key, samples.get(key) ?? editor.document.getText());
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

/** Back to the sample as it was; not from the disk, because an editor in a browser saves by itself. */
export async function revert(editor: vscode.TextEditor): Promise<void> {
  const { document } = editor;
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  const original = samples.get(document.uri.toString());
  assert.ok(original !== undefined);
  const again = await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
  assert.ok(await again.edit((builder) => builder.replace(whole, original)));
}

export function skiplineDiagnostics(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Skipline');
}
