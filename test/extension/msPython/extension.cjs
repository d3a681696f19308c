/**
 * A stand-in for the documented API of Microsoft's Python extension, of the shape of `@vscode/python-extension` 1.0.6: which
 * environment is active, where it lies, and that another one was chosen. It finds and runs no interpreter.
 */
const path = require('node:path');
const vscode = require('vscode');

exports.activate = function activate(context) {
  const changed = new vscode.EventEmitter();
  context.subscriptions.push(changed);
  let active = { id: 'DEFAULT_PYTHON', path: 'python' };
  return {
    ready: Promise.resolve(),
    environments: {
      getActiveEnvironmentPath: () => active,
      updateActiveEnvironmentPath(environment, resource) {
        const executable = typeof environment === 'string' ? environment : environment.path;
        active = { id: executable, path: executable };
        changed.fire({ ...active, resource });
        return Promise.resolve();
      },
      onDidChangeActiveEnvironmentPath: changed.event,
      resolveEnvironment(environment) {
        const executable = typeof environment === 'string' ? environment : environment.path;
        // The interpreter of an environment lies in `bin` or `Scripts`; another one belongs to none.
        const folder = path.dirname(path.dirname(executable));
        return Promise.resolve(
          path.isAbsolute(executable)
            ? {
                id: executable,
                path: executable,
                executable: { uri: vscode.Uri.file(executable), bitness: '64-bit', sysPrefix: folder },
                environment: {
                  type: 'VirtualEnvironment',
                  name: path.basename(folder),
                  folderUri: vscode.Uri.file(folder),
                  workspaceFolder: undefined,
                },
                version: { major: 3, minor: 12, micro: 0, sysVersion: '3.12.0' },
                tools: ['Venv'],
              }
            : undefined,
        );
      },
    },
  };
};
