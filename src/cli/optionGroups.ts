import { UsageError } from './usage';

/** Options of which some belong to one choice of another option and some to another. */

/** One of the names that an option takes. @throws UsageError that lists them. */
export function choice<const Names extends Readonly<Record<string, unknown>>>(
  option: string,
  text: string,
  names: Names,
): keyof Names & string {
  const known = Object.keys(names).find((name) => name === text);
  if (known === undefined) {
    throw new UsageError(`--${option} takes ${Object.keys(names).join(', ')}, not '${text}'.`);
  }
  return known;
}

/** @throws UsageError where an option is given that the choice does not take. */
export function allowOnly(
  option: string,
  chosen: string,
  values: Readonly<Record<string, unknown>>,
  owners: Readonly<Record<string, readonly string[]>>,
): void {
  for (const [name, belongsTo] of Object.entries(owners)) {
    if (values[name] !== undefined && !belongsTo.includes(chosen)) {
      throw new UsageError(`--${name} belongs to --${option} ${belongsTo.join(' and ')}, not to ${chosen}.`);
    }
  }
}
