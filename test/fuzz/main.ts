/**
 * `npm run fuzz [-- --count N --seed S FORMAT …]`: reads mutated files of every format, each format in a process of its own
 * with little memory, which is ended when it hangs. Exits 1 where anything but one sentence comes of a file.
 */
import { fork } from 'node:child_process';
import { parseArgs } from 'node:util';
import { formats } from './formats';
import { fuzz, type FuzzResult } from './fuzz';

/** Megabytes of the heap, apart from the files' own bytes. */
const heap = 256;
/** Milliseconds per mutation after which a process is taken to hang; a sound one needs about one. */
const patience = 200;

const { values, positionals } = parseArgs({
  options: { count: { type: 'string' }, seed: { type: 'string' }, child: { type: 'boolean' } },
  allowPositionals: true,
});
const count = Number(values.count ?? 10_000);
const seed = Number(values.seed ?? 1);

function inProcess(name: string): Promise<FuzzResult | string> {
  return new Promise((resolve) => {
    const child = fork(process.argv[1], ['--child', '--count', String(count), '--seed', String(seed), name], {
      execArgv: [...process.execArgv, `--max-old-space-size=${heap}`],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let [errors, isHanging] = ['', false];
    child.stderr?.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    const timer = setTimeout(
      () => {
        isHanging = true;
        child.kill('SIGKILL');
      },
      60_000 + patience * count,
    );
    child.on('message', (result: FuzzResult) => resolve(result));
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve(
        isHanging
          ? 'the process hung'
          : `the process ended (${signal ?? code}): ${errors.trim().slice(-500)}`,
      );
    });
  });
}

async function main(): Promise<number> {
  const chosen = formats.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  if (values.child) {
    process.send?.(await fuzz(chosen[0], count, seed));
    return 0;
  }
  let failed = 0;
  for (const { name } of chosen) {
    const result = await inProcess(name);
    if (typeof result === 'string') {
      failed++;
      console.log(`${name}: ${result}`);
      continue;
    }
    const { accepted, refused, sentences, longest, memory, faults } = result;
    failed += faults.length === 0 ? 0 : 1;
    console.log(
      `${name.padEnd(16)} ${accepted + refused} mutations: ${accepted} read, ${refused} refused in one sentence (${sentences} kinds); ` +
        `longest ${longest.toFixed(0)} ms, memory +${(memory / 2 ** 20).toFixed(0)} MiB; ${faults.length} faults`,
    );
    faults.forEach((fault) => console.log(`  ${fault}`));
  }
  return failed === 0 ? 0 : 1;
}

void main().then((code) => {
  process.exitCode = code;
});
