import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { type RunSettings, runSettingsSchema } from '../protocol/engine';
import { removeCheckpoints } from './checkpoint';
import { readIfPresent } from './files';

/** What a run's folder says of the run as a whole, in `settings.json`. */
export interface RunDescription {
  /** What was traced: `ResNet20(depth=20)`, and the file that defines it. */
  readonly model: string;
  readonly file: string;
  /** Hash of the graph that a step computes; a run goes on only with an equal one. */
  readonly fingerprint: string;
  readonly settings: RunSettings;
}

const descriptionSchema = v.object({
  model: v.string(),
  file: v.string(),
  fingerprint: v.string(),
  settings: runSettingsSchema,
});

/** One JSON line per step. */
export function recordsFile(folder: string): string {
  return path.join(folder, 'steps.jsonl');
}

/** @throws Error where the folder holds no run or a damaged one. */
export function readRunDescription(folder: string): RunDescription {
  const file = path.join(folder, 'settings.json');
  const text = readIfPresent(file);
  if (text === undefined) {
    throw new Error(`The folder '${folder}' holds no run that could be continued.`);
  }
  try {
    return v.parse(descriptionSchema, JSON.parse(text.toString()));
  } catch {
    throw new Error(`The file '${file}' is damaged, so the run cannot be continued; start a new one.`);
  }
}

/**
 * Makes a folder ready for a new run.
 * @throws Error where it holds a run with steps already: nothing that was learnt is thrown away.
 */
export function createRunFolder(folder: string, description: RunDescription): void {
  mkdirSync(folder, { recursive: true });
  if (readIfPresent(recordsFile(folder))?.length) {
    throw new Error(
      `The folder '${folder}' holds a run already; continue that one, or give the new run another folder.`,
    );
  }
  rmSync(recordsFile(folder), { force: true });
  removeCheckpoints(folder);
  const file = path.join(folder, 'settings.json');
  writeFileSync(`${file}.unfinished`, JSON.stringify(description, undefined, 2) + '\n');
  renameSync(`${file}.unfinished`, file);
}
