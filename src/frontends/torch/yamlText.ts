import yaml from 'js-yaml';

/**
 * The documents of a YAML text as JSON, for Python; `!` and a message where it is none.
 *
 * Numbers that JSON has not are `null`. Tuples and numbers of Python's own tags are lists and numbers.
 */
export function yamlAsJson(text: string): string {
  try {
    return JSON.stringify(yaml.loadAll(text, undefined, { schema }));
  } catch (error) {
    return `!${error instanceof Error ? error.message : String(error)}`;
  }
}

const pythonTags = ['tuple', 'list', 'dict', 'str', 'int', 'float', 'bool', 'none'] as const;

const kinds = { tuple: 'sequence', list: 'sequence', dict: 'mapping' } as const;

const schema = yaml.DEFAULT_SCHEMA.extend(
  pythonTags.map(
    (tag) =>
      new yaml.Type(`tag:yaml.org,2002:python/${tag}`, {
        kind: tag in kinds ? kinds[tag as keyof typeof kinds] : 'scalar',
        construct: (data: unknown) => data,
      }),
  ),
);
