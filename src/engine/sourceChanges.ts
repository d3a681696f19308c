import path from 'node:path';
import type { Trace } from '../graph/trace';

/** Digest of the text of each file that a run's model was made of, by its path from the folder of the model's file. */
export type RecordedSources = Readonly<Record<string, string>>;

/** Undefined where the front end tells of no texts. */
export function recordedSources({
  file,
  sources,
}: Pick<Trace, 'file' | 'sources'>): RecordedSources | undefined {
  // From the model's own folder on: a project that was moved as a whole is the same.
  const folder = path.dirname(file);
  return (
    sources &&
    Object.fromEntries(Object.entries(sources).map(([name, digest]) => [path.relative(folder, name), digest]))
  );
}

/**
 * Files of the model whose text is another one than when the run was recorded, those that came and went included.
 * None where the run is from a time when texts were not recorded.
 */
export function changedSources(
  recorded: RecordedSources | undefined,
  trace: Pick<Trace, 'file' | 'sources'>,
): string[] {
  const present = recordedSources(trace);
  if (recorded === undefined || present === undefined) {
    return [];
  }
  const files = new Set([...Object.keys(recorded), ...Object.keys(present)]);
  return [...files].filter((file) => recorded[file] !== present[file]);
}

/** `net.py has changed`, `net.py and layers.py have changed`. */
export function describeChanges(files: readonly string[]): string {
  return files.length === 1
    ? `${files[0]} has changed`
    : `${files.slice(0, -1).join(', ')} and ${files.at(-1)} have changed`;
}
