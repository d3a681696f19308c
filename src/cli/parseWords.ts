import { parseArgs } from 'node:util';
import { UsageError } from './usage';

type OptionTypes = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>;

/** Options and positionals of a sub-command. @throws UsageError where one is unknown or lacks its value. */
export function parseWords<const Options extends OptionTypes>(words: readonly string[], options: Options) {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
