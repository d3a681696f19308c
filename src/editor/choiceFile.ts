import * as v from 'valibot';

/** How a model is traced where the defaults do not fit. */
export interface ModelChoice {
  /** Constructor arguments as in Python: `depth=20, option="A"`. */
  readonly arguments?: string;
  /** One for each input: `1x3x32x32`, `int64:2x128`. */
  readonly inputs?: readonly string[];
}

/** Name of the file at the root of a workspace folder that holds the choices. */
export const choiceFileName = '.skipline.json';

/** An entry as people write it; what else it holds is for others to read. */
const entrySchema = v.looseObject({
  /** Of an entry for a whole file: its model. */
  name: v.optional(v.string()),
  arguments: v.optional(v.union([v.string(), v.record(v.string(), v.unknown())])),
  inputs: v.optional(v.union([v.string(), v.array(v.string())])),
});

/** valibot takes a list for an object. */
const isNoList = v.check((candidate: unknown) => !Array.isArray(candidate));
const objectSchema = v.pipe(v.unknown(), isNoList, v.record(v.string(), v.unknown()));
const fileSchema = v.pipe(v.unknown(), isNoList, v.looseObject({ models: v.optional(objectSchema, {}) }));

/** The choices by `rel/path.py:Name`; those left out that are not what they should be, which the schema reports. */
export function readChoices(text: string): ReadonlyMap<string, ModelChoice> {
  const parsed = v.safeParse(fileSchema, parseJson(text));
  const choices = new Map<string, ModelChoice>();
  for (const [key, value] of Object.entries(parsed.success ? parsed.output.models : {})) {
    const entry = v.safeParse(entrySchema, value);
    if (entry.success) {
      const { name, arguments: given, inputs } = entry.output;
      choices.set(name === undefined || key.includes(':') ? key : `${key}:${name}`, {
        ...(given !== undefined && { arguments: typeof given === 'string' ? given : asPython(given) }),
        ...(inputs !== undefined && { inputs: typeof inputs === 'string' ? [inputs] : inputs }),
      });
    }
  }
  return choices;
}

/** `depth=20, option="A"` of an object. */
function asPython(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${pythonOf(value)}`)
    .join(', ');
}

function pythonOf(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(pythonOf).join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const items = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${pythonOf(item)}`);
    return `{${items.join(', ')}}`;
  }
  const words: Record<string, string> = { true: 'True', false: 'False', null: 'None' };
  const json = JSON.stringify(value);
  return words[json] ?? json;
}

/**
 * The text with another choice for one model. What else the file holds stays.
 * @param indentation of one level, for a file that shows none
 * @returns undefined where the text is not JSON of the expected form
 */
export function withChoice(
  text: string,
  key: string,
  choice: ModelChoice,
  indentation: string,
): string | undefined {
  const json = text.trim() === '' ? {} : parseJson(text);
  if (!v.is(fileSchema, json)) {
    return undefined;
  }
  const present = json as Readonly<Record<string, unknown>>;
  const models = (present.models ?? {}) as Readonly<Record<string, object | undefined>>;
  const changed = { ...present, models: { ...models, [key]: { ...models[key], ...choice } } };
  const indent = /^([ \t]+)"/m.exec(text)?.[1] ?? indentation;
  return `${JSON.stringify(changed, undefined, indent)}\n`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
