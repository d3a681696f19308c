/**
 * A real VS Code without a desktop: the server and the workbench that the npm package `code-server` carries, and the
 * Node that they need. Installed once for each state of the lockfile beside this project's tests.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fingerprint } from './dependencies.mjs';
import { Problem } from './problem.mjs';
import { cache, capture, root } from './processes.mjs';

const project = path.join(root, 'test/workbench');

/** Dependencies of VS Code's server that need a compiler or a download, and that Skipline never touches. */
const UNUSED = [
  '@devcontainers/cli',
  '@github/copilot-sdk',
  '@microsoft/mxc-sdk',
  '@vscode/copilot-api',
  '@vscode/sandbox-runtime',
  '@vscode/sqlite3',
  '@vscode/windows-process-tree',
  '@vscode/windows-registry',
  'kerberos',
  'ssh2',
];

/**
 * Makes sure that the workbench is installed.
 * @returns {Promise<{node: string, server: string}>} the Node binary to use and the server's main script
 */
export async function installWorkbench() {
  const lock = fingerprint(
    path.join(project, 'package.json'),
    path.join(project, 'package-lock.json'),
    import.meta.filename,
    path.join(import.meta.dirname, 'spdlog.cjs'),
  );
  const folder = path.join(cache, 'workbench', `${lock}-${process.platform}-${process.arch}`);
  if (!existsSync(folder)) {
    console.log('Installing a VS Code workbench (once, about a minute, 500 MB) …');
    // Another clone may be installing into the same cache: whoever is first to rename wins.
    const draft = `${folder}.${process.pid}`;
    try {
      await installInto(draft);
      if (existsSync(folder)) rmSync(draft, { recursive: true });
      else renameSync(draft, folder);
    } catch (error) {
      rmSync(draft, { recursive: true, force: true });
      throw error;
    }
  }
  return { node: await nodeOf(folder), server: path.join(vscodeOf(folder), 'out/server-main.js') };
}

async function installInto(folder) {
  mkdirSync(folder, { recursive: true });
  for (const name of ['package.json', 'package-lock.json'])
    copyFileSync(path.join(project, name), path.join(folder, name));
  // Its scripts want to compile and download things that are not needed; its `engines` names a newer Node.
  await npm(folder, 'ci', '--ignore-scripts', '--force');
  const node = nodePackage();
  if (node) {
    mkdirSync(path.join(folder, 'node'));
    await npm(
      path.join(folder, 'node'),
      'install',
      '--prefix',
      '.',
      '--no-save',
      '--no-package-lock',
      '--ignore-scripts',
      node,
    );
  }
  const vscode = vscodeOf(folder);
  dropUnused(path.join(vscode, 'package.json'));
  rmSync(path.join(vscode, 'extensions/copilot'), { recursive: true, force: true });
  await npm(vscode, 'install', '--omit=dev', '--ignore-scripts', '--no-save', '--force');
  replaceNativeModules(vscode);
}

function dropUnused(file) {
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  for (const name of UNUSED) delete manifest.dependencies[name];
  writeFileSync(file, JSON.stringify(manifest, null, 2));
}

/** Two native modules get stand-ins, so that nobody needs a compiler. */
function replaceNativeModules(vscode) {
  const modules = path.join(vscode, 'node_modules/@vscode');
  // The watchdog ends an orphaned extension host; whoever starts the server here ends its process group.
  const watchdog = path.join(modules, 'native-watchdog/build/Release');
  mkdirSync(watchdog, { recursive: true });
  writeFileSync(
    path.join(watchdog, 'watchdog.js'),
    'exports.start = () => {};\nexports.exit = (code) => process.exit(code);\n',
  );
  copyFileSync(path.join(import.meta.dirname, 'spdlog.cjs'), path.join(modules, 'spdlog/index.js'));
}

async function npm(cwd, ...args) {
  const { code, output } = await capture('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd,
  });
  if (code !== 0) {
    throw new Problem(
      `The VS Code workbench could not be installed: npm ${args[0]} said ${output.trim() || code}.`,
    );
  }
}

function vscodeOf(folder) {
  return path.join(folder, 'node_modules/code-server/lib/vscode');
}

/** The npm package that carries the workbench's Node; undefined when this very Node serves. */
function nodePackage() {
  if (process.versions.node.startsWith('24.')) return undefined;
  const { config } = JSON.parse(readFileSync(path.join(project, 'package.json'), 'utf8'));
  const name = config.node[`${process.platform}-${process.arch}`];
  if (!name) {
    throw new Problem(
      `The VS Code workbench needs Node 24, which npm does not carry for ${process.platform}-${process.arch}: ` +
        'run this with Node 24, or install desktop VS Code with its `code` command.',
    );
  }
  return name;
}

async function nodeOf(folder) {
  const name = nodePackage();
  if (!name) return process.execPath;
  const binary = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node';
  return path.join(folder, 'node/node_modules', name.split('@')[0], binary);
}
