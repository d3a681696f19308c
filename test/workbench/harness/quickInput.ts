import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';

/** How long one step of a gesture may take before the whole gesture is made again. */
const STEP = { timeout: 3_000 };

/**
 * Makes a gesture again and again until it succeeds. A workbench that is still starting, or whose machine is busy,
 * swallows keys, moves the focus, and fills its lists late; none of that is what a test is about.
 */
export async function persistently<T>(
  what: string,
  gesture: () => Promise<T>,
  patienceMs = 60_000,
): Promise<T> {
  for (const deadline = Date.now() + patienceMs; ;) {
    try {
      return await gesture();
    } catch (cause) {
      if (Date.now() >= deadline) {
        throw new Error(`${what} did not succeed in ${patienceMs / 1000} s: ${String(cause)}`, { cause });
      }
      await sleep(200);
    }
  }
}

/** The field of the palette and of its likes. */
export function quickInput(page: Page): Locator {
  return page.locator('.quick-input-widget input[type="text"]');
}

/** The row of an open list whose label is exactly this, also among rows that contain it. */
export function quickRow(page: Page, label: string): Locator {
  const exactly = new RegExp(`^${label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
  return page
    .locator('.quick-input-list .monaco-list-row')
    .filter({ has: page.locator('.label-name', { hasText: exactly }) })
    .first();
}

/**
 * Opens a quick input with a key and types into it. It is always a new one: a list offers the commands that there were
 * when its text was typed, and learns of none that the workbench registers later. Throws where the text did not arrive.
 */
export async function openQuickInput(page: Page, key: string, text: string): Promise<void> {
  const input = quickInput(page);
  if (await input.isVisible()) {
    await input.press('Escape', STEP);
    await input.waitFor({ state: 'hidden', ...STEP });
  }
  await page.keyboard.press(key);
  await input.waitFor(STEP);
  await input.fill(text, STEP);
  const typed = await input.inputValue(STEP);
  if (typed !== text) throw new Error(`The quick input holds '${typed}' in place of '${text}'.`);
}

/** Confirms the row that has the focus, which must be the one with this label; throws where nothing came of it. */
export async function confirmRow(page: Page, label: string): Promise<void> {
  await quickRow(page, label).and(page.locator('.focused')).waitFor(STEP);
  await quickInput(page).press('Enter', STEP);
  await quickInput(page).waitFor({ state: 'hidden', ...STEP });
}

/** Clicks a row; throws where the list stays as it was. The command may open another list in its place. */
export async function clickRow(page: Page, label: string): Promise<void> {
  const text = await quickInput(page).inputValue(STEP);
  await quickRow(page, label).click(STEP);
  // Leave nothing under the pointer that would show a hover.
  await page.mouse.move(1, 1);
  for (const deadline = Date.now() + STEP.timeout; Date.now() < deadline; await sleep(50)) {
    const now = await quickInput(page)
      .inputValue({ timeout: 200 })
      .catch(() => undefined);
    if (now !== text || !(await quickInput(page).isVisible())) return;
  }
  throw new Error(`Clicking '${label}' had no effect.`);
}
