import * as vscode from 'vscode';
import type { ModelDocument } from './modelDocument';
import type { ModelDocuments } from './modelDocuments';
import { readSettings } from './settings';
import { shapeLabel } from './shapeLabel';
import { sourceFileOf } from './sourceFile';

/** The output shape at the end of each line that constructs a layer; `×9 → 16×32×32 … 64×8×8` where it stands for many. */
export class ShapeInlayHints implements vscode.InlayHintsProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeInlayHints = this.#changed.event;
  readonly #documents: ModelDocuments;
  readonly #subscriptions: vscode.Disposable[];
  /** Documents whose lines hold a run's numbers. */
  readonly #numbered = new WeakSet<ModelDocument>();

  constructor(documents: ModelDocuments) {
    this.#documents = documents;
    this.#subscriptions = [
      documents.onDidChange(({ document, change }) => {
        if (change === 'trace' || (change === 'overlay' && this.#noteNumbers(document))) {
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
    const model = this.#documents.speakingFor(document.uri);
    const traced = model?.traced;
    const file = sourceFileOf(document.uri);
    if (!traced || file === undefined || !readSettings(document.uri).inlayHints) {
      return [];
    }
    const hints: vscode.InlayHint[] = [];
    for (const facts of traced.linesOf(file)) {
      const line = facts.line - 1;
      const label = shapeLabel(facts, model.overlay !== undefined);
      if (label !== '' && line >= range.start.line && line <= range.end.line && line < document.lineCount) {
        const hint = new vscode.InlayHint(document.lineAt(line).range.end, label, vscode.InlayHintKind.Type);
        hint.paddingLeft = true;
        hints.push(hint);
      }
    }
    return hints;
  }

  /** True where numbers have come or gone since the last time. */
  #noteNumbers(document: ModelDocument): boolean {
    const hasNumbers = document.overlay !== undefined;
    const hadNumbers = this.#numbered.has(document);
    if (hasNumbers) {
      this.#numbered.add(document);
    } else {
      this.#numbered.delete(document);
    }
    return hasNumbers !== hadNumbers;
  }

  dispose(): void {
    this.#subscriptions.forEach((subscription) => void subscription.dispose());
    this.#changed.dispose();
  }
}
