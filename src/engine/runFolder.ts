import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { type RunSettings, runSettingsSchema } from '../protocol/engine';
import { removeCheckpoints } from './checkpoint';
import { readIfPresent } from './files';
import type { RecordedSources } from './sourceChanges';

/** What a run's folder says of the run as a whole, in `settings.json`. */
export interface RunDescription {
  /** What was traced: `ResNet20(depth=20)`, and the file that defines it. */
  readonly model: string;
  readonly file: string;
  /** Hash of the graph that a step computes; a run goes on only with an equal one. */
  readonly fingerprint: string;
  /** Texts that the model was made of; absent in runs of a time when they were not recorded. */
  readonly sources?: RecordedSources;
  readonly settings: RunSettings;
  /** Examples of a batch, which the trace was made for. */
  readonly batchSize: number;
  /** When it began, as ISO 8601. */
  readonly started: string;
  /** What the user calls it; the folder's name where absent. */
  readonly title?: string;
}

const descriptionSchema = v.object({
  model: v.string(),
  file: v.string(),
  fingerprint: v.string(),
  sources: v.optional(v.record(v.string(), v.string())),
  settings: runSettingsSchema,
  batchSize: v.number(),
  started: v.string(),
  title: v.optional(v.string()),
});

/** One JSON line per step. */
export function recordsFile(folder: string): string {
  return path.join(folder, 'steps.jsonl');
}

/** @throws Error where the folder holds no run or a damaged one. */
export function readRunDescription(folder: string): RunDescription {
  const file = descriptionFile(folder);
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
  writeRunDescription(folder, description);
}

/** Replaces what the folder says of the run, in one step. @throws Error where it cannot be written. */
export function writeRunDescription(folder: string, description: RunDescription): void {
  const file = descriptionFile(folder);
  writeFileSync(`${file}.unfinished`, JSON.stringify(description, undefined, 2) + '\n');
  renameSync(`${file}.unfinished`, file);
}

/** What the run is, see {@link RunDescription}. */
export function descriptionFile(folder: string): string {
  return path.join(folder, 'settings.json');
}
