import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type Browser, type FrameLocator, type Locator, type Page } from 'playwright-core';
import { BROWSER_FLAGS, findBrowser } from '../../setup/browser.mjs';
import { root } from '../../setup/processes.mjs';
import { installWorkbench } from '../../setup/workbenchInstall.mjs';
import { startServer, workbenchUrl } from '../../setup/workbenchServer.mjs';
import { editorOf, lineElement, placeOfText, revealLine } from './editor';

export type Theme = 'light' | 'dark' | 'highContrast';

export interface WorkbenchOptions {
  /** Folder to open. */
  workspaceFolder: string;
  /** File to open in it: absolute, or relative to the folder. */
  openFile?: string;
  /** Folder of the extension under test (default: this repository). */
  extensionPath?: string;
  /** A packaged extension to install in place of `extensionPath`. */
  vsix?: string;
  settings?: Record<string, unknown>;
  /** Variables that the extension host shall see. */
  env?: Record<string, string>;
  /** False: the workspace is not trusted until somebody says so. */
  trust?: boolean;
  theme?: Theme;
  viewport?: { width: number; height: number };
}

const THEMES: Record<Theme, { name: string; label: string; marker: string }> = {
  light: { name: 'Light Modern', label: 'Light Modern', marker: '.monaco-workbench.vs' },
  dark: { name: 'Dark Modern', label: 'Dark Modern', marker: '.monaco-workbench.vs-dark' },
  highContrast: {
    name: 'Default High Contrast',
    label: 'Dark High Contrast',
    marker: '.monaco-workbench.hc-black',
  },
};

/** What the workbench says of itself in every run, which is not the extension's doing. */
const EXPECTED_NOISE =
  /manifest\.json|favicon|serviceWorker|vsda|ServiceWorker|allow-scripts and allow-same-origin|404|authentication provider/;

type Server = Awaited<ReturnType<typeof startServer>>;

/** A real VS Code, its page in a browser, and the gestures that tests make in it. */
export class Workbench {
  /** Errors that the page or the extension host has reported so far. */
  readonly errors: string[] = [];

  private constructor(
    readonly url: string,
    readonly page: Page,
    private readonly browser: Browser,
    private readonly server: Server,
    private readonly workspaceFolder: string,
  ) {
    page.on('console', (message) => {
      const text = message.text();
      if (message.type() === 'error' && !EXPECTED_NOISE.test(text)) this.errors.push(text);
    });
    page.on('pageerror', (error) => this.errors.push(error.stack ?? error.message));
  }

  /** Starts a server and a browser and opens the folder; everything ends with `close`. */
  static async start(options: WorkbenchOptions): Promise<Workbench> {
    const [{ node, server: main }, executablePath] = [await installWorkbench(), await findBrowser()];
    const { theme = 'dark', vsix, trust, env, workspaceFolder } = options;
    const server = await startServer({
      node,
      server: main,
      ...(vsix ? { vsix } : { extension: options.extensionPath ?? root }),
      settings: { 'workbench.colorTheme': THEMES[theme].name, ...options.settings },
      env,
      trust,
    });
    let browser: Browser | undefined;
    try {
      browser = await chromium.launch({ executablePath, args: BROWSER_FLAGS });
      const page = await browser.newPage({ viewport: options.viewport ?? { width: 1400, height: 900 } });
      const file = options.openFile && path.resolve(workspaceFolder, options.openFile);
      const url = workbenchUrl(server.port, workspaceFolder, { file });
      const workbench = new Workbench(url, page, browser, server, workspaceFolder);
      await page.goto(url);
      await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
      if (file) await editorOf(page, file).waitFor({ timeout: 60_000 });
      return workbench;
    } catch (error) {
      await browser?.close();
      await server.stop();
      throw error;
    }
  }

