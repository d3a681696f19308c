import type * as vscode from 'vscode';
import type { DocumentChange, Preparation } from './documentState';
import type { ModelRun } from './modelRun';

/** The run that a document shows, and the one that is being prepared to take its place. */
export class ShownRun {
  preparation: Preparation | undefined;
  run: ModelRun | undefined;
  readonly #changed: (change: DocumentChange) => void;
  #subscriptions: vscode.Disposable[] = [];

  constructor(changed: (change: DocumentChange) => void) {
    this.#changed = changed;
  }

  prepare(preparation: Preparation | undefined): void {
    this.preparation = preparation;
    this.#changed('run');
  }

  /** Ends the run before. @returns it. */
  replace(run: ModelRun | undefined): ModelRun | undefined {
    const before = this.run;
    this.#subscriptions.forEach((subscription) => void subscription.dispose());
    this.run = run;
    this.preparation = undefined;
    this.#subscriptions = run
      ? [run.onDidChange(() => this.#changed('run')), run.onDidChangeOverlay(() => this.#changed('overlay'))]
      : [];
    before?.dispose();
    this.#changed('run');
    this.#changed('overlay');
    return before;
  }
}
