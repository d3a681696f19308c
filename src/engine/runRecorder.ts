import { writeCheckpoint } from './checkpoint';
import { messageOf } from './messageOf';
import { recordsFile } from './runFolder';
import { appendStepRecord, type StepRecord } from './stepRecords';
import type { TrainingState } from './trainingState';

/** Share of the training time that checkpoints may take. */
const checkpointShare = 0.05;

/**
 * Keeps a run on disk so that it goes on from its last step whatever happens to the process: a record of every step,
 * and a checkpoint after a step as often as that costs little. Steps between the checkpoint and the last record are
 * computed again on resume, which gives the same numbers.
 */
export class RunRecorder {
  private millisecondsSinceCheckpoint = 0;
  private checkpointMilliseconds = 0;
  private checkpointStep: number;
  private hasFailed = false;

  constructor(
    private readonly folder: string,
    private readonly state: TrainingState,
    /** Where the run stands on disk. */
    checkpoint: { readonly step: number; readonly nextTurn: 0 | 1 },
    private readonly notice: (message: string) => void,
  ) {
    this.checkpointStep = checkpoint.step;
    this.turn = checkpoint.nextTurn;
  }

  private turn: 0 | 1;

  /** To be called after each step, when its state is the current one. */
  record(record: StepRecord): void {
    this.attempt(() => {
      appendStepRecord(recordsFile(this.folder), record);
      this.millisecondsSinceCheckpoint += record.milliseconds;
      if (this.millisecondsSinceCheckpoint * checkpointShare >= this.checkpointMilliseconds) {
        this.checkpoint(record.step);
      }
    });
  }

  /** Makes the checkpoint the newest state, when training rests. */
  flush(step: number): void {
    if (step !== this.checkpointStep) {
      this.attempt(() => this.checkpoint(step));
    }
  }

  private checkpoint(step: number): void {
    const start = performance.now();
    writeCheckpoint(this.folder, this.state, step, this.turn);
    this.turn = this.turn === 0 ? 1 : 0;
    this.checkpointStep = step;
    this.checkpointMilliseconds = performance.now() - start;
    this.millisecondsSinceCheckpoint = 0;
  }

  /** A disk that is full must not end the training; a record left out must not be followed by another. */
  private attempt(write: () => void): void {
    if (this.hasFailed) {
      return;
    }
    try {
      write();
    } catch (error) {
      this.hasFailed = true;
      this.notice(
        `The run can no longer be written to '${this.folder}' (${messageOf(error)}); it goes on, but later steps will be lost when it ends.`,
      );
    }
  }
}
