import { closeSync, fstatSync, openSync, readSync, renameSync, rmSync, writeSync, writevSync } from 'node:fs';
import path from 'node:path';
import { isMissing } from './files';
import { messageOf } from './messageOf';
import {
  encodeSafetensorsHeader,
  parseSafetensorsHeader,
  type SafetensorsHeader,
  safetensorsHeadLength,
} from './safetensors';
import { sizeOf } from '../graph/dataType';
import { sameShape } from '../graph/shape';
import type { StateTensor, TrainingState } from './trainingState';

/**
 * The state of a run after a step, as a safetensors file: parameters and buffers by their state-dict names, optimizer
 * slots beside them, the step in the metadata.
 *
 * Two files take turns, and each comes into being under another name and is renamed when it is whole, so that at
 * every moment one of them is complete. Nothing is flushed to the disk: what was written survives the end of the
 * process without it, and a flush would cost more than a training step.
 */
const fileNames = ['checkpoint-0.safetensors', 'checkpoint-1.safetensors'] as const;

/** Buffers that one call of `writev` takes on every system. */
const mostBuffersPerWrite = 512;

/**
 * Writes the current state.
 * @param turn which of the two files to replace: 0 and 1 in turns.
 * @throws Error where the file cannot be written; the earlier checkpoints are intact then.
 */
export function writeCheckpoint(folder: string, state: TrainingState, step: number, turn: 0 | 1): void {
  const target = path.join(folder, fileNames[turn]);
  const unfinished = `${target}.unfinished`;
  // Wide elements first, which keeps every tensor of the file aligned to its own size.
  const tensors = state.tensors().sort((a, b) => sizeOf(b.type) - sizeOf(a.type));
  try {
    const file = openSync(unfinished, 'w');
    try {
      writeAll(file, [
        encodeSafetensorsHeader(tensors, { step: String(step) }),
        ...tensors.map(({ bytes }) => bytes),
      ]);
    } finally {
      closeSync(file);
    }
    renameSync(unfinished, target);
  } catch (error) {
    // On a disk that is full the torso would take the room that the user's own files need.
    rmSync(unfinished, { force: true });
    throw error;
  }
}

export function removeCheckpoints(folder: string): void {
  for (const name of fileNames) {
    rmSync(path.join(folder, name), { force: true });
  }
}

export interface LoadedCheckpoint {
  /** The step after which the state was written. */
  readonly step: number;
  /** Which of the two files to replace next. */
  readonly nextTurn: 0 | 1;
  /** Sentences about files that could not be used. */
  readonly problems: readonly string[];
}

/**
 * Reads the newest whole checkpoint of step `latest` or an earlier one into `state`.
 * Step 0, with the state untouched, where there is none.
 * @throws Error where a checkpoint is of another model.
 */
export function loadCheckpoint(folder: string, state: TrainingState, latest: number): LoadedCheckpoint {
  const problems: string[] = [];
  const candidates = ([0, 1] as const).flatMap((turn) => {
    const file = path.join(folder, fileNames[turn]);
    try {
      return [{ file, turn, step: readStep(file) }];
    } catch (error) {
      if (!isMissing(error)) {
        problems.push(`The checkpoint '${file}' cannot be used: ${messageOf(error)}`);
      }
      return [];
    }
  });
  const newest = candidates
    .filter(({ step }) => step <= latest)
    .sort((a, b) => b.step - a.step)
    .at(0);
  if (newest !== undefined) {
    readInto(newest.file, state.tensors());
  }
  return { step: newest?.step ?? 0, nextTurn: newest?.turn === 0 ? 1 : 0, problems };
}

function readStep(file: string): number {
  return withHeader(file, (_descriptor, { metadata }) => {
    const step = Number(metadata.step);
    if (!Number.isSafeInteger(step) || step < 1) {
      throw new Error(`its metadata names the step '${metadata.step}'.`);
    }
    return step;
  });
}

function readInto(file: string, tensors: readonly StateTensor[]): void {
  withHeader(file, (descriptor, header) => {
    for (const { path: name, type, shape, bytes } of tensors) {
      const entry = header.tensors.get(name);
      if (entry?.type !== type || !sameShape(entry.shape, shape)) {
        throw new Error(
          `The checkpoint '${file}' holds no '${name}' of shape [${shape.join(', ')}] and type ${type}, so it belongs to another model or engine.`,
        );
      }
      readFully(descriptor, bytes, header.dataStart + entry.start);
    }
  });
}

function withHeader<Result>(
  file: string,
  use: (descriptor: number, header: SafetensorsHeader) => Result,
): Result {
  const descriptor = openSync(file, 'r');
  try {
    const fileLength = fstatSync(descriptor).size;
    const first = new Uint8Array(Math.min(8, fileLength));
    readFully(descriptor, first, 0);
    const head = new Uint8Array(safetensorsHeadLength(first, fileLength));
    readFully(descriptor, head, 0);
    return use(descriptor, parseSafetensorsHeader(head, fileLength));
  } finally {
    closeSync(descriptor);
  }
}

function readFully(descriptor: number, target: Uint8Array, position: number): void {
  for (let done = 0; done < target.length;) {
    const count = readSync(descriptor, target, done, target.length - done, position + done);
    if (count === 0) {
      throw new Error('The file ends before its last tensor.');
    }
    done += count;
  }
}

function writeAll(descriptor: number, buffers: readonly Uint8Array[]): void {
  for (let first = 0; first < buffers.length; first += mostBuffersPerWrite) {
    const group = buffers.slice(first, first + mostBuffersPerWrite);
    let written = writevSync(descriptor, group);
    // A system may take a part only; what is left goes buffer by buffer.
    for (const buffer of group) {
      const skipped = Math.min(written, buffer.length);
      written -= skipped;
      for (let done = skipped; done < buffer.length;) {
        done += writeSync(descriptor, buffer, done);
      }
    }
  }
}
