import type * as nodePath from 'node:path';
import type { Uri } from 'vscode';
import { expect, it, vi } from 'vitest';
import { sourceFileOf } from '../../../src/editor/sourceFile';

vi.mock('node:path', async () => {
  const { win32 } = await vi.importActual<typeof nodePath>('node:path');
  return { default: win32 };
});

it('names a file on Windows as source spans do', () => {
  expect(sourceFileOf({ scheme: 'file', fsPath: 'c:\\models\\net.py' } as Uri)).toBe('c:/models/net.py');
});

it('has no name for a text that is no file', () => {
  expect(sourceFileOf({ scheme: 'git', fsPath: '/models/net.py' } as Uri)).toBeUndefined();
});
