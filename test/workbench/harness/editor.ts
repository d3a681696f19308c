import type { Locator, Page } from 'playwright-core';

/** Where a piece of text is on the screen, in pixels of the page. */
interface Place {
  x: number;
  y: number;
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
  await page.keyboard.press('Control+G');
  const input = page.locator('.quick-input-widget input');
  await input.waitFor();
  await input.fill(`:${line}`);
  await page.keyboard.press('Enter');
  await input.waitFor({ state: 'hidden' });
}

/** The element that renders a line which is in view (lines outside are not rendered). */
export async function lineElement(page: Page, line: number, file?: string): Promise<Locator> {
  const editor = editorOf(page, file);
  const top = await editor.evaluate((element, number) => {
    for (const mark of element.querySelectorAll<HTMLElement>('.margin-view-overlays .line-numbers')) {
      if (mark.textContent.trim() === String(number)) return mark.parentElement?.style.top ?? null;
    }
    return null;
  }, line);
  if (top === null) throw new Error(`Line ${line} is not in view.`);
  return editor.locator(
    `.view-lines > .view-line[style*="top:${top};"], .view-lines > .view-line[style*="top: ${top};"]`,
  );
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
