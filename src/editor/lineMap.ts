/** A replacement of text, in whole lines: lines from `start` to `end` (from 0, inclusive) became `lines` lines. */
export interface LineEdit {
  readonly start: number;
  readonly end: number;
  readonly lines: number;
  /** True where the first line kept its text in front of the edit, so that it is still the same line. */
  readonly keepsFirst: boolean;
}

/**
 * Where the lines of an older version of a text are now. Lines count from 1, as in source spans.
 * An edited line stays where it is as long as it is not removed.
 */
export class LineMap {
  /** Current line of each old line; 0 where it is gone. */
  readonly #current: Int32Array;

  constructor(lineCount: number) {
    this.#current = Int32Array.from({ length: lineCount + 1 }, (_, line) => line);
  }

  /** @returns the line's place now, or undefined where it was removed. */
  toCurrent(line: number): number | undefined {
    return this.#current[line] || undefined;
  }

  /** @returns the old line that is now `line`, or undefined where that one is new. */
  toOriginal(line: number): number | undefined {
    const original = this.#current.indexOf(line, 1);
    return original < 1 ? undefined : original;
  }

  apply(edit: LineEdit): void {
    const first = edit.start + 1;
    const last = edit.end + 1;
    const shift = edit.lines - (last - first + 1);
    for (let line = 1; line < this.#current.length; line += 1) {
      const now = this.#current[line];
      if (now === 0 || now < first) {
        continue;
      }
      if (now > last) {
        this.#current[line] = now + shift;
      } else if (now === first && edit.keepsFirst) {
        this.#current[line] = first;
      } else if (now === last) {
        // The end of the last line survives at the end of the new text.
        this.#current[line] = first === last ? first + edit.lines - 1 : edit.keepsFirst ? 0 : last + shift;
      } else {
        this.#current[line] = 0;
      }
    }
  }
}
