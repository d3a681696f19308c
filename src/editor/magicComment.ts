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
      const inputs = [...rest.matchAll(/(?:^|\s)input=(\S+)/g)].map(([, input]) => input);
      const call = rest.replace(/(?:^|\s+)input=\S+/g, '').trim();
      const given = /^\((.*)\)$/s.exec(call)?.[1];
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

/** What stands behind `# skipline:`. */
export function writeMagicComment(name: string, { arguments: given, inputs = [] }: ModelChoice): string {
  return [`${name}(${given ?? ''})`, ...inputs.map((input) => `input=${input}`)].join(' ');
}
