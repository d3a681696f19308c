import type { ModelChoice } from './choiceFile';

/** The comment that chooses what is traced: `# skipline: ResNet(depth=20) input=1x3x32x32`. */
export interface MagicComment extends ModelChoice {
  readonly name: string;
  /** Offsets of the text behind `# skipline:`. */
  readonly from: number;
  readonly to: number;
}

const comments = /^([ \t]*#[ \t]*skipline:[ \t]*)([A-Za-z_]\w*)(.*?)[ \t]*$/gm;

/** The comment that speaks of a model. */
export function magicCommentOf(text: string, name: string): MagicComment | undefined {
  for (const match of text.matchAll(comments)) {
    const [whole, lead, model, rest] = match;
    if (model === name) {
      const end = endOfArguments(rest);
      const given = end === undefined ? undefined : /^\s*\((.*)\)$/s.exec(rest.slice(0, end))?.[1];
      const inputs = [...rest.slice(end).matchAll(/(?:^|\s)input=(\S+)/g)].map(([, input]) => input);
      return {
        name,
        ...(given !== undefined && { arguments: given }),
        ...(inputs.length > 0 && { inputs }),
        from: match.index + lead.length,
        to: match.index + whole.trimEnd().length,
      };
    }
  }
  return undefined;
}

/** Where the parenthesis closes that a text begins with; undefined where it begins with none, or it stays open. */
function endOfArguments(text: string): number | undefined {
  if (!/^\s*\(/.test(text)) {
    return undefined;
  }
  let depth = 0;
  // Strings first: brackets inside of them count for nothing, and neither does an argument that is named `input`.
  for (const match of text.matchAll(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[([{]|[)\]}]/g)) {
    const [token] = match;
    depth += '([{'.includes(token) ? 1 : ')]}'.includes(token) ? -1 : 0;
    if (depth === 0 && token === ')') {
      return match.index + 1;
    }
  }
  return undefined;
}

/** What stands behind `# skipline:`. */
export function writeMagicComment(name: string, { arguments: given, inputs = [] }: ModelChoice): string {
  return [`${name}(${given ?? ''})`, ...inputs.map((input) => `input=${input}`)].join(' ');
}
