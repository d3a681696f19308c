import { expect, it, vi } from 'vitest';
import { registerPackagesCommand } from '../../../src/views/packagesCommand';
import { file } from '../editor/documents';
import { commands, ConfigurationTarget, Disposable, Uri, window, workspace } from '../editor/fakeVscode';

vi.mock('vscode', () => import('../editor/fakeVscode'));

it('writes a folder of packages down relative to the workspace folder that it is for, and there alone', async () => {
  let run: (argument: unknown) => Promise<void> = () => Promise.resolve();
  vi.spyOn(commands, 'registerCommand').mockImplementation(((_: string, act: typeof run) => {
    run = act;
    return new Disposable(() => undefined);
  }) as never);
  vi.spyOn(workspace, 'getWorkspaceFolder').mockReturnValue({ uri: file('/home/second') });
  vi.spyOn(window, 'showOpenDialog').mockResolvedValue([Uri.file('/home/second/packages')]);
  const update = vi.fn();
  vi.spyOn(workspace, 'getConfiguration').mockReturnValue({ get: () => undefined, update });
  registerPackagesCommand();
  await run(file('/home/second/net.py'));
  expect(update).toHaveBeenCalledWith('pythonPath', ['packages'], ConfigurationTarget.WorkspaceFolder);
});
