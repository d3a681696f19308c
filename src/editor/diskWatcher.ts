import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ModelDocuments } from './modelDocuments';
import type { TraceResult } from '../protocol/tracer';
import { sourceFileOf } from './sourceFile';
import { missingImports } from './traceOutcome';

/** Tools write files in bursts. */
const quietMilliseconds = 150;

/** Python files that change on the disk, by whatever tool. Files in editors report their changes themselves. */
export class DiskWatcher implements vscode.Disposable {
  readonly #documents: ModelDocuments;
  readonly #subscriptions: vscode.Disposable[];
  readonly #changed = new Map<string, 'changed' | 'created' | 'deleted'>();
  #timer: NodeJS.Timeout | undefined;

  constructor(documents: ModelDocuments) {
    this.#documents = documents;
    const watcher = vscode.workspace.createFileSystemWatcher('**/*.py');
    this.#subscriptions = [
      watcher,
      watcher.onDidChange((uri) => this.#note(uri, 'changed')),
      watcher.onDidCreate((uri) => this.#note(uri, 'created')),
      watcher.onDidDelete((uri) => this.#note(uri, 'deleted')),
    ];
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscriptions.forEach((subscription) => void subscription.dispose());
  }

  #note(uri: vscode.Uri, change: 'changed' | 'created' | 'deleted'): void {
    const file = sourceFileOf(uri);
    if (file !== undefined) {
      // A new file is written after it was made: it is still the file that an import was missing.
      const isNew = change === 'changed' && this.#changed.get(file) === 'created';
      this.#changed.set(file, isNew ? 'created' : change);
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#tell(), quietMilliseconds);
    }
  }

  #tell(): void {
    const open = new Set(vscode.workspace.textDocuments.map(({ uri }) => sourceFileOf(uri)));
    const changes = [...this.#changed];
    this.#changed.clear();
    for (const model of this.#documents) {
      for (const [file, change] of changes) {
        if (change === 'deleted' && file === model.file) {
          model.setGone();
        } else if (change === 'created' && (file === model.file || isMissed(file, model.lastResult))) {
          model.retrace();
        } else if (!open.has(file)) {
          model.applyChangeOnDisk(file);
        }
      }
    }
  }
}

/** A file that answers an import which found nothing before. */
function isMissed(file: string, result: TraceResult | undefined): boolean {
  const missing = result === undefined ? [] : missingImports(result);
  const parts = file.replace(/(\/__init__)?\.py$/, '').split(path.posix.sep);
  return missing.some((name) => parts.includes(name.split('.')[0]));
}
