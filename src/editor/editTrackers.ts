import type * as vscode from 'vscode';
import { EditTracker } from './trackedTrace';

/** The trackers that follow edits for what is shown and for traces that are under way. */
export class EditTrackers {
  readonly #trackers = new Set<EditTracker>();

  /** Follows the edits that are made from now on. */
  start(): EditTracker {
    const tracker = new EditTracker();
    this.#trackers.add(tracker);
    return tracker;
  }

  /** Goes on following where that was given up. */
  keep(tracker: EditTracker): void {
    this.#trackers.add(tracker);
  }

  stop(tracker: EditTracker): void {
    this.#trackers.delete(tracker);
  }

  apply(event: vscode.TextDocumentChangeEvent): void {
    this.#trackers.forEach((tracker) => tracker.apply(event));
  }

  noteChangeOnDisk(file: string): void {
    this.#trackers.forEach((tracker) => tracker.noteChangeOnDisk(file));
  }
}
