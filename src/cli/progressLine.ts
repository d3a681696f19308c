import type { WriteStream } from 'node:tty';

const width = 24;

/** One line that is written over as work goes on; shown on a terminal only. */
export class ProgressLine {
  readonly isShown: boolean;
  /** Whether the cursor stands in the line. */
  private isOpen = false;

  constructor(private readonly stream: WriteStream & { fd: 2 }) {
    this.isShown = stream.isTTY;
  }

  /** @param fraction done, 0 … 1. */
  show(fraction: number, text: string): void {
    if (!this.isShown) {
      return;
    }
    const done = Math.round(Math.min(1, fraction) * width);
    this.isOpen = true;
    this.stream.cursorTo(0);
    this.stream.write(`${'█'.repeat(done)}${'░'.repeat(width - done)}  ${text}`);
    this.stream.clearLine(1);
  }

  /** Leaves the line, if there is one, so that what is written next starts on its own. */
  end(): void {
    if (this.isOpen) {
      this.isOpen = false;
      this.stream.write('\n');
    }
  }
}
