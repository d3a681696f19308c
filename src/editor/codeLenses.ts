import * as vscode from 'vscode';
import type { Declaration } from '../frontends/torch/outline';
import { formatShape } from '../graph/shape';
import { commands, type CommandTarget } from './commands';
import { formatCount } from './format';
import type { ModelDocument } from './modelDocument';
import type { ModelDocuments } from './modelDocuments';
import type { TrackedTrace } from './trackedTrace';

/**
 * Above each model class and factory function what can be done with it, and the size of the traced one.
 * Comes from the static outline, so that it is there at any trust level and in broken text.
 */
export class ModelCodeLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #documents: ModelDocuments;
  readonly #subscription: vscode.Disposable;

  constructor(documents: ModelDocuments) {
    this.#documents = documents;
    this.#subscription = documents.onDidChange(({ change }) => {
      if (change === 'outline' || change === 'trace') {
        this.#changed.fire();
      }
    });
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const model = this.#documents.find(document.uri);
    if (!model) {
      return [];
    }
    // While an edit is being parsed the outline may be longer than the text.
    return model.outline.declarations
      .filter(({ line }) => line <= document.lineCount)
      .flatMap((declaration) =>
        lensesOf(declaration, model, this.#documents.speakingFor(document.uri) ?? model),
      );
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}

function lensesOf(
  declaration: Declaration,
  model: ModelDocument,
  /** The document whose trace the file is part of; often the same. */
  whole: ModelDocument,
): vscode.CodeLens[] {
  const { traced } = whole;
  const { line, name } = declaration;
  const range = new vscode.Range(line - 1, 0, line - 1, 0);
  const lens = (title: string, command: string, tooltip: string, target: Partial<CommandTarget>) =>
    new vscode.CodeLens(range, {
      title,
      command,
      tooltip,
      arguments: [{ uri: model.uri.toString(), ...target } satisfies CommandTarget],
    });
  const show = (title: string, target: Partial<CommandTarget>) =>
    lens(title, commands.showGraph, vscode.l10n.t('Show the network as a graph beside the code'), target);

  const missing = declaration.requiredParameters.join(', ');
  const setArguments = () =>
    lens(
      vscode.l10n.t('Set arguments ({0})…', missing),
      commands.setArguments,
      vscode.l10n.t('The network can be built once its constructor has all arguments'),
      { name },
    );
  if (model.canTrace(declaration)) {
    const isAsking = missing !== '' && whole.diagnostics.some(({ code }) => code === 'argumentsNeeded');
    return [
      ...(isAsking && traced?.name !== name ? [setArguments()] : []),
      show(vscode.l10n.t('Show graph'), { name }),
      lens(
        vscode.l10n.t('Train'),
        commands.train,
        vscode.l10n.t('Train the network and see its activations and gradients on these lines'),
        { name },
      ),
      ...(traced?.name === name ? tracedLenses(traced, { lens, show, name }) : []),
    ];
  }
  // A part of a model: it cannot stand alone, but its places in the traced model can be shown.
  const instances = traced?.index.instancesOf(name) ?? [];
  if (declaration.usedBy.length === 0 && instances.length === 0) {
    return [setArguments()];
  }
  const target = { uri: whole.uri.toString(), highlight: name };
  const count = `×${instances.length} · ${parameterRange(instances.map(({ parameters }) => parameters))}`;
  return [
    show(vscode.l10n.t('Show in graph'), target),
    ...(instances.length > 0 ? [show(count, target)] : []),
  ];
}

interface LensMakers {
  readonly lens: (
    title: string,
    command: string,
    tooltip: string,
    target: Partial<CommandTarget>,
  ) => vscode.CodeLens;
  readonly show: (title: string, target: Partial<CommandTarget>) => vscode.CodeLens;
  readonly name: string;
}

/** The size of the traced model, and what it was traced with: each a click away from another choice. */
function tracedLenses(
  { trace, analysis, inputs }: TrackedTrace,
  { lens, show, name }: LensMakers,
): vscode.CodeLens[] {
  const given = /\((.+)\)$/s.exec(trace.model)?.[1];
  const shapes = inputs.map(({ shape }) => formatShape(shape)).join(', ');
  const assumed = Object.keys(trace.assumedArguments ?? {});
  return [
    show(vscode.l10n.t('{0} parameters', formatCount(analysis.parameters)), { name }),
    ...(given === undefined
      ? []
      : [
          lens(
            assumed.length === 0 ? shortened(given) : vscode.l10n.t('assumed: {0}', shortened(given)),
            commands.setArguments,
            assumed.length === 0
              ? vscode.l10n.t('Change the arguments of {0}', trace.model)
              : vscode.l10n.t(
                  'Nothing says {0}: click to change what was assumed in {1}',
                  assumed.join(', '),
                  trace.model,
                ),
            { name },
          ),
        ]),
    ...(shapes === ''
      ? []
      : [lens(shapes, commands.setInputShape, vscode.l10n.t('Change the shape of the input'), { name })]),
  ];
}

const longestArguments = 40;

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > longestArguments ? `${line.slice(0, longestArguments - 1)}…` : line;
}

function parameterRange(counts: readonly number[]): string {
  const low = Math.min(...counts);
  const high = Math.max(...counts);
  const text = low === high ? formatCount(low) : `${formatCount(low)}–${formatCount(high)}`;
  return vscode.l10n.t('{0} parameters', text);
}
