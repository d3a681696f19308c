import * as path from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../editor/commands';
import { readSettings } from '../editor/settings';
import { sitePackagesOf } from '../editor/sitePackages';

/** The command that lets the user point at installed packages, which the setting `skipline.pythonPath` then holds. */
export function registerPackagesCommand(): vscode.Disposable {
  return vscode.commands.registerCommand(commands.choosePackages, async (argument: unknown) => {
    const resource = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
    const folder = resource && vscode.workspace.getWorkspaceFolder(resource);
    const picked = await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      canSelectMany: false,
      ...(folder && { defaultUri: folder.uri }),
      openLabel: vscode.l10n.t('Import From Here'),
      title: vscode.l10n.t('The folder of site-packages, or of the environment that holds it'),
    });
    if (!picked?.[0]) {
      return;
    }
    const inside = await sitePackagesOf(picked[0].fsPath);
    const chosen = inside.length > 0 ? inside : [picked[0].fsPath];
    const present = readSettings(resource).pythonPath;
    await vscode.workspace
      .getConfiguration('skipline', resource)
      .update(
        'pythonPath',
        [...new Set([...present, ...chosen.map((entry) => written(entry, folder?.uri.fsPath))])],
        folder ? vscode.ConfigurationTarget.WorkspaceFolder : vscode.ConfigurationTarget.Global,
      );
  });
}

/** Relative to the workspace folder where it lies inside, so that the setting can be shared. */
function written(entry: string, folder: string | undefined): string {
  const relative = folder === undefined ? '..' : path.relative(folder, entry);
  return relative.startsWith('..') || path.isAbsolute(relative) ? entry : relative.split(path.sep).join('/');
}
