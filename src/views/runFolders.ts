import { createHash, randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { type ListedRun, readRun } from '../engine/runList';

/** Runs of one model that stay on the disk without a name. */
const keptRuns = 5;

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

/** Of the runs of a model, whose names sort by age: those without a step, and all but the newest without a title. */
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
  return [...outdated, ...trained.slice(0, Math.max(0, trained.length - keptRuns + 1))];
}

/** Undefined where the folder holds no run, or a damaged one. */
function listed({ fsPath }: vscode.Uri): ListedRun | undefined {
  try {
    return readRun(fsPath);
  } catch {
    return undefined;
  }
}
