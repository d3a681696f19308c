import { expect, it, vi } from 'vitest';
import { tellThatNoModelIsThere } from '../../../src/views/noModel';
import { textDocument } from '../editor/documents';
import { window } from '../editor/fakeVscode';

vi.mock('vscode', () => import('../editor/fakeVscode'));

it('asks for a file, and for its name where it has none yet', () => {
  const said = vi.spyOn(window, 'showInformationMessage');
  tellThatNoModelIsThere();
  expect(said).toHaveBeenLastCalledWith('Open a Python file that defines a network first.');
  window.activeTextEditor = {
    document: textDocument('Untitled-1', 'class Net: ...', { scheme: 'untitled' }),
  };
  tellThatNoModelIsThere();
  expect(said).toHaveBeenLastCalledWith('Save the file first: networks are read from files on the disk.');
  window.activeTextEditor = undefined;
});
