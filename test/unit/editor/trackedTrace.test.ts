import type * as vscode from 'vscode';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { EditTracker } from '../../../src/editor/trackedTrace';
import { textDocument } from './documents';
import { Range, workspace } from './fakeVscode';

vi.mock('vscode', () => import('./fakeVscode'));

const path = '/models/net.py';
const before = 'class Net:\n    def a(self):\n        first()\n        second()\n';

/** One event with these replacements, each `[line, character, endLine, endCharacter, text]`, from 0. */
function event(...replacements: [number, number, number, number, string][]): vscode.TextDocumentChangeEvent {
  const starts = before
    .split('\n')
    .map((_, line, lines) => lines.slice(0, line).join('\n').length + Number(line > 0));
  const changes = replacements.map(([line, character, endLine, endCharacter, text]) => {
    const rangeOffset = starts[line] + character;
    const rangeLength = starts[endLine] + endCharacter - rangeOffset;
    return { range: new Range(line, character, endLine, endCharacter), rangeOffset, rangeLength, text };
  });
  const after = [...changes]
    .sort((a, b) => b.rangeOffset - a.rangeOffset)
    .reduce(
      (text, change) =>
        text.slice(0, change.rangeOffset) + change.text + text.slice(change.rangeOffset + change.rangeLength),
      before,
    );
  return {
    document: textDocument(path, after),
    contentChanges: changes,
  } as unknown as vscode.TextDocumentChangeEvent;
}

describe('EditTracker', () => {
  beforeEach(() => {
    workspace.textDocuments = [textDocument(path, before)];
  });
  const places = (...replacements: Parameters<typeof event>) => {
    const tracker = new EditTracker();
    tracker.apply(event(...replacements));
    return [1, 2, 3, 4].map((line) => tracker.toCurrent(path, line) ?? '-').join(' ');
  };

  it.each([
    ['Enter at the end of a line', [[2, 15, 2, 15, '\n        ']], '1 2 3 5'],
    ['Enter inside a statement', [[2, 13, 2, 13, '\n        ']], '1 2 3 5'],
    ['Enter in front of a statement, behind its indentation', [[2, 8, 2, 8, '\n        ']], '1 2 4 5'],
    ['Enter in the midst of the indentation', [[2, 4, 2, 4, '\n    ']], '1 2 4 5'],
    ['a statement typed in front of another one', [[2, 8, 2, 8, 'zeroth()\n        ']], '1 2 3 5'],
    ['a line removed from its indentation to the next one', [[2, 8, 3, 8, '']], '1 2 - 3'],
    ['a statement indented', [[2, 0, 2, 0, '    ']], '1 2 3 4'],
    [
      'Enter with two cursors, the lower one behind the indentation',
      [
        [1, 16, 1, 16, '\n        '],
        [3, 8, 3, 8, '\n        '],
      ],
      '1 2 4 6',
    ],
  ] as [string, Parameters<typeof event>, string][])('follows %s', (_, replacements, expected) => {
    expect(places(...replacements)).toBe(expected);
  });
});
