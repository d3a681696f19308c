import * as vscode from 'vscode';
import type { VerifiedFix } from '../frontends/torch/fixes/verifyFixes';
import type { Diagnostic } from '../graph/trace';
import { commands, type CommandTarget } from './commands';
import { fileOf, importReplaced } from './diagnostics';
import { magicCommentOf, writeMagicComment } from './magicComment';
import type { ModelDocument } from './modelDocument';
import type { ModelDocuments } from './modelDocuments';
import { Repairs } from './repairs';
import { sourceFileOf } from './sourceFile';

/** Repairs of what tracing found wrong: changes of the source that were traced, and choices that are missing. */
export class TraceQuickFixes implements vscode.CodeActionProvider {
  static readonly metadata: vscode.CodeActionProviderMetadata = {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
  };

  readonly #documents: ModelDocuments;
  readonly #repairs = new Repairs();

  constructor(documents: ModelDocuments) {
    this.#documents = documents;
  }

  async provideCodeActions(
    document: vscode.TextDocument,
    _range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    const all: vscode.CodeAction[] = [];
    for (const marker of diagnostics.filter(({ source }) => source === 'Skipline')) {
      const actions = marker.code === importReplaced ? [choosePackages(document, marker)] : [];
      for (const model of this.#documents) {
        const diagnostic = model.diagnostics.find(
          (candidate) =>
            candidate.code === marker.code &&
            candidate.message === marker.message &&
            fileOf(candidate, model) === sourceFileOf(document.uri),
        );
        if (diagnostic) {
          actions.push(...writingAssumed(document, model, diagnostic, marker));
          actions.push(...choicesFor(model, diagnostic, marker));
          actions.push(...(await this.#repairsOf(model, diagnostic, marker)));
        }
      }
      all.push(...distinct(actions));
    }
    return document.isClosed ? [] : all;
  }

  async #repairsOf(
    model: ModelDocument,
    diagnostic: Diagnostic,
    marker: vscode.Diagnostic,
  ): Promise<vscode.CodeAction[]> {
    if (diagnostic.detail === undefined) {
      return [];
    }
    const result = model.lastResult;
    const fixes = await this.#repairs.for(model);
    // Only for the text that the fixes were found in.
    return model.lastResult === result && model.freshness !== 'tracing'
      ? fixes.flatMap((fix, index) => actionOf(fix, marker, index === 0) ?? [])
      : [];
  }
}

/** Models that share a broken file have the same repairs for it. */
function distinct(actions: readonly vscode.CodeAction[]): vscode.CodeAction[] {
  const byTitle = new Map<string, vscode.CodeAction>();
  actions.forEach((action) => byTitle.set(action.title, byTitle.get(action.title) ?? action));
  return [...byTitle.values()];
}

function actionOf(
  { title, file, edits, isComplete }: VerifiedFix,
  marker: vscode.Diagnostic,
  isFirst: boolean,
): vscode.CodeAction | undefined {
  const document = vscode.workspace.textDocuments.find(({ uri }) => sourceFileOf(uri) === file);
  if (document === undefined) {
    return undefined;
  }
  const action = new vscode.CodeAction(
    isComplete ? title : vscode.l10n.t('{0} (another problem remains)', title),
    vscode.CodeActionKind.QuickFix,
  );
  action.diagnostics = [marker];
  action.isPreferred = isFirst && isComplete;
  action.edit = new vscode.WorkspaceEdit();
  for (const { from, to, text } of edits) {
    const range = new vscode.Range(document.positionAt(from), document.positionAt(to));
    action.edit.replace(document.uri, range, text);
  }
  return action;
}

function choosePackages(document: vscode.TextDocument, marker: vscode.Diagnostic): vscode.CodeAction {
  const title = vscode.l10n.t('Choose the folder of site-packages…');
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [marker];
  action.command = { title, command: commands.choosePackages, arguments: [document.uri] };
  return action;
}

/** Writes the arguments that were assumed into the comment of the model, where they can be changed. */
function writingAssumed(
  document: vscode.TextDocument,
  { lastResult, outline }: ModelDocument,
  { code, span }: Diagnostic,
  marker: vscode.Diagnostic,
): vscode.CodeAction[] {
  const call = lastResult?.trace?.model ?? '';
  const declared = outline.declarations.find(({ name }) => name === /^\w+/.exec(call)?.[0]);
  if (code !== 'argumentsAssumed' || declared === undefined || span?.line !== declared.line) {
    return [];
  }
  const title = vscode.l10n.t('Write the assumed arguments as a comment');
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [marker];
  action.isPreferred = true;
  action.edit = new vscode.WorkspaceEdit();
  const present = magicCommentOf(document.getText(), declared.name);
  if (present === undefined) {
    const place = new vscode.Position(declared.line - 1, 0);
    action.edit.insert(document.uri, place, `# skipline: ${call}\n`);
  } else {
    const range = new vscode.Range(document.positionAt(present.from), document.positionAt(present.to));
    const given = /\((.*)\)$/s.exec(call)?.[1];
    action.edit.replace(
      document.uri,
      range,
      writeMagicComment(declared.name, { ...present, arguments: given }),
    );
  }
  return [action];
}

/** What a diagnostic asks the user for. */
function choicesFor(
  model: ModelDocument,
  { code, span }: Diagnostic,
  marker: vscode.Diagnostic,
): vscode.CodeAction[] {
  const asked = {
    argumentsNeeded: ['arguments'],
    argumentsWrong: ['arguments'],
    argumentsAssumed: ['arguments'],
    inputsNeeded: ['inputs'],
    inputWrong: ['inputs'],
  }[code];
  const declared =
    span?.file === model.file ? model.outline.declarations.find(({ line }) => line === span.line) : undefined;
  const target: CommandTarget = {
    uri: model.uri.toString(),
    ...(declared && { name: declared.name }),
  };
  return (asked ?? []).map((what) => {
    const isArguments = what === 'arguments';
    const title = isArguments ? vscode.l10n.t('Set arguments…') : vscode.l10n.t('Set the input shape…');
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    action.diagnostics = [marker];
    action.isPreferred = code !== 'argumentsAssumed';
    action.command = {
      title,
      command: isArguments ? commands.setArguments : commands.setInputShape,
      arguments: [target],
    };
    return action;
  });
}
