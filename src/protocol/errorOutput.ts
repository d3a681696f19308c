/** Characters, at most, that a user is shown. */
const longest = 200;

/**
 * What the standard error of a process says of its end, in parentheses and behind a space: its last line that speaks of an
 * error, since stack traces and the version of Node come behind it, else its last line. Empty where it says nothing.
 */
export function reasonIn(errorOutput: string): string {
  const lines = errorOutput.trim().split(/\r?\n/);
  const line = lines.filter((one) => /error/i.test(one)).at(-1) ?? lines.at(-1) ?? '';
  return line === '' ? '' : ` (${line.trim().slice(0, longest)})`;
}
