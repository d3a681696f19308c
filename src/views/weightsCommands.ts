import path from 'node:path';
import * as vscode from 'vscode';
import type { ModelDocument } from '../editor/modelDocument';
import type { ModelRun } from '../editor/modelRun';
import { messageOf } from '../engine/messageOf';
import { advice } from '../engine/weights/advice';
import { weightEndings } from '../engine/weights/saveWeights';
import type { RunController } from './runController';

/** What loading takes; saving takes fewer. */
const readable = ['safetensors', 'pt', 'pth', 'npz'];

/** `Load Weights…`: the next run, which begins at once with one pass, has the weights of a file. */
export async function loadWeights(runs: RunController, model: ModelDocument): Promise<void> {
  if (runs.weightsOf(model) !== undefined) {
    const [other, none] = [vscode.l10n.t('Other weights…'), vscode.l10n.t('Those of the seed')];
    const title = vscode.l10n.t('Weights that the next run begins with');
    const answer = await vscode.window.showQuickPick([other, none], { title });
    if (answer === none) {
      await runs.beginWith(model, undefined);
    }
    if (answer !== other) {
      return;
    }
  }
  const [chosen] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Load weights'),
      filters: { [vscode.l10n.t('Weights')]: readable },
    })) ?? [];
  if (chosen !== undefined) {
    await begin(runs, model, chosen.fsPath, false);
  }
}

/**
 * Begins a run with the weights of a file. Where some keys do not fit, the user may take those that do; where nothing
 * comes of it, the next run begins with what it would have begun with before.
 */
async function begin(
  runs: RunController,
  model: ModelDocument,
  file: string,
  partial: boolean,
): Promise<void> {
  const before = runs.weightsOf(model);
  const run = await runs.beginWith(model, { file, partial });
  const problem = run === undefined ? '' : await problemOf(run);
  if (problem === undefined) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('The model has the weights of {0}; Train goes on from them.', path.basename(file)),
    );
    return;
  }
  runs.setWeights(model, before);
  // A report has a line for each kind of key, and its last one says what to do.
  const [first, ...rest] = problem.split('\n');
  if (rest.length === 0 || partial) {
    return;
  }
  const takeRest = vscode.l10n.t('Load What Fits');
  const someFit = rest.at(-1) !== advice.noneFits;
  const options = { modal: true, detail: (someFit ? rest.slice(0, -1) : rest).join('\n') };
  const offered = someFit ? [takeRest] : [];
  if ((await vscode.window.showErrorMessage(first, options, ...offered)) === takeRest) {
    await begin(runs, model, file, true);
  } else {
    await runs.beginWith(model, before);
  }
}

/** Why the run could not begin, once it has begun or failed; undefined where it has begun. */
function problemOf(run: ModelRun): Promise<string | undefined> {
  return new Promise((resolve) => {
    const look = () => {
      if (run.state !== 'preparing') {
        subscription.dispose();
        resolve(run.state === 'failed' || run.state === 'lost' ? run.message : undefined);
      }
    };
    const subscription = run.onDidChange(look);
    look();
  });
}

/** `Save Weights…`: those that the run has now. */
export async function saveWeights(model: ModelDocument): Promise<void> {
  const { run } = model;
  if (run === undefined) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Train the model first; then its weights can be saved.'),
    );
    return;
  }
  const name = `${run.traced.name}-${run.stepsDone}${weightEndings[0]}`;
  const chosen = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save weights'),
    defaultUri: vscode.Uri.joinPath(model.uri, '..', name),
    filters: { safetensors: ['safetensors'], PyTorch: ['pt', 'pth'] },
  });
  if (chosen === undefined) {
    return;
  }
  try {
    const tensors = await run.saveWeights(chosen.fsPath);
    void vscode.window.showInformationMessage(
      vscode.l10n.t('{0} tensors were saved to {1}.', tensors, path.basename(chosen.fsPath)),
    );
  } catch (error) {
    void vscode.window.showErrorMessage(messageOf(error));
  }
}
