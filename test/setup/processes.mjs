/** Starting and ending other programs, without dependencies: the setup scripts run before anything is installed. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import path from 'node:path';

/** The folder of the repository. */
export const root = path.resolve(import.meta.dirname, '../..');

/** Where downloads and build products that outlive a clone are kept; shared by clones through SKIPLINE_CACHE. */
export const cache = process.env.SKIPLINE_CACHE
  ? path.resolve(process.env.SKIPLINE_CACHE)
  : path.join(root, '.cache');

const WINDOWS = process.platform === 'win32';
const alive = new Set();

/** The environment that every npm call here needs: no CUDA download, no questions. */
export function environment(extra = {}) {
  return { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip', npm_config_yes: 'false', ...extra };
}

/** Runs a program with its output shown; resolves with its exit code (127 when it cannot be started). */
export function run(command, args, options = {}) {
  return start(command, args, { stdio: 'inherit', ...options }).exit;
}

/** Runs a program quietly; resolves with its exit code and everything it said. */
export async function capture(command, args, options = {}) {
  const { child, exit } = start(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let output = '';
  child.stdout?.on('data', (text) => (output += text));
  child.stderr?.on('data', (text) => (output += text));
  return { code: await exit, output };
}

/**
 * Starts a program. With `group` it leads a process group of its own, so that `stop` ends its children too; without,
 * it shares the terminal's group and Ctrl-C reaches it directly.
 */
export function start(command, args, { env, cwd = root, group = false, ...options } = {}) {
  const child = spawn(command, args, {
    cwd,
    env: environment(env),
    detached: group && !WINDOWS,
    shell: WINDOWS,
    ...options,
  });
  const running = { child, group: group && !WINDOWS };
  alive.add(running);
  running.exit = new Promise((resolve) => {
    child.once('error', () => resolve(127));
    child.once('close', (code, signal) => resolve(code ?? (signal ? 130 : 1)));
  }).finally(() => alive.delete(running));
  return running;
}

/** Ends a program that `start` started, and its group: politely first, then not. */
export async function stop(running, patienceMs = 3000) {
  if (alive.has(running)) {
    signal(running, 'SIGTERM');
    const timer = setTimeout(() => signal(running, 'SIGKILL'), patienceMs);
    await running.exit;
    clearTimeout(timer);
  }
  // Grandchildren that outlived their parent are still in its group.
  if (running.group) signal(running, 'SIGKILL');
}

function signal({ child, group }, name) {
  try {
    if (group) process.kill(-child.pid, name);
    else child.kill(name);
  } catch {
    // Gone already.
  }
}

/** Nothing that was started here outlives this process. */
process.once('exit', () => {
  for (const running of alive) signal(running, 'SIGKILL');
});

/** Nor where a signal ends it, which runs no exit handlers; and no terminal reaches a group of its own. */
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(name, () => {
    for (const running of alive) if (running.group) signal(running, 'SIGKILL');
    // Where others listen, how this process ends is theirs to say.
    if (process.listenerCount(name) === 0) process.exit(128 + constants.signals[name]);
  });
}
