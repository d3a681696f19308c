import * as vscode from 'vscode';
import type { ChoiceFiles } from '../editor/choiceFiles';
import type { ModelChoice } from '../editor/choiceFile';
import { commands } from '../editor/commands';
import { problemOfInputs, splitInputs, writeInputs } from '../editor/inputText';
import type { ModelDocument } from '../editor/modelDocument';
import type { ModelDocuments } from '../editor/modelDocuments';
import type { Declaration } from '../frontends/torch/outline';
import { problemOfArguments, signatureOf, type ModelSignature } from '../frontends/torch/modelSignature';
import type { CommandTarget } from '../editor/commands';
import { tellThatNoModelIsThere } from './noModel';

/** The commands that choose what is traced: a model's constructor arguments and the shapes of its inputs. */
export class ChoiceCommands implements vscode.Disposable {
  readonly #documents: ModelDocuments;
  readonly #choices: ChoiceFiles;
  readonly #targetOf: (argument: unknown) => CommandTarget | undefined;
  readonly #subscriptions: vscode.Disposable[];

  constructor(
    documents: ModelDocuments,
    choices: ChoiceFiles,
    targetOf: (argument: unknown) => CommandTarget | undefined,
  ) {
    this.#documents = documents;
    this.#choices = choices;
    this.#targetOf = targetOf;
    this.#subscriptions = [
      vscode.commands.registerCommand(commands.setArguments, (argument: unknown) =>
        this.#ask(argument, askForArguments),
      ),
      vscode.commands.registerCommand(commands.setInputShape, (argument: unknown) =>
        this.#ask(argument, askForInputs),
      ),
    ];
  }

  dispose(): void {
    this.#subscriptions.forEach((subscription) => void subscription.dispose());
  }

  async #ask(
    argument: unknown,
    ask: (question: Question) => Promise<ModelChoice | undefined>,
  ): Promise<void> {
    const target = this.#targetOf(argument);
    const model = target && this.#documents.get(vscode.Uri.parse(target.uri));
    if (!model) {
      tellThatNoModelIsThere();
      return;
    }
    const document = await vscode.workspace.openTextDocument(model.uri);
    if (model.outline.declarations.length === 0) {
      tellThatNoModelIsThere();
      return;
    }
    const declaration = await declarationOf(model, target.name);
    if (declaration === undefined) {
      return;
    }
    const { name } = declaration;
    const choice = await ask({
      name,
      present: this.#choices.choiceFor(document, name),
      signature: signatureOf(document.getText(), name),
      traced: model.traced?.name === name ? model.traced : undefined,
    });
    if (choice === undefined) {
      return;
    }
    try {
      await this.#choices.choose(document, name, choice, declaration.line);
      await this.#choices.reload();
    } catch (error) {
      void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
      return;
    }
    model.select(name);
    if (vscode.workspace.isTrusted) {
      model.want();
      model.retrace();
    }
  }
}

/** What is known when the user is asked. */
interface Question {
  readonly name: string;
  readonly present: ModelChoice;
  readonly signature: ModelSignature;
  /** Present where the model has been traced. */
  readonly traced: ModelDocument['traced'];
}

/** The declaration that is meant: the one named, the one shown, the only one, else the one that the user picks. */
async function declarationOf(
  { outline, traced }: ModelDocument,
  name: string | undefined,
): Promise<Declaration | undefined> {
  const { declarations } = outline;
  const meant = declarations.find((declaration) => declaration.name === (name ?? traced?.name));
  if (meant || declarations.length <= 1) {
    return meant ?? declarations.at(0);
  }
  const picked = await vscode.window.showQuickPick(
    declarations.map((declaration) => ({ label: declaration.name, declaration })),
    { placeHolder: vscode.l10n.t('Which model?') },
  );
  return picked?.declaration;
}

async function askForArguments({
  name,
  present,
  signature,
  traced,
}: Question): Promise<ModelChoice | undefined> {
  const { parameters } = signature;
  const required = parameters.filter((parameter) => parameter.default === undefined);
  const inUse = traced && /\((.*)\)$/s.exec(traced.trace.model)?.[1];
  const value = present.arguments ?? inUse ?? required.map((parameter) => `${parameter.name}=`).join(', ');
  const answer = await vscode.window.showInputBox({
    title: vscode.l10n.t('Arguments of {0}', name),
    prompt: `${name}(${parameters.map(describeParameter).join(', ')})`,
    placeHolder: exampleOf(signature),
    value,
    // The first value that is missing, else everything.
    valueSelection:
      value.includes('=,') || value.endsWith('=') ? cursorBehindFirst(value) : [0, value.length],
    validateInput: (text) => problemOfArguments(text, signature),
    ignoreFocusOut: true,
  });
  return answer === undefined ? undefined : { arguments: answer.trim() };
}

async function askForInputs({ name, present, traced }: Question): Promise<ModelChoice | undefined> {
  const value = present.inputs?.join(' ') ?? (traced ? writeInputs(traced.inputs) : '');
  const answer = await vscode.window.showInputBox({
    title: vscode.l10n.t('Input shape of {0}', name),
    prompt: vscode.l10n.t('Batch first, one shape for each input, parted by spaces.'),
    placeHolder: vscode.l10n.t('Such as 1x3x224x224, int64:1x128 or x=1x16 y=1x4'),
    value,
    valueSelection: [0, value.length],
    validateInput: problemOfInputs,
    ignoreFocusOut: true,
  });
  return answer === undefined ? undefined : { inputs: splitInputs(answer) };
}

function describeParameter({ name, default: value }: ModelSignature['parameters'][number]): string {
  return value === undefined ? name : `${name}=${value}`;
}

function exampleOf({ parameters }: ModelSignature): string {
  const [first, second] = parameters;
  return first === undefined
    ? vscode.l10n.t('No arguments')
    : vscode.l10n.t('Such as {0}', [`${first.name}=20`, ...(second ? [`${second.name}=4`] : [])].join(', '));
}

function cursorBehindFirst(value: string): [number, number] {
  const index = value.search(/=(?:,|$)/) + 1;
  return [index, index];
}
