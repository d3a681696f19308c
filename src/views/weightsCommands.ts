import path from 'node:path';
import * as vscode from 'vscode';
import type { ModelDocument } from '../editor/modelDocument';
import type { ModelRun } from '../editor/modelRun';
import { messageOf } from '../engine/messageOf';
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

/** Where some keys do not fit, the user may take those that do. */
async function begin(
  runs: RunController,
  model: ModelDocument,
  file: string,
  partial: boolean,
): Promise<void> {
  const run = await runs.beginWith(model, { file, partial });
  const report = run === undefined ? undefined : await reportOf(run);
  if (report === undefined || partial) {
    return;
  }
  const [first, ...rest] = report.split('\n');
  const takeRest = vscode.l10n.t('Load What Fits');
  const options = { modal: true, detail: rest.slice(0, -1).join('\n') };
  const answer = await vscode.window.showErrorMessage(first, options, takeRest);
  if (answer === takeRest) {
    await begin(runs, model, file, true);
  } else {
    await runs.beginWith(model, undefined);
  }
}

/** The report of keys that do not fit, once the run has begun or failed; undefined where all do. */
function reportOf(run: ModelRun): Promise<string | undefined> {
  return new Promise((resolve) => {
    const look = () => {
      if (run.state !== 'preparing') {
        subscription.dispose();
        const isReport = run.state === 'failed' && run.message?.includes('\n') === true;
        resolve(isReport ? run.message : undefined);
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
  const name = `${run.traced.name}-${run.step}${weightEndings[0]}`;
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
