import childProcess from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import workerThreads from 'node:worker_threads';

/**
 * Takes from this process what running user code must not have: other processes, threads, the network. Emscripten
 * reaches for some of it (`system()`, sockets) on behalf of Python. Reading files stays: it is how sources arrive.
 */
export function confine(): void {
  const refuse = () => {
    throw new Error('This is not available while a model is traced.');
  };
  const replace = (holder: object, names: readonly string[]) => {
    for (const name of names) {
      Object.defineProperty(holder, name, { value: refuse, writable: false, configurable: false });
    }
  };
  replace(childProcess, ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork']);
  replace(net, ['connect', 'createConnection', 'createServer']);
  replace(net.Socket.prototype, ['connect']);
  replace(net.Server.prototype, ['listen']);
  replace(dgram, ['createSocket']);
  replace(dns, ['lookup', 'resolve']);
  replace(workerThreads, ['Worker']);
  replace(process, ['kill', 'dlopen']);
  for (const name of ['WebSocket', 'fetch', 'XMLHttpRequest', 'EventSource']) {
    Object.defineProperty(globalThis, name, { value: undefined, writable: false, configurable: false });
  }
  syncBuiltinESMExports();
}
