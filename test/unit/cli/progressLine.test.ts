import { WriteStream } from 'node:tty';
import { expect, it, vi } from 'vitest';
import { ProgressLine } from '../../../src/cli/progressLine';

/** A terminal that keeps what is written to it. */
function terminal(isTTY: boolean): { stream: WriteStream & { fd: 2 }; written: string[] } {
  const written: string[] = [];
  const stream: WriteStream & { fd: 2 } = Object.assign(Object.create(WriteStream.prototype), {
    isTTY,
    cursorTo: vi.fn(),
    clearLine: vi.fn(),
    write: (text: string) => written.push(text) > 0,
  });
  return { stream, written };
}

it('ends the line once, and only where one was begun', () => {
  const { stream, written } = terminal(true);
  const progress = new ProgressLine(stream);
  progress.end();
  expect(written).toEqual([]);
  progress.show(0.5, 'half');
  progress.end();
  progress.end();
  expect(written).toEqual([`${'█'.repeat(12)}${'░'.repeat(12)}  half`, '\n']);
});

it('writes nothing where there is no terminal', () => {
  const { stream, written } = terminal(false);
  const progress = new ProgressLine(stream);
  progress.show(1, 'all');
  progress.end();
  expect(written).toEqual([]);
});
