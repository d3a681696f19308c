import { appendFileSync, statSync, truncateSync } from 'node:fs';
import * as v from 'valibot';
import { readIfPresent } from './files';

/** What is kept of one training step. */
export interface StepRecord {
  /** Counts from 1. */
  readonly step: number;
  readonly loss: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly milliseconds: number;
  /** Whether the step ran with probes, which is another compiled graph. */
  readonly probed: boolean;
}

/** JSON has no NaN and no infinity; a loss that is neither a number is kept as null. */
const number = v.pipe(
  v.nullable(v.number()),
  v.transform((value) => value ?? Number.NaN),
);
const recordSchema = v.object({
  step: v.pipe(v.number(), v.integer(), v.minValue(1)),
  loss: number,
  metrics: v.record(v.string(), number),
  milliseconds: v.number(),
  probed: v.boolean(),
});

/** Adds a run's records to its file, line by line. */
export class StepRecordWriter {
  /** Bytes of the file that are whole lines. */
  private length: number;
  /** Lines that the disk did not take. */
  private waiting = '';

  /** @param file whose last line is whole, see {@link readStepRecords}. */
  constructor(private readonly file: string) {
    this.length = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  }

  /**
   * Adds one line, after those that could not be added before; when this returns, the step survives the end of the process.
   * @throws Error where the disk takes no more; the line waits for the next one then.
   */
  append(record: StepRecord): void {
    this.waiting += JSON.stringify(record) + '\n';
    this.flush();
  }

  /** Adds what waits. @throws as {@link append}. */
  flush(): void {
    if (this.waiting === '') {
      return;
    }
    const bytes = Buffer.from(this.waiting);
    try {
      appendFileSync(this.file, bytes);
    } catch (error) {
      this.cutTorso();
      throw error;
    }
    this.length += bytes.length;
    this.waiting = '';
  }

  /** A part of the lines may have been written before the disk was full. */
  private cutTorso(): void {
    try {
      truncateSync(this.file, this.length);
    } catch {
      // Then the file is gone, or not to be written at all.
    }
  }
}

/**
 * The records of a run, step 1 first. A last line that was cut off while it was written is removed from the file,
 * so that the next record starts on a line of its own. Empty where there is no file.
 * @throws Error where a line before the last is damaged or steps are missing.
 */
export function readStepRecords(file: string): StepRecord[] {
  const bytes = readIfPresent(file);
  if (bytes === undefined) {
    return [];
  }
  const end = bytes.lastIndexOf('\n') + 1;
  if (end < bytes.length) {
    truncateSync(file, end);
  }
  const lines = bytes.subarray(0, end).toString().split('\n').slice(0, -1);
  return lines.map((line, index) => {
    const record = parseStepRecord(line);
    if (record?.step !== index + 1) {
      throw new Error(
        `Line ${index + 1} of '${file}' is not the record of step ${index + 1}; the records of the run are damaged.`,
      );
    }
    return record;
  });
}

/** Undefined where the line is no record. */
export function parseStepRecord(line: string): StepRecord | undefined {
  try {
    const parsed = v.safeParse(recordSchema, JSON.parse(line));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
