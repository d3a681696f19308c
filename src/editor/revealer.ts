import * as vscode from 'vscode';
import type { SourceSpan } from '../graph/sourceSpan';
import type { ModelDocument } from './modelDocument';
import { currentRange } from './trackedTrace';

/** A cursor that a click in the graph has moved is no question of the user's, for as long as it takes to arrive. */
const echoMilliseconds = 400;

/** Shows the source of what was clicked in the graph. */
export class SourceRevealer implements vscode.Disposable {
  readonly #highlight = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
    borderColor: new vscode.ThemeColor('contrastActiveBorder'),
    borderStyle: 'solid',
    borderWidth: '0 0 1px 0',
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.rangeHighlightForeground'),
  });
  readonly #subscription: vscode.Disposable;
  #highlighted: vscode.TextEditor | undefined;
  #quietUntil = 0;

  constructor() {
    this.#subscription = vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if (textEditor === this.#highlighted && !this.isEcho) {
        this.#clear();
      }
    });
  }

  /** True while a change of the selection is the answer to a click in the graph. */
  get isEcho(): boolean {
    return Date.now() < this.#quietUntil;
  }

  async reveal(span: SourceSpan, model: ModelDocument): Promise<void> {
    const uri = vscode.Uri.file(span.file);
    const edits = model.traced?.edits;
    const range = edits ? currentRange(span, edits) : undefined;
    if (range === undefined) {
      void vscode.window.setStatusBarMessage(vscode.l10n.t('That line is no longer in the text.'), 4000);
      return;
    }
    await this.show(uri, range);
  }

  /** Shows a place of the present text, and leaves the keyboard where it is. */
  async show(uri: vscode.Uri, range: vscode.Range): Promise<void> {
    this.#quietUntil = Date.now() + echoMilliseconds;
    const open = vscode.window.visibleTextEditors.find((editor) => editor.document.uri.fsPath === uri.fsPath);
    let editor: vscode.TextEditor;
    try {
      editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), {
        viewColumn: open?.viewColumn ?? vscode.ViewColumn.One,
        preserveFocus: true,
        preview: open === undefined,
      });
    } catch {
      void vscode.window.setStatusBarMessage(
        vscode.l10n.t('{0} cannot be opened.', vscode.workspace.asRelativePath(uri)),
        4000,
      );
      return;
    }
    this.#clear();
    const shown = editor.document.validateRange(range);
    editor.selection = new vscode.Selection(shown.start, shown.start);
    editor.setDecorations(this.#highlight, [shown]);
    editor.revealRange(shown, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    this.#highlighted = editor;
    this.#quietUntil = Date.now() + echoMilliseconds;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#highlight.dispose();
  }

  #clear(): void {
    this.#highlighted?.setDecorations(this.#highlight, []);
    this.#highlighted = undefined;
  }
}
