import * as vscode from 'vscode';
import type { Diagnostic } from '../graph/trace';
import { formatSpan } from '../graph/sourceSpan';
import type { ModelDocument } from './modelDocument';
import type { ModelDocuments } from './modelDocuments';
import { describePackages } from './packages';
import { currentRange } from './trackedTrace';

const severities: Record<Diagnostic['severity'], vscode.DiagnosticSeverity> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  // How the input was found is worth a hint on its line, not an entry among the problems.
  information: vscode.DiagnosticSeverity.Hint,
};

/** Code of the hint on an import that a stand-in answers. */
export const importReplaced = 'importReplaced';

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
    const replaced = replacedImports(model);
    if (replaced.length > 0) {
      byFile.set(model.file, [...(byFile.get(model.file) ?? []), ...replaced]);
    }
    collection.clear();
    for (const [file, list] of byFile) {
      collection.set(vscode.Uri.file(file), list);
    }
  }
}

/**
 * A hint on the statement of each import that a stand-in answers, once for the file. No warning: most of them are of no
 * account for the network.
 */
function replacedImports({ uri, lastResult }: ModelDocument): vscode.Diagnostic[] {
  const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
  const { trace, packages } = lastResult ?? {};
  if (!document || !trace) {
    return [];
  }
  return trace.inertImports.flatMap((name) => {
    const statement = new RegExp(`^[ \\t]*(?:from|import)[ \\t]+(${name})\\b`, 'm').exec(document.getText());
    if (statement === null) {
      return [];
    }
    const end = statement.index + statement[0].length;
    const range = new vscode.Range(document.positionAt(end - name.length), document.positionAt(end));
    const diagnostic = new vscode.Diagnostic(
      range,
      vscode.l10n.t(
        '{0} is not installed where Skipline looks, or has native code, which cannot run while a model is traced: a stand-in that does nothing takes its place. {1}',
        name,
        packages ? describePackages(packages) : '',
      ),
      vscode.DiagnosticSeverity.Hint,
    );
    diagnostic.source = 'Skipline';
    diagnostic.code = importReplaced;
    return diagnostic;
  });
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
