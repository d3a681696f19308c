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

const choiceSchema = v.object({
  arguments: v.optional(v.string()),
  inputs: v.optional(v.array(v.string())),
});
/** valibot takes a list for an object. */
const isNoList = v.check((candidate: unknown) => !Array.isArray(candidate));
const fileSchema = v.pipe(
  v.unknown(),
  isNoList,
  v.looseObject({
    models: v.optional(v.pipe(v.unknown(), isNoList, v.record(v.string(), choiceSchema)), {}),
  }),
);

/** The choices by `rel/path.py:Name`; none where the text is not what it should be, which its own schema reports. */
export function readChoices(text: string): ReadonlyMap<string, ModelChoice> {
  const parsed = v.safeParse(fileSchema, parseJson(text));
  return new Map(parsed.success ? Object.entries(parsed.output.models) : []);
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
  const present = json as { readonly models?: Readonly<Record<string, ModelChoice>> };
  const changed = {
    ...present,
    models: { ...present.models, [key]: { ...present.models?.[key], ...choice } },
  };
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
