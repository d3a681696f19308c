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
  reason: InterruptReason = 'timeLimit';

  /** @param memoryInUse bytes @param memoryLimit bytes */
  constructor(
    private readonly memoryInUse: () => number,
    private readonly memoryLimit: number,
  ) {}

  start(seconds: number): void {
    this.deadline = performance.now() + seconds * 1000;
    this.reason = 'timeLimit';
  }

  stop(): void {
    this.deadline = Infinity;
  }

  /** What Python polls. */
  get 0(): number {
    if (this.deadline === Infinity) {
      return 0;
    }
    const now = performance.now();
    if (now >= this.deadline) {
      this.deadline = now + repeatAfter;
      return SIGINT;
    }
    if (this.memoryInUse() > this.memoryLimit) {
      this.reason = 'memory';
      this.deadline = now + repeatAfter;
      return SIGINT;
    }
    return 0;
  }

  set 0(_acknowledged: number) {
    // Python clears the signal that it has seen; here there is nothing to clear.
  }
}
