import fs from 'node:fs';
import * as v from 'valibot';
import { sourceSpanSchema } from './traceAnswer';
import type { SourceSpan } from '../../graph/sourceSpan';

/** Ends the place that was noted last; what stands behind it is left over from a longer one. */
const end = '\n';

/**
 * A file in which the tracer notes the line of user code that it runs, so that the place is known where the process has
 * to be killed: in a loop of C code Python never comes to look at its interrupts.
 */
export class LineNote {
  private descriptor: number | undefined;

  /** Notes lines in `file` until {@link close}; none where it is undefined. */
  open(file: string | undefined): void {
    this.descriptor = file === undefined ? undefined : fs.openSync(file, 'w');
  }

  /** @param place a span as JSON */
  write(place: string): void {
    if (this.descriptor !== undefined) {
      fs.writeSync(this.descriptor, place + end, 0);
    }
  }

  close(): void {
    if (this.descriptor !== undefined) {
      fs.closeSync(this.descriptor);
      this.descriptor = undefined;
    }
  }
}

/** The place noted last in `file`; undefined where no line of user code was reached. */
export function readLineNote(file: string): SourceSpan | undefined {
  try {
    const [place] = fs.readFileSync(file, 'utf8').split(end, 1);
    return v.parse(sourceSpanSchema, JSON.parse(place));
  } catch {
    return undefined;
  }
}
