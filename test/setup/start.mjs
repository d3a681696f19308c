/**
 * `npm start [-- FILE]`: Skipline in a VS Code, from a fresh clone. In the desktop VS Code when its `code` command is
 * on the PATH, else in a workbench that any browser can visit.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { buildBundles, installPackages, requireNode } from './dependencies.mjs';
import { main, Problem } from './problem.mjs';
import { capture, root, run } from './processes.mjs';
import { installWorkbench } from './workbenchInstall.mjs';
import { startServer, workbenchUrl } from './workbenchServer.mjs';

const SAMPLE = path.join(root, 'media/samples/resnet20.py');

/** Tells the extension to show the graph of the file that it is started with. */
const env = { SKIPLINE_OPEN_GRAPH: '1' };

await main(async () => {
  requireNode();
  const file = chosenFile(process.argv.slice(2));
  await installPackages();
  await buildBundles();
  const folder = path.dirname(file);
  if (process.env.SKIPLINE_DESKTOP !== '0' && (await hasDesktop())) return startDesktop(folder, file);
  return startEmbedded(folder, file);
});

function chosenFile([name]) {
  if (!name) return SAMPLE;
  // npm runs scripts in the package's folder; INIT_CWD is where the person is.
  const file = path.resolve(process.env.INIT_CWD ?? process.cwd(), name);
  if (!existsSync(file)) throw new Problem(`There is no file ${file}.`);
  return file;
}

async function hasDesktop() {
  const { code, output } = await capture('code', ['--version']);
  // Inside a remote session `code` exists but cannot load an extension under development.
  return code === 0 && /^\d+\.\d+/m.test(output) && !process.env.VSCODE_IPC_HOOK_CLI;
}

async function startDesktop(folder, file) {
  const args = [`--extensionDevelopmentPath=${root}`, '--new-window', folder, '-g', file];
  const code = await run('code', args, { env });
  if (code !== 0) throw new Problem(`VS Code did not start: code exited with ${code}.`);
  console.log('Skipline is open in VS Code.');
  return 0;
}

async function startEmbedded(folder, file) {
  const port = process.env.PORT ? Number(process.env.PORT) : undefined;
  const server = await startServer({ ...(await installWorkbench()), extension: root, env, port });
  const interrupted = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => resolve(0));
  });
  console.log(`Skipline is open at ${workbenchUrl(server.port, folder, { file })}`);
  console.log('Ctrl-C ends it.');
  const ended = await Promise.race([interrupted, server.exit.then(() => 1)]);
  if (ended !== 0) console.error('The VS Code workbench ended by itself.');
  await server.stop();
  return ended;
}
