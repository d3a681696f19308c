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
  readonly #collection = vscode.languages.createDiagnosticCollection('skipline');
  readonly #documents: ModelDocuments;
  readonly #subscription: vscode.Disposable;
  /** Files that each model has markers in. */
  readonly #marked = new Map<ModelDocument, ReadonlySet<string>>();

  constructor(documents: ModelDocuments) {
    this.#documents = documents;
    this.#subscription = documents.onDidChange(({ document, change }) => {
      // While a trace runs, the markers of the last one move with the text.
      if (change === 'closed' || (change === 'freshness' && document.freshness !== 'tracing')) {
        this.#update(document);
      }
    });
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#collection.dispose();
  }

  /** Models that share a broken file find the same in it, which is said once. */
  #update(model: ModelDocument): void {
    const before = this.#marked.get(model) ?? [];
    const own = model.isClosed ? new Map<string, vscode.Diagnostic[]>() : markersOf(model);
    if (own.size > 0) {
      this.#marked.set(model, new Set(own.keys()));
    } else {
      this.#marked.delete(model);
    }
    const changed = new Set([...before, ...own.keys()]);
    const others = [...this.#documents]
      .filter(
        (other) => other !== model && [...(this.#marked.get(other) ?? [])].some((file) => changed.has(file)),
      )
      .map(markersOf);
    for (const file of changed) {
      const found = [own, ...others].flatMap((markers) => markers.get(file) ?? []);
      this.#collection.set(vscode.Uri.file(file), distinct(found));
    }
  }
}

/** What the last trace of a model found, by file. */
function markersOf(model: ModelDocument): Map<string, vscode.Diagnostic[]> {
  const byFile = new Map<string, vscode.Diagnostic[]>();
  const add = (file: string, marker: vscode.Diagnostic) => {
    byFile.set(file, [...(byFile.get(file) ?? []), marker]);
  };
  model.diagnostics.forEach((diagnostic) => add(fileOf(diagnostic, model), toEditor(diagnostic, model)));
  replacedImports(model).forEach((marker) => add(model.file, marker));
  return byFile;
}

/** The file that a diagnostic is shown in. */
export function fileOf({ span }: Diagnostic, model: ModelDocument): string {
  return span?.file ?? model.file;
}

function distinct(markers: readonly vscode.Diagnostic[]): vscode.Diagnostic[] {
  const byContent = new Map<string, vscode.Diagnostic>();
  for (const marker of markers) {
    const { start, end } = marker.range;
    const place = [start.line, start.character, end.line, end.character].join();
    const content = `${place} ${marker.severity} ${marker.message}`;
    byContent.set(content, byContent.get(content) ?? marker);
  }
  return [...byContent.values()];
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
    const pattern = `^[ \\t]*(?:from|import)[ \\t]+${name.replaceAll('.', '\\.')}\\b`;
    const statement = new RegExp(pattern, 'm').exec(document.getText());
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