  /** Opens a file (absolute, or relative to the workspace) in the active group. */
  async openFile(file: string): Promise<void> {
    const target = path.resolve(this.workspaceFolder, file);
    await this.quickInput('Control+P', target);
    const name = path.basename(target);
    // The list starts with recently opened files, which Enter must not choose.
    await this.page
      .locator('.quick-input-list .monaco-list-row.focused', { hasText: name })
      .first()
      .waitFor();
    await this.page.keyboard.press('Enter');
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).first().waitFor();
  }

  /** Runs a command by its title in the palette, e.g. `Skipline: Show Graph`. */
  async runCommand(title: string): Promise<void> {
    await this.quickInput('F1', `>${title}`);
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
    await row.waitFor();
    await row.click();
    // Leave nothing under the pointer that would show a hover.
    await this.page.mouse.move(1, 1);
  }

  /** Brings a line into view and returns the element that renders it. */
  async editorLine(line: number, file?: string): Promise<Locator> {
    try {
      return await lineElement(this.page, line, file);
    } catch {
      await revealLine(this.page, line, file);
      await sleep(300);
      return lineElement(this.page, line, file);
    }
  }

  /** A code lens by (part of) its text. */
  codeLens(text: string | RegExp): Locator {
    return this.page.locator('.codelens-decoration a', { hasText: text }).first();
  }

  /** Clicks a code lens until `done` holds: a click right after rendering can be swallowed. */
  async clickCodeLens(text: string | RegExp, done: () => Promise<boolean>): Promise<void> {
    await this.codeLens(text).waitFor({ timeout: 30_000 });
    for (let attempt = 0; attempt < 5; attempt++) {
      await this.codeLens(text).click();
      for (let wait = 0; wait < 15; wait++) {
        if (await done()) return;
        await sleep(100);
      }
    }
    throw new Error(`Clicking the code lens '${String(text)}' had no effect.`);
  }

  /** Points at a piece of text of a line and returns the hover that appears. */
  async hoverAt(line: number, text: string, file?: string): Promise<Locator> {
    const element = await this.editorLine(line, file);
    const hover = this.page.locator('.monaco-hover:visible').filter({ hasText: /\S/ });
    for (let attempt = 0; attempt < 4; attempt++) {
      const { x, y } = await placeOfText(element, text);
      await this.page.mouse.move(x + 40, y + 200);
      await this.page.mouse.move(x, y, { steps: 4 });
      try {
        await hover.first().waitFor({ timeout: 5_000 });
        return hover.first();
      } catch {
        // The hover's provider may have started after the first pointing.
      }
    }
    throw new Error(`No hover appeared over '${text}' in line ${line}.`);
  }

  /** The document of a webview: the one whose title contains `title`, or the first one. */
  async webviewFrame(title?: string): Promise<FrameLocator> {
    const outer = this.page.locator('iframe.webview.ready');
    await outer.first().waitFor({ timeout: 30_000 });
    if (title === undefined) return outer.first().contentFrame().frameLocator('iframe#active-frame');
    for (let attempt = 0; attempt < 100; attempt++) {
      for (const frame of await outer.all()) {
        const inner = frame.contentFrame().locator('iframe#active-frame');
        const name = await inner.getAttribute('title', { timeout: 1_000 }).catch(() => null);
        if (name?.includes(title)) return inner.contentFrame();
      }
      await sleep(200);
    }
    throw new Error(`There is no webview with the title '${title}'.`);
  }

  /** A notification toast by (part of) its text. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast', { hasText: text }).first();
  }

  /** A status bar item by (part of) its text. */
  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.part.statusbar .statusbar-item', { hasText: text }).first();
  }

  /** Saves a picture of the page below .cache/screenshots and returns its path. */
  async screenshot(name: string): Promise<string> {
    const file = path.join(root, '.cache/screenshots', `${name}.png`);
    mkdirSync(path.dirname(file), { recursive: true });
    await this.page.screenshot({ path: file });
    return file;
  }

  /** Changes settings of the workspace while the workbench runs. */
  changeSettings(settings: Record<string, unknown>): void {
    const file = path.join(this.workspaceFolder, '.vscode/settings.json');
    const current = existsSync(file)
      ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>)
      : {};
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify({ ...current, ...settings }, null, 2));
  }

  async setTheme(theme: Theme): Promise<void> {
    const { label, marker } = THEMES[theme];
    await this.runCommand('Preferences: Color Theme');
    await this.page.locator('.quick-input-widget input[placeholder*="Color Theme"]').fill(label);
    await this.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: label }).waitFor();
    await this.page.keyboard.press('Enter');
    await this.page.locator(marker).waitFor();
    await sleep(300);
  }

  /** What the server and the extension host have printed. */
  log(): string {
    return this.server.log();
  }

  /** Ends the browser and the server with everything that they started. */
  async close(): Promise<void> {
    await this.browser.close();
    await this.server.stop();
  }

  private async quickInput(key: string, text: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input[type="text"]');
    for (let attempt = 0; attempt < 5; attempt++) {
      await this.page.keyboard.press(key);
      try {
        await input.waitFor({ timeout: 3_000 });
        await input.fill(text);
        return;
      } catch {
        // A page that is still loading swallows keys.
      }
    }
    throw new Error(`${key} did not open the palette.`);
  }
}

/** Starts a real VS Code for a test. */
export function startWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  return Workbench.start(options);
}
