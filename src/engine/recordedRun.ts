import { readFile } from 'node:fs/promises';
import type { Overlay } from '../protocol/overlay';
import { isMissing } from './files';
import { overlaysFile, parseOverlay } from './overlayRecords';
import { recordsFile } from './runFolder';
import { parseStepRecord } from './stepRecords';

/** What a run's folder holds for showing it again without an engine. */
export interface RecordedRun {
  readonly losses: readonly [step: number, loss: number][];
  /** Numbers of some steps, in their order. */
  readonly overlays: readonly Overlay[];
}

/** Characters that are parsed before others get their turn. */
const charactersPerTurn = 50_000;

/**
 * Reads a run beside other work: no turn of the event loop takes long. Lines that are torn or damaged are left out.
 * @throws Error where a file cannot be read.
 */
export async function readRecordedRun(folder: string): Promise<RecordedRun> {
  const losses: [number, number][] = [];
  for await (const line of lines(recordsFile(folder))) {
    const record = parseStepRecord(line);
    if (record !== undefined) {
      losses.push([record.step, record.loss]);
    }
  }
  const overlays = new Map<number, Overlay>();
  for await (const line of lines(overlaysFile(folder))) {
    const overlay = parseOverlay(line);
    if (overlay !== undefined) {
      overlays.set(overlay.step, overlay);
    }
  }
  return { losses, overlays: [...overlays.values()].sort((a, b) => a.step - b.step) };
}

async function* lines(file: string): AsyncGenerator<string> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) {
      return;
    }
    throw error;
  }
  let parsed = 0;
  for (const line of text.split('\n')) {
    yield line;
    parsed += line.length;
    if (parsed > charactersPerTurn) {
      parsed = 0;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
