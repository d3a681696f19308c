import type { Overlay } from '../protocol/overlay';
import { writeCheckpoint } from './checkpoint';
import { messageOf } from './messageOf';
import { appendOverlay, nextOverlayStep } from './overlayRecords';
import { recordsFile } from './runFolder';
import { type StepRecord, StepRecordWriter } from './stepRecords';
import type { TrainingState } from './trainingState';

/** Share of the training time that checkpoints may take. */
const checkpointShare = 0.05;

/**
 * Keeps a run on disk so that it goes on from its last step whatever happens to the process: a record of every step,
 * and a checkpoint after a step as often as that costs little. Steps between the checkpoint and the last record are
 * computed again on resume, which gives the same numbers.
 *
 * A disk that is full does not end the training: what could not be written is tried again with the next step.
 */
export class RunRecorder {
  private millisecondsSinceCheckpoint = 0;
  private checkpointMilliseconds = 0;
  private checkpointStep: number;
  private turn: 0 | 1;
  private overlayStep: number;
  private keptStep: number | undefined;
  private readonly records: StepRecordWriter;
  private isFailing = false;

  constructor(
    private readonly folder: string,
    private readonly state: TrainingState,
    /** Where the run stands on disk. */
    checkpoint: { readonly step: number; readonly nextTurn: 0 | 1 },
    private readonly notice: (message: string) => void,
  ) {
    this.checkpointStep = checkpoint.step;
    this.turn = checkpoint.nextTurn;
    this.overlayStep = nextOverlayStep(checkpoint.step);
    this.records = new StepRecordWriter(recordsFile(folder));
  }

  /** To be called after each step, when its state is the current one. */
  record(record: StepRecord): void {
    const isRecorded = this.attempt(() => this.records.append(record));
    this.millisecondsSinceCheckpoint += record.milliseconds;
    // A checkpoint later than the records could not be continued from.
    if (isRecorded && this.millisecondsSinceCheckpoint * checkpointShare >= this.checkpointMilliseconds) {
      this.attempt(() => this.checkpoint(record.step));
    }
  }

  /** Whether the numbers of a step belong among those that are kept. */
  wantsOverlay(step: number): boolean {
    return step >= this.overlayStep;
  }

  keepOverlay(overlay: Overlay): void {
    if (overlay.step === this.keptStep) {
      return;
    }
    this.keptStep = overlay.step;
    this.overlayStep = nextOverlayStep(overlay.step);
    this.attempt(() => appendOverlay(this.folder, overlay));
  }

  /** Makes the checkpoint the newest state, when training rests. */
  flush(step: number): void {
    const isRecorded = this.attempt(() => this.records.flush());
    if (isRecorded && step !== this.checkpointStep) {
      this.attempt(() => this.checkpoint(step));
    }
  }

  private checkpoint(step: number): void {
    const start = performance.now();
    this.millisecondsSinceCheckpoint = 0;
    try {
      writeCheckpoint(this.folder, this.state, step, this.turn);
      this.turn = this.turn === 0 ? 1 : 0;
      this.checkpointStep = step;
    } finally {
      this.checkpointMilliseconds = performance.now() - start;
    }
  }

  /** @returns whether it was written. */
  private attempt(write: () => void): boolean {
    try {
      write();
    } catch (error) {
      if (!this.isFailing) {
        this.isFailing = true;
        this.notice(
          `The run cannot be written to '${this.folder}' (${messageOf(error)}); it goes on, and its steps are written as soon as there is room.`,
        );
      }
      return false;
    }
    return true;
  }
}
