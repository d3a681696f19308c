import * as vscode from 'vscode';
import { spansRun } from '../autodiff/schedules/schedules';
import type { ListedRun } from '../engine/runList';

/**
 * The run with an end that it has not reached: as it is, or with as many more steps as the user asks for. Undefined where
 * the user thinks better of it.
 * @throws Error where its learning rate has come to its end with it.
 */
export async function withMoreSteps(run: ListedRun, label: string): Promise<ListedRun | undefined> {
  const { steps: done, description } = run;
  const { settings } = description;
  const { steps: end, schedule } = settings;
  if (end === undefined || done < end) {
    return run;
  }
  if (schedule !== undefined && spansRun(schedule)) {
    throw new Error(
      vscode.l10n.t(
        'The learning rate of {0} has come to its end with step {1}; save its weights, and begin a new run with them.',
        label,
        end,
      ),
    );
  }
  const answer = await vscode.window.showInputBox({
    title: vscode.l10n.t('Continue {0}', label),
    prompt: vscode.l10n.t('How many more steps? It has made {0}.', done),
    value: String(end),
    validateInput: (text) =>
      wholeNumber(text) === undefined ? vscode.l10n.t('Give a whole number from 1.') : undefined,
  });
  const more = wholeNumber(answer ?? '');
  return more === undefined
    ? undefined
    : { ...run, description: { ...description, settings: { ...settings, steps: done + more } } };
}

function wholeNumber(text: string): number | undefined {
  const number = Number(text.trim());
  return /^\d+$/.test(text.trim()) && Number.isSafeInteger(number) && number > 0 ? number : undefined;
}
