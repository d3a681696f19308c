/** When a document is traced. The outcome of a trace that is not the newest is not that of the text any more. */
export class TraceSchedule {
  /** Counts what was scheduled. */
  #newest = 0;
  #timer: NodeJS.Timeout | undefined;
  #settleTimer: NodeJS.Timeout | undefined;

  /** Traces after so many milliseconds, in place of what was to be traced before. */
  begin(delay: number, trace: (isNewest: () => boolean) => void): void {
    this.cancel();
    const isNewest = this.ticket();
    this.#timer = setTimeout(() => trace(isNewest), delay);
  }

  /** Does something unless another trace is scheduled within so many milliseconds. */
  settle(delay: number, act: () => void): void {
    this.#settleTimer = setTimeout(act, delay);
  }

  /** Tells whether nothing was scheduled or cancelled since. */
  ticket(): () => boolean {
    const mine = this.#newest;
    return () => mine === this.#newest;
  }

  cancel(): void {
    this.#newest += 1;
    clearTimeout(this.#timer);
    clearTimeout(this.#settleTimer);
  }
}
