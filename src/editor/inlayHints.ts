import * as vscode from 'vscode';
import type { ModelDocuments } from './modelDocuments';
import { readSettings } from './settings';
import { shapeLabel } from './shapeLabel';

/** The output shape at the end of each line that constructs a layer; `×9 16×32×32 … 64×8×8` where it stands for many. */
export class ShapeInlayHints implements vscode.InlayHintsProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeInlayHints = this.#changed.event;
  readonly #documents: ModelDocuments;
  readonly #subscriptions: vscode.Disposable[];

  constructor(documents: ModelDocuments) {
    this.#documents = documents;
    this.#subscriptions = [
      documents.onDidChange(({ change }) => {
        if (change === 'trace') {
          this.#changed.fire();
        }
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('skipline.inlayHints.enabled')) {
          this.#changed.fire();
        }
      }),
    ];
  }

  provideInlayHints(document: vscode.TextDocument, range: vscode.Range): vscode.InlayHint[] {
    const traced = this.#documents.speakingFor(document.uri)?.traced;
    if (!traced || !readSettings(document.uri).inlayHints) {
      return [];
    }
    const hints: vscode.InlayHint[] = [];
    for (const facts of traced.linesOf(document.uri.fsPath)) {
      const line = facts.line - 1;
      const label = shapeLabel(facts);
      if (label !== '' && line >= range.start.line && line <= range.end.line && line < document.lineCount) {
        const hint = new vscode.InlayHint(document.lineAt(line).range.end, label, vscode.InlayHintKind.Type);
        hint.paddingLeft = true;
        hints.push(hint);
      }
    }
    return hints;
  }

  dispose(): void {
    this.#subscriptions.forEach((subscription) => void subscription.dispose());
    this.#changed.dispose();
  }
}
