import { UsageError } from './usage';

/** Numbers as options give them. Each throws a UsageError that names the option where the text is none. */

export function number(option: string, text: string | undefined, otherwise: number): number {
  return text === undefined ? otherwise : checked(option, text, 'a number from 0', (value) => value >= 0);
}

export function positive(option: string, text: string | undefined, otherwise: number): number {
  return text === undefined
    ? otherwise
    : checked(option, text, 'a number above 0', (value) => value > 0 && value < Infinity);
}

export function wholeNumber(
  option: string,
  text: string | undefined,
  otherwise: number,
  least: number,
): number {
  return text === undefined
    ? otherwise
    : checked(
        option,
        text,
        Number.isFinite(least) ? `a whole number from ${least}` : 'a whole number',
        (value) => Number.isSafeInteger(value) && value >= least,
      );
}

/** Between 0 and 1, both left out. */
export function share(option: string, text: string): number {
  return checked(option, text, 'a share between 0 and 1', (value) => value > 0 && value < 1);
}

/** From 0 up to, not including, 1. */
export function fraction(option: string, text: string | undefined, otherwise: number): number {
  return text === undefined
    ? otherwise
    : checked(option, text, 'a number from 0 to below 1', (value) => value >= 0 && value < 1);
}

/** Several, with commas between them. */
export function numbers(
  option: string,
  text: string,
  one: (option: string, text: string | undefined, otherwise: number) => number,
): number[] {
  return text.split(',').map((part) => one(option, part, 0));
}

function checked(option: string, text: string, wanted: string, isRight: (value: number) => boolean): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || !isRight(value)) {
    throw new UsageError(`--${option} takes ${wanted}, not '${text}'.`);
  }
  return value;
}
