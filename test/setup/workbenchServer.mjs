/** Starting and ending the server of the VS Code workbench. */
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from './problem.mjs';
import { start, stop } from './processes.mjs';

/** A quiet workbench: nothing that blinks, greets, updates itself or asks. */
const SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.colorTheme': 'Dark Modern',
  'window.autoDetectColorScheme': false,
  'window.commandCenter': false,
  'window.restoreWindows': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.layoutControl.enabled': false,
  // Looking for ports spawns processes from the extension host's thread, which tests time.
  'remote.autoForwardPorts': false,
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'editor.cursorBlinking': 'solid',
  'editor.minimap.enabled': false,
  'extensions.autoUpdate': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'security.workspace.trust.startupPrompt': 'never',
};

/**
 * @typedef {object} ServerOptions
 * @property {string} node the Node binary
 * @property {string} server the server's main script
 * @property {string=} extension folder of an extension that is to be present as if it were installed
 * @property {string=} vsix a package to install
 * @property {Record<string, unknown>=} settings user settings
 * @property {Record<string, string>=} env variables that the extension host shall see
 * @property {boolean=} trust false: ask for workspace trust as on a desktop
 * @property {number=} port where to listen; by default a free port
 * @property {boolean=} development honour `extensionDevelopmentPath` in the address (and show no notifications)
 */

/**
 * Starts the server on a profile of its own.
 * @param {ServerOptions} options
 * @returns {Promise<{
 *   port: number, processId: number, folder: string, log: () => string, exit: Promise<number>, stop: () => Promise<void>
 * }>} `processId` leads the group of all processes that the server starts
 */
export async function startServer(options) {
  const port = options.port ?? (await freePort());
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'skipline-workbench-')));
  const env = {
    HOME: folder,
    XDG_RUNTIME_DIR: folder,
    LANG: 'C.UTF-8',
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
    ...options.env,
  };
  mkdirSync(path.join(folder, 'user/User'), { recursive: true });
  mkdirSync(path.join(folder, 'ext'));
  writeFileSync(
    path.join(folder, 'user/User/settings.json'),
    JSON.stringify({ ...SETTINGS, ...options.settings }, null, 2),
  );
  if (options.extension) registerExtension(path.join(folder, 'ext'), options.extension);
  const folders = ['--server-data-dir', `${folder}/data`, '--extensions-dir', `${folder}/ext`];
  const logFile = path.join(folder, 'server.log');
  const launch = (args) => {
    const out = openSync(logFile, 'a');
    try {
      return start(options.node, [options.server, '--accept-server-license-terms', ...folders, ...args], {
        env,
        group: true,
        stdio: ['ignore', out, out],
      });
    } finally {
      closeSync(out);
    }
  };
  const log = () => readFileSync(logFile, 'utf8');
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  process.once('exit', remove);
  const discard = () => {
    process.off('exit', remove);
    remove();
  };
  if (options.vsix && (await launch(['--install-extension', options.vsix]).exit) !== 0) {
    const said = log().trim();
    discard();
    throw new Problem(`${options.vsix} could not be installed: ${said}`);
  }
  const running = launch([
    ...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token'],
    ...['--user-data-dir', `${folder}/user`],
    ...['--disable-telemetry', '--disable-update-check'],
    ...(options.trust === false ? [] : ['--disable-workspace-trust']),
    ...(options.development ? ['--enable-smoke-test-driver'] : []),
  ]);
  const end = async () => {
    await stop(running);
    discard();
  };
  try {
    await ready(port, running, log);
  } catch (error) {
    await end();
    throw error;
  }
  return { port, processId: running.child.pid, folder, log, exit: running.exit, stop: end };
}

/** Lists the folder of an extension as an installed one, where it lies. */
function registerExtension(extensions, folder) {
  const { publisher, name, version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const entry = {
    identifier: { id: `${publisher}.${name}` },
    version,
    location: { $mid: 1, path: folder, scheme: 'file' },
    metadata: { installedTimestamp: 0, source: 'vsix' },
  };
  writeFileSync(path.join(extensions, 'extensions.json'), JSON.stringify([entry]));
}

/**
 * The address of a folder in the workbench.
 * @param {number} port
 * @param {string} folder
 * @param {{file?: string, extensionDevelopmentPath?: string, extensionTestsPath?: string}} payload
 */
export function workbenchUrl(port, folder, { file, ...paths } = {}) {
  // Names may hold what has a meaning in an address: #, ?, &, + and %.
  const escaped = (target) => target.split('/').map(encodeURIComponent).join('/');
  const remote = (target) => `vscode-remote://localhost:${port}${escaped(target)}`;
  const payload = Object.entries({ ...paths, openFile: file })
    .filter(([, target]) => target)
    .map(([key, target]) => [key, remote(target)]);
  const query = payload.length ? `&payload=${encodeURIComponent(JSON.stringify(payload))}` : '';
  return `http://localhost:${port}/?folder=${escaped(folder)}${query}`;
}

/** @returns {Promise<number>} a port that nobody listens on */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (probe.address());
      probe.close(() => resolve(port));
    });
  });
}

async function ready(port, running, log, patienceMs = 30_000) {
  let gone = false;
  void running.exit.then(() => (gone = true));
  for (const limit = Date.now() + patienceMs; Date.now() < limit && !gone; await sleep(100)) {
    try {
      const response = await fetch(`http://127.0.0.1:${port}/version`);
      if (response.ok) return;
    } catch {
      // Not listening yet.
    }
  }
  throw new Problem(`The VS Code workbench did not start: ${log().trim().split('\n').slice(-5).join(' ')}`);
}
