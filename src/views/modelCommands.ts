import * as v from 'valibot';
import * as vscode from 'vscode';
import { commands } from '../editor/commands';
import type { ListedRun } from '../engine/runList';
import type { ModelDocument } from '../editor/modelDocument';
import { pythonSelector, type ModelDocuments } from '../editor/modelDocuments';
import { whenTraced } from '../editor/whenTraced';
import type { GraphPanels } from './graphPanels';
import { tellThatNoModelIsThere } from './noModel';
import type { RunController } from './runController';
import { loadWeights, saveWeights } from './weightsCommands';

const targetSchema = v.object({
  uri: v.string(),
  name: v.optional(v.string()),
  highlight: v.optional(v.string()),
});
type Target = v.InferOutput<typeof targetSchema>;

/** The commands, from a lens, a menu or the palette. */
export class ModelCommands implements vscode.Disposable {
  readonly #documents: ModelDocuments;
  readonly #panels: GraphPanels;
  readonly #runs: RunController;
  readonly #subscriptions: vscode.Disposable[];

  constructor(documents: ModelDocuments, panels: GraphPanels, runs: RunController) {
    this.#documents = documents;
    this.#panels = panels;
    this.#runs = runs;
    const register = (command: string, act: (model: ModelDocument, target: Target) => unknown) =>
      vscode.commands.registerCommand(command, async (argument: unknown) => {
        const target = this.targetOf(argument);
        if (target === undefined) {
          tellThatNoModelIsThere();
        } else if (await mayRunCode()) {
          const model = this.#documents.get(vscode.Uri.parse(target.uri));
          if (target.name !== undefined) {
            model.select(target.name);
          }
          model.want();
          await act(model, target);
        }
      });
    this.#subscriptions = [
      register(commands.showGraph, async (model, { highlight }) => {
        this.#panels.show(model);
        if (highlight !== undefined) {
          await whenTraced(model);
          this.#panels.highlightClass(model, highlight);
        }
      }),
      register(commands.train, (model) => this.#start(model, () => this.#runs.train(model))),
      register(commands.runOnce, (model) => this.#start(model, () => this.#runs.runOnce(model))),
      register(commands.step, (model) => this.#start(model, () => this.#runs.step(model))),
      register(commands.pause, (model) => this.#runs.pause(model)),
      register(commands.stop, (model) => this.#runs.stop(model)),
      register(commands.continueRun, (model) => this.#runs.continue(model)),
      register(commands.loadWeights, (model) => this.#start(model, () => loadWeights(this.#runs, model))),
      register(commands.saveWeights, (model) => saveWeights(model)),
    ];
  }

  /** What a command without an argument is about: the graph in front, else the editor in front. */
  get current(): ModelDocument | undefined {
    const editor = vscode.window.activeTextEditor;
    return this.#panels.active ?? (editor && this.#documents.speakingFor(editor.document.uri));
  }

  /** Shows a recorded run on the graph of its model. @throws Error where the file of the model is gone. */
  async replay(run: ListedRun): Promise<void> {
    await this.#take(run, (model) => this.#runs.replay(model, run));
  }

  /** Trains on from where a recorded run ended. @throws Error where the file of the model is gone. */
  async continueRecorded(run: ListedRun): Promise<void> {
    await this.#take(run, async (model) => {
      await this.#runs.replay(model, run);
      if (shows(model, run)) {
        this.#runs.continue(model);
      }
    });
  }

  /** Saves the weights that a recorded run ended with. @throws Error where the file of the model is gone. */
  async saveWeightsOf(run: ListedRun): Promise<void> {
    await this.#take(run, async (model) => {
      if (!shows(model, run)) {
        await this.#runs.replay(model, run);
      }
      if (shows(model, run)) {
        await saveWeights(model);
      }
    });
  }

  /** Does something with a recorded run on the graph of its model. */
  async #take(run: ListedRun, act: (model: ModelDocument) => Promise<void>): Promise<void> {
    if (!(await mayRunCode())) {
      return;
    }
    const { file, model: name } = run.description;
    const document = await vscode.workspace.openTextDocument(file);
    const model = this.#documents.get(document.uri);
    const [declared] = /^\w*/.exec(name) ?? [''];
    if (model.outline.declarations.some((declaration) => declaration.name === declared)) {
      model.select(declared);
    }
    model.want();
    await this.#start(model, () => act(model));
  }

  dispose(): void {
    this.#subscriptions.forEach((subscription) => void subscription.dispose());
  }

  async #start(model: ModelDocument, start: () => Promise<void>): Promise<void> {
    this.#panels.show(model);
    await whenTraced(model);
    await start();
  }

  /** A lens gives a target, a menu of the editor a URI, the palette nothing. */
  targetOf(argument: unknown): Target | undefined {
    const given = v.safeParse(targetSchema, argument);
    if (given.success) {
      return given.output;
    }
    if (argument instanceof vscode.Uri) {
      const { uri } = this.#documents.speakingFor(argument) ?? { uri: argument };
      return uri.scheme === 'file' ? { uri: uri.toString() } : undefined;
    }
    const editor = vscode.window.activeTextEditor;
    const model = this.current;
    if (model) {
      return { uri: model.uri.toString() };
    }
    return editor && vscode.languages.match(pythonSelector, editor.document) > 0
      ? { uri: editor.document.uri.toString() }
      : undefined;
  }
}

function shows(model: ModelDocument, { folder }: ListedRun): boolean {
  return model.run?.settings.folder === folder;
}

/** Building a graph runs the model's code, which needs the user's trust in the workspace. */
async function mayRunCode(): Promise<boolean> {
  if (vscode.workspace.isTrusted) {
    return true;
  }
  const manage = vscode.l10n.t('Manage Workspace Trust');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Building the graph runs the code of the model, which needs your trust in this workspace.'),
    manage,
  );
  if (answer === manage) {
    await vscode.commands.executeCommand('workbench.trust.manage');
  }
  return false;
}
