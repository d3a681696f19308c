import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** What a process answers to a line with a number of steps: a line of JSON. */
export interface StepReport {
  /** Milliseconds of each step by the clock, and of all processors together. */
  readonly wall: number[];
  readonly processor: number[];
  readonly losses: number[];
  /** Largest resident memory so far, and that before the model was made, in bytes. */
  readonly peak: number;
  readonly idle: number;
}

/** A process of its own that makes training steps when it is asked to, and rests in between. */
export class StepProcess {
  private readonly child: ChildProcess;
  private readonly lines: AsyncIterator<string>;

  constructor(command: string, words: readonly string[]) {
    this.child = spawn(command, words, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.lines = createInterface({ input: this.child.stdout! })[Symbol.asyncIterator]();
  }

  /** @throws Error where the process has ended. */
  async steps(count: number): Promise<StepReport> {
    this.child.stdin!.write(`${count}\n`);
    const { value, done } = await this.lines.next();
    if (done) {
      throw new Error(`${this.child.spawnargs.join(' ')} ended by itself.`);
    }
    return JSON.parse(value) as StepReport;
  }

  end(): void {
    this.child.kill();
  }
}
