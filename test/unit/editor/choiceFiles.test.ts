import type * as vscode from 'vscode';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ChoiceFiles } from '../../../src/editor/choiceFiles';
import { file, textDocument } from './documents';
import { Uri, workspace } from './fakeVscode';

vi.mock('vscode', () => import('./fakeVscode'));

const model = file('/home/net.py');

describe('ChoiceFiles', () => {
  beforeEach(() => {
    vi.spyOn(workspace, 'getWorkspaceFolder').mockReturnValue({ uri: file('/home') } as never);
    return () => {
      vi.restoreAllMocks();
      workspace.textDocuments = [];
    };
  });
  const write = (name: string) => {
    const text = JSON.stringify({ models: { [`net.py:${name}`]: { inputs: ['1x3'] } } });
    workspace.textDocuments = [textDocument('/home/.skipline.json', text)];
  };

  it('keeps to the last text, also where an earlier reading takes longer', async () => {
    const choices = new ChoiceFiles();
    const found: ((files: Uri[]) => void)[] = [];
    vi.spyOn(workspace, 'findFiles').mockImplementation(() => new Promise((resolve) => found.push(resolve)));
    const readings = [choices.reload(), choices.reload()];
    write('New');
    found[1]([Uri.file('/home/.skipline.json')]);
    await readings[1];
    write('Old');
    found[0]([Uri.file('/home/.skipline.json')]);
    await readings[0];
    expect([...choices.chosenIn(model)]).toEqual(['New']);
    choices.dispose();
  });

  it('says so where the editor refuses to change the file', async () => {
    const choices = new ChoiceFiles();
    vi.spyOn(workspace, 'applyEdit').mockResolvedValue(false);
    const document: vscode.TextDocument = textDocument('/home/net.py', '');
    await expect(choices.choose(document, 'Net', { inputs: ['1x3'] }, 1)).rejects.toThrow(
      '/home/.skipline.json cannot be changed.',
    );
    choices.dispose();
  });
});
