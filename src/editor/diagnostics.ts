import * as vscode from 'vscode';
import type { Diagnostic } from '../graph/trace';
import { formatSpan } from '../graph/sourceSpan';
import type { ModelDocument } from './modelDocument';
import type { ModelDocuments } from './modelDocuments';
import { currentRange } from './trackedTrace';

const severities: Record<Diagnostic['severity'], vscode.DiagnosticSeverity> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

/** What tracing found wrong, on the exact place in the source, with the calls that led there. */
export class TraceDiagnostics implements vscode.Disposable {
  readonly #collections = new Map<ModelDocument, vscode.DiagnosticCollection>();
  readonly #subscription: vscode.Disposable;

  constructor(documents: ModelDocuments) {
    this.#subscription = documents.onDidChange(({ document, change }) => {
      if (change === 'closed') {
        this.#collections.get(document)?.dispose();
        this.#collections.delete(document);
      }
      // While a trace runs, the markers of the last one move with the text.
      if (change === 'freshness' && document.freshness !== 'tracing') {
        this.#show(document);
      }
    });
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#collections.forEach((collection) => collection.dispose());
  }

  #show(model: ModelDocument): void {
    let collection = this.#collections.get(model);
    if (collection === undefined) {
      collection = vscode.languages.createDiagnosticCollection('skipline');
      this.#collections.set(model, collection);
    }
    const byFile = new Map<string, vscode.Diagnostic[]>();
    for (const diagnostic of model.diagnostics) {
      const file = diagnostic.span?.file ?? model.file;
      const list = byFile.get(file) ?? [];
      byFile.set(file, list);
      list.push(toEditor(diagnostic, model));
    }
    collection.clear();
    for (const [file, list] of byFile) {
      collection.set(vscode.Uri.file(file), list);
    }
  }
}

function toEditor(diagnostic: Diagnostic, model: ModelDocument): vscode.Diagnostic {
  const edits = model.diagnosticEdits;
  const range = diagnostic.span && edits ? currentRange(diagnostic.span, edits) : undefined;
  const result = new vscode.Diagnostic(
    range ?? new vscode.Range(0, 0, 0, 0),
    diagnostic.message,
    severities[diagnostic.severity],
  );
  result.source = 'Skipline';
  result.code = diagnostic.code;
  result.relatedInformation = (diagnostic.stack ?? [])
    .slice(1)
    .map(
      (span) =>
        new vscode.DiagnosticRelatedInformation(
          new vscode.Location(
            vscode.Uri.file(span.file),
            new vscode.Range(span.line - 1, span.column - 1, span.endLine - 1, span.endColumn - 1),
          ),
          vscode.l10n.t('called from {0}', formatSpan({ ...span, file: span.file.replace(/^.*[\\/]/, '') })),
        ),
    );
  return result;
}
