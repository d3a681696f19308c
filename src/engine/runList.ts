import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { readEnd } from './files';
import { readRunDescription, recordsFile, type RunDescription, writeRunDescription } from './runFolder';
import { parseStepRecord, type StepRecord } from './stepRecords';

/** A run on the disk. */
export interface ListedRun {
  readonly folder: string;
  /** What the user calls it, else the name of its folder. */
  readonly name: string;
  readonly description: RunDescription;
  /** Steps done. */
  readonly steps: number;
  readonly last: StepRecord | undefined;
}

/** Bytes in which the last record is looked for. */
const longestRecord = 65_536;

/** The runs whose folders lie in `home`, the newest first. Folders that hold no run, or a damaged one, are left out. */
export function listRuns(home: string): ListedRun[] {
  if (!existsSync(home)) {
    return [];
  }
  return readdirSync(home, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => {
      try {
        return [readRun(path.join(home, name))];
      } catch {
        return [];
      }
    })
    .sort((a, b) => b.description.started.localeCompare(a.description.started));
}

/** @throws Error where the folder holds no run or a damaged one. */
export function readRun(folder: string): ListedRun {
  const description = readRunDescription(folder);
  const last = lastRecord(folder);
  return {
    folder,
    name: description.title ?? path.basename(folder),
    description,
    steps: last?.step ?? 0,
    last,
  };
}

/**
 * The run that `text` names: the path of its folder, the name of a folder in `home`, or its title.
 * @throws Error where there is none, or several have the title.
 */
export function findRun(home: string, text: string): ListedRun {
  const folder = [path.join(home, text), path.resolve(text)].find((candidate) =>
    existsSync(path.join(candidate, 'settings.json')),
  );
  if (folder !== undefined) {
    return readRun(folder);
  }
  const titled = listRuns(home).filter(({ name }) => name === text);
  if (titled.length === 1) {
    return titled[0];
  }
  throw new Error(
    titled.length === 0
      ? `There is no run '${text}' in '${home}'; see skipline runs list.`
      : `${titled.length} runs in '${home}' are called '${text}'; name the folder of one: ${titled.map((run) => path.basename(run.folder)).join(', ')}.`,
  );
}

/** Gives a run a title; its folder keeps its name. @throws Error where it is empty or cannot be written. */
export function renameRun({ folder, description }: ListedRun, title: string): void {
  if (title.trim() === '') {
    throw new Error('A run needs a name that is not empty.');
  }
  writeRunDescription(folder, { ...description, title: title.trim() });
}

/** @throws Error where a file cannot be removed. */
export function deleteRun({ folder }: ListedRun): void {
  rmSync(folder, { recursive: true });
}

/** The last line that is whole and sound, without a look at the others: lists are made while somebody waits. */
function lastRecord(folder: string): StepRecord | undefined {
  const bytes = readEnd(recordsFile(folder), longestRecord);
  const end = bytes.lastIndexOf(10);
  const start = bytes.subarray(0, Math.max(0, end)).lastIndexOf(10) + 1;
  return parseStepRecord(bytes.subarray(start, Math.max(start, end)).toString());
}
