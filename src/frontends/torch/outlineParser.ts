import { TreeFragment, type Input, type Tree } from '@lezer/common';
import { parser } from '@lezer/python';
import { moduleOutlineOf, type DeclaredModule } from './moduleOutline';
import { outlineFromTree, type Outline } from './outline';

/** The outline of a text, at once. For a text that is being edited, {@link OutlineParser} is cheaper. */
export function outlineOf(text: string): Outline {
  return outlineFromTree(text, parser.parse(text));
}

/** Outlines of one text through its edits: only what an edit touched is parsed again. */
export class OutlineParser {
  #text = '';
  #tree: Tree | undefined;

  /**
   * @param pause awaited whenever `sliceMilliseconds` have passed, so that a long parse blocks nobody
   */
  async update(text: string, pause: () => Promise<void>, sliceMilliseconds = 4): Promise<Outline> {
    const parse = parser.startParse(inputOf(text), this.#fragments(text));
    let sliceEnd = performance.now() + sliceMilliseconds;
    let tree = parse.advance();
    while (tree === null) {
      if (performance.now() > sliceEnd) {
        await pause();
        sliceEnd = performance.now() + sliceMilliseconds;
      }
      tree = parse.advance();
    }
    this.#text = text;
    this.#tree = tree;
    return outlineFromTree(text, tree);
  }

  /** The modules that the classes of the text declare, as it was at the last update. */
  modules(): DeclaredModule[] {
    return this.#tree === undefined
      ? []
      : moduleOutlineOf(this.#text, this.#tree, outlineFromTree(this.#text, this.#tree));
  }

  #fragments(text: string): readonly TreeFragment[] {
    if (this.#tree === undefined) {
      return [];
    }
    const old = this.#text;
    const shorter = Math.min(old.length, text.length);
    let start = 0;
    while (start < shorter && old.charCodeAt(start) === text.charCodeAt(start)) {
      start += 1;
    }
    let end = 0;
    while (
      end < shorter - start &&
      old.charCodeAt(old.length - 1 - end) === text.charCodeAt(text.length - 1 - end)
    ) {
      end += 1;
    }
    return TreeFragment.applyChanges(TreeFragment.addTree(this.#tree), [
      { fromA: start, toA: old.length - end, fromB: start, toB: text.length - end },
    ]);
  }
}

function inputOf(text: string): Input {
  return {
    length: text.length,
    lineChunks: false,
    chunk: (from) => text.slice(from),
    read: (from, to) => text.slice(from, to),
  };
}
