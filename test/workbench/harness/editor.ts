import { selectors, type Locator, type Page } from 'playwright-core';
import { openQuickInput, quickInput } from './quickInput';

/** Where a piece of text is on the screen, in pixels of the page. */
interface Place {
  x: number;
  y: number;
}

/**
 * A selector that finds the element of a line by its number whenever it is asked: lenses that appear, and every scroll,
 * put other lines where a line has been.
 */
const LINE = 'editorLine';

/** Makes the selector known, once for this process and before its first page. */
export function registerLineSelector(): Promise<void> {
  return selectors.register(LINE, {
    content: `({
      query(editor, number) {
        return this.queryAll(editor, number)[0];
      },
      queryAll(editor, number) {
        const marks = [...editor.querySelectorAll('.margin-view-overlays .line-numbers')];
        const top = marks.find((mark) => mark.textContent.trim() === number)?.parentElement.style.top;
        const lines = [...editor.querySelectorAll('.view-lines > .view-line')];
        return top === undefined ? [] : lines.filter((line) => line.style.top === top);
      },
    })`,
  });
}

/** The text editor that shows a file (the end of its path), or the first one. */
export function editorOf(page: Page, file?: string): Locator {
  const selector = file ? `.monaco-editor[data-uri$="${encodeURI(file)}"]` : '.monaco-editor[data-uri]';
  return page.locator('.part.editor').locator(selector).first();
}

/** Brings a line into view and puts the cursor on it. */
export async function revealLine(page: Page, line: number, file?: string): Promise<void> {
  // A click could land on the lines that stick to the editor's top.
  await editorOf(page, file).locator('.native-edit-context, textarea.inputarea').first().focus();
  await openQuickInput(page, 'Control+G', `:${line}`);
  await quickInput(page).press('Enter', { timeout: 3_000 });
  await quickInput(page).waitFor({ state: 'hidden', timeout: 3_000 });
}

/** The element that renders a line, as long as that is in view (lines outside are not rendered). */
export function lineElement(page: Page, line: number, file?: string): Locator {
  return editorOf(page, file).locator(`${LINE}=${line}`);
}

/** The middle of the first occurrence of `text` in a rendered line; throws when the line does not contain it. */
export async function placeOfText(line: Locator, text: string): Promise<Place> {
  const place = await line.evaluate((element, wanted) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const nodes: Node[] = [];
    let whole = '';
    while (walker.nextNode()) {
      nodes.push(walker.currentNode);
      whole += walker.currentNode.textContent ?? '';
    }
    // The editor renders spaces as no-break spaces.
    const start = whole.replaceAll('\u00a0', ' ').indexOf(wanted);
    if (start < 0) return null;
    const end = start + wanted.length;
    const range = document.createRange();
    let offset = 0;
    for (const node of nodes) {
      const length = node.textContent?.length ?? 0;
      if (start >= offset && start < offset + length) range.setStart(node, start - offset);
      if (end > offset && end <= offset + length) range.setEnd(node, end - offset);
      offset += length;
    }
    const { x, y, width, height } = range.getBoundingClientRect();
    return { x: x + width / 2, y: y + height / 2 };
  }, text);
  if (!place) throw new Error(`The line does not contain '${text}': ${await line.innerText()}`);
  return place;
}
