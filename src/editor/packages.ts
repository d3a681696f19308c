import * as path from 'node:path';
import * as vscode from 'vscode';
import { SelectedInterpreter } from './pythonExtension';
import { readSettings } from './settings';
import { sitePackagesOf } from './sitePackages';

/** Folders of installed packages, in the order of the search, and what made Skipline look there. */
export interface PackageFolders {
  readonly folders: readonly string[];
  readonly origin: 'setting' | 'interpreter' | 'workspace' | 'environment' | 'none';
}

/**
 * Where models import from besides their own files: the setting `skipline.pythonPath`, else the interpreter that the
 * Python extension has selected, else a virtual environment in the workspace folder, else the one that the editor was
 * started from.
 */
export class Packages implements vscode.Disposable {
  readonly #interpreter = new SelectedInterpreter();
  readonly onDidChange = this.#interpreter.onDidChange;

  async for(resource: vscode.Uri): Promise<PackageFolders> {
    const folder = vscode.workspace.getWorkspaceFolder(resource)?.uri.fsPath ?? path.dirname(resource.fsPath);
    const configured = readSettings(resource).pythonPath.map((entry) =>
      fileSystemPath(
        path.resolve(
          folder,
          entry.replace('${workspaceFolder}', () => folder),
        ),
      ),
    );
    if (configured.length > 0) {
      return { folders: configured, origin: 'setting' };
    }
    const { VIRTUAL_ENV, CONDA_PREFIX } = process.env;
    const prefixes: readonly (readonly [PackageFolders['origin'], string | undefined])[] = [
      ['interpreter', await this.#interpreter.prefixFor(resource)],
      ...['.venv', 'venv', 'env', '.env'].map((name) => ['workspace', path.join(folder, name)] as const),
      ['environment', VIRTUAL_ENV],
      ['environment', CONDA_PREFIX],
    ];
    for (const [origin, prefix] of prefixes) {
      const found = prefix === undefined ? [] : await sitePackagesOf(prefix);
      if (found.length > 0) {
        return { folders: found.map(fileSystemPath), origin };
      }
    }
    return { folders: [], origin: 'none' };
  }

  dispose(): void {
    this.#interpreter.dispose();
  }
}

/** As the editor writes it: the letter of a Windows drive decides whether two paths are equal. */
function fileSystemPath(file: string): string {
  return vscode.Uri.file(file).fsPath;
}

/** One line: where packages came from. */
export function describePackages({ folders, origin }: PackageFolders): string {
  const where = folders.map((folder) => vscode.workspace.asRelativePath(folder)).join(', ');
  switch (origin) {
    case 'setting':
      return vscode.l10n.t('Packages from the setting skipline.pythonPath: {0}', where);
    case 'interpreter':
      return vscode.l10n.t('Packages of the selected interpreter: {0}', where);
    case 'workspace':
      return vscode.l10n.t("Packages of the folder's environment: {0}", where);
    case 'environment':
      return vscode.l10n.t('Packages of the environment that the editor was started from: {0}', where);
    case 'none':
      return vscode.l10n.t('No installed packages were found.');
  }
}
