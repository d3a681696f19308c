/** Why user code is stopped. */
export type InterruptReason = 'timeLimit' | 'memory';

/** Number of the signal that Python's interrupt buffer carries. */
const SIGINT = 2;

/** Milliseconds after which code that swallowed an interrupt is interrupted again. */
const repeatAfter = 250;

/**
 * Watches time and memory of user code from inside of Python's own loop: the interpreter reads element 0 of its
 * interrupt buffer every few thousand instructions, and here the read itself looks at the clock. No second thread is
 * needed; code that never comes back to the interpreter's loop is ended by the client.
 */
export class Stopwatch {
  private deadline = Infinity;
  /** Until when Python is left alone: the handler of one interrupt must not be interrupted by the next. */
  private quietUntil = 0;
  private isRunning = false;
  /** Why Python was interrupted last; absent where it was not. */
  reason: InterruptReason | undefined;

  /** @param memoryInUse bytes @param memoryLimit bytes */
  constructor(
    private readonly memoryInUse: () => number,
    private readonly memoryLimit: number,
  ) {}

  start(seconds: number): void {
    this.deadline = performance.now() + seconds * 1000;
    this.quietUntil = 0;
    this.reason = undefined;
    this.isRunning = true;
  }

  stop(): void {
    this.isRunning = false;
  }

  /** What Python polls. */
  get 0(): number {
    if (!this.isRunning) {
      return 0;
    }
    const now = performance.now();
    const reason = this.reasonAt(now);
    if (reason === undefined || now < this.quietUntil) {
      return 0;
    }
    this.reason = reason;
    this.quietUntil = now + repeatAfter;
    return SIGINT;
  }

  set 0(_acknowledged: number) {
    // Python clears the signal that it has seen; here there is nothing to clear.
  }

  private reasonAt(now: number): InterruptReason | undefined {
    if (now >= this.deadline) {
      return 'timeLimit';
    }
    return this.memoryInUse() > this.memoryLimit ? 'memory' : undefined;
  }
}
