import { messageOf } from '../engine/messageOf';
import { inspect } from './inspect';
import { run } from './run';
import { runs } from './runs';
import { train } from './train';
import { usage, UsageError } from './usage';

const commands: Readonly<Record<string, (words: readonly string[]) => Promise<void>>> = {
  inspect,
  run,
  train,
  runs,
};

/** @returns the exit code: 0 done, 1 the model or data is at fault, 2 usage. */
async function main([name, ...words]: readonly string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || words.includes('--help')) {
    process.stdout.write(usage);
    return name === undefined ? 2 : 0;
  }
  try {
    if (!Object.hasOwn(commands, name)) {
      throw new UsageError(`There is no command '${name}'; there are ${Object.keys(commands).join(', ')}.`);
    }
    await commands[name](words);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message} See skipline --help.\n`);
      return 2;
    }
    // Also what is Skipline's own fault is one sentence, not a stack.
    process.stderr.write(`${messageOf(error)}\n`);
    return 1;
  }
}

// A reader that has seen enough (`skipline train … | head`) closes the pipe: that is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
