import path from 'node:path';
import { dataTypes } from '../graph/dataType';
import type { InputSpec } from '../protocol/tracer';
import { number, wholeNumber } from './numbers';
import { UsageError } from './usage';

/** What all sub-commands share. */
export interface ModelOptions {
  readonly file: string;
  readonly name: string | undefined;
  readonly kwargs: Record<string, unknown> | undefined;
  readonly inputs: readonly InputSpec[];
  readonly pythonPath: readonly string[];
  readonly timeLimitSeconds: number;
  readonly seed: number;
  readonly json: boolean;
}

export const modelOptionTypes = {
  kwargs: { type: 'string' },
  input: { type: 'string', multiple: true },
  'python-path': { type: 'string', multiple: true },
  seed: { type: 'string' },
  'time-limit': { type: 'string' },
  json: { type: 'boolean' },
} as const;

interface ModelValues {
  readonly kwargs?: string;
  readonly input?: string[];
  readonly 'python-path'?: string[];
  readonly seed?: string;
  readonly 'time-limit'?: string;
  readonly json?: boolean;
}

/** @throws UsageError where one of them is not understood. */
export function modelOptions(values: ModelValues, positionals: readonly string[]): ModelOptions {
  if (positionals.length !== 1) {
    throw new UsageError(
      positionals.length === 0
        ? 'MODEL is missing: FILE[:NAME].'
        : `Only one MODEL is taken, not also '${positionals[1]}'.`,
    );
  }
  const { file, name } = parseModel(positionals[0]);
  return {
    file,
    name,
    kwargs: values.kwargs === undefined ? undefined : parseKwargs(values.kwargs),
    inputs: (values.input ?? []).map(parseInputSpec),
    pythonPath: (values['python-path'] ?? []).map((folder) => path.resolve(folder)),
    timeLimitSeconds: number('time-limit', values['time-limit'], 10),
    seed: wholeNumber('seed', values.seed, 0, 0),
    json: values.json ?? false,
  };
}

/** `FILE[:NAME]`. A colon that is part of the path (a Windows drive) is not followed by a Python name alone. */
export function parseModel(text: string): { file: string; name: string | undefined } {
  const match = /^(.+):([\p{L}_][\p{L}\p{N}_]*)$/u.exec(text);
  return match
    ? { file: path.resolve(match[1]), name: match[2] }
    : { file: path.resolve(text), name: undefined };
}

/** `1x3x224x224`, `int64:2x128`, `x=float32:1x3x32x32`. */
export function parseInputSpec(text: string): InputSpec {
  const match = /^(?:([\p{L}_][\p{L}\p{N}_]*)=)?(?:([a-z]+\d*):)?(\d+(?:x\d+)*)$/u.exec(text.trim());
  const type = dataTypes.find((known) => known === (match?.[2] ?? 'float32'));
  if (match === null || type === undefined) {
    throw new UsageError(
      `--input takes a shape such as 1x3x224x224, int64:2x128 or x=1x3x32x32, not '${text}'.`,
    );
  }
  return { name: match[1], type, shape: match[3].split('x').map(Number) };
}

function parseKwargs(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`--kwargs is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UsageError(`--kwargs takes a JSON object such as {"depth": 56}, not ${text}.`);
  }
  return Object.fromEntries(Object.entries(value));
}
