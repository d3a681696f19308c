import { createHash, randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import * as vscode from 'vscode';
import { descriptionFile, recordsFile } from '../engine/runFolder';
import { type ListedRun, readRun } from '../engine/runList';

/** Runs of one model that stay on the disk without a name. */
const keptRuns = 5;

/** An hour: a run that has not been written to for so long is not at work. */
const quietMilliseconds = 3_600_000;

/**
 * A new folder for a run of the model of a file; the oldest ones of that model are removed.
 * @param home holds a folder per model.
 */
export async function newRunFolder(home: vscode.Uri, file: vscode.Uri): Promise<vscode.Uri> {
  const digest = createHash('sha256').update(file.toString()).digest('hex').slice(0, 16);
  const ofModel = vscode.Uri.joinPath(home, digest);
  await vscode.workspace.fs.createDirectory(ofModel);
  const entries = await vscode.workspace.fs.readDirectory(ofModel);
  const outdated = outdatedRuns(entries.map(([name]) => vscode.Uri.joinPath(ofModel, name)));
  // One that cannot be removed is tried again with the next run.
  await Promise.allSettled(outdated.map((run) => vscode.workspace.fs.delete(run, { recursive: true })));
  // The time first, so that names sort by age.
  const name = `${new Date().toISOString().replace(/[:.]/g, '-')}-${randomUUID().slice(0, 8)}`;
  const folder = vscode.Uri.joinPath(ofModel, name);
  await vscode.workspace.fs.createDirectory(folder);
  return folder;
}

/**
 * Of the runs of a model, whose names sort by age: those without a step, and all but the newest without a title. One that was
 * written to of late stays, because it may be at work in another window.
 */
function outdatedRuns(folders: readonly vscode.Uri[]): vscode.Uri[] {
  const trained: vscode.Uri[] = [];
  const outdated: vscode.Uri[] = [];
  for (const folder of folders) {
    const run = listed(folder);
    if (run?.description.title === undefined) {
      (run?.steps === 0 ? outdated : trained).push(folder);
    }
  }
  trained.sort((a, b) => a.path.localeCompare(b.path));
  const surplus = trained.slice(0, Math.max(0, trained.length - keptRuns + 1));
  const earliest = Date.now() - quietMilliseconds;
  return [...outdated, ...surplus].filter(({ fsPath }) => lastWritten(fsPath) < earliest);
}

/** When a run last recorded a step or was described, in milliseconds since 1970; 0 where it did neither. */
function lastWritten(folder: string): number {
  const times = [recordsFile(folder), descriptionFile(folder)].map(
    (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0,
  );
  return Math.max(...times);
}

/** Undefined where the folder holds no run, or a damaged one. */
function listed({ fsPath }: vscode.Uri): ListedRun | undefined {
  try {
    return readRun(fsPath);
  } catch {
    return undefined;
  }
}
