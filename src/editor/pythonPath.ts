import * as path from 'node:path';
import * as vscode from 'vscode';
import { readSettings } from './settings';

/** What is used of the API of Microsoft's Python extension. */
interface PythonExtension {
  readonly environments: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { readonly path: string };
    resolveEnvironment(
      environment: { readonly path: string } | string,
    ): Promise<{ readonly executable: { readonly sysPrefix?: string } } | undefined>;
  };
}

/**
 * Folders of installed packages, in the order of the search: the setting `skipline.pythonPath`, else the interpreter that
 * the Python extension has selected, else a virtual environment in a workspace folder. Missing folders are left out.
 */
export async function findPythonPath(resource: vscode.Uri): Promise<string[]> {
  const folder = vscode.workspace.getWorkspaceFolder(resource)?.uri.fsPath ?? path.dirname(resource.fsPath);
  const configured = readSettings(resource).pythonPath.map((entry) =>
    // As the editor writes it: the letter of a Windows drive decides whether two paths are equal.
    fileSystemPath(
      path.resolve(
        folder,
        entry.replace('${workspaceFolder}', () => folder),
      ),
    ),
  );
  if (configured.length > 0) {
    return configured;
  }
  const prefixes = [await selectedPrefix(resource), path.join(folder, '.venv'), path.join(folder, 'venv')];
  for (const prefix of prefixes) {
    const packages = prefix === undefined ? [] : await sitePackagesOf(prefix);
    if (packages.length > 0) {
      return packages;
    }
  }
  return [];
}

function fileSystemPath(file: string): string {
  return vscode.Uri.file(file).fsPath;
}

async function selectedPrefix(resource: vscode.Uri): Promise<string | undefined> {
  const extension = vscode.extensions.getExtension<PythonExtension>('ms-python.python');
  if (!extension?.isActive) {
    return undefined;
  }
  try {
    const { environments } = extension.exports;
    const environment = await environments.resolveEnvironment(
      environments.getActiveEnvironmentPath(resource),
    );
    return environment?.executable.sysPrefix;
  } catch {
    // Another version of that extension: go on without it.
    return undefined;
  }
}

/** `lib/python3.12/site-packages` (also Debian's `lib/python3/dist-packages`), `Lib/site-packages` on Windows. */
async function sitePackagesOf(prefix: string): Promise<string[]> {
  const found: string[] = [];
  const exists = async (candidate: string) => {
    try {
      return (await vscode.workspace.fs.stat(vscode.Uri.file(candidate))).type & vscode.FileType.Directory;
    } catch {
      return 0;
    }
  };
  const add = async (candidate: string) => {
    if (await exists(candidate)) {
      found.push(fileSystemPath(candidate));
    }
  };
  await add(path.join(prefix, 'Lib', 'site-packages'));
  const library = path.join(prefix, 'lib');
  let entries: [string, vscode.FileType][];
  try {
    entries = await vscode.workspace.fs.readDirectory(vscode.Uri.file(library));
  } catch {
    return found;
  }
  for (const [name] of entries) {
    if (/^python3(\.\d+)?$/.test(name)) {
      await add(path.join(library, name, 'site-packages'));
      await add(path.join(library, name, 'dist-packages'));
    }
  }
  return found;
}
