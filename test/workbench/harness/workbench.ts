import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type Browser, type FrameLocator, type Locator, type Page } from 'playwright-core';
import { BROWSER_FLAGS, findBrowser } from '../../setup/browser.mjs';
import { root } from '../../setup/processes.mjs';
import { installWorkbench } from '../../setup/workbenchInstall.mjs';
import { startServer, workbenchUrl } from '../../setup/workbenchServer.mjs';
import { editorOf, lineElement, placeOfText, registerLineSelector, revealLine } from './editor';
import { processesOf } from './processGroup';
import { clickRow, confirmRow, openQuickInput, persistently } from './quickInput';

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

/** What the workbench says of itself in every run, with the address that it speaks of: not the extension's doing. */
const EXPECTED_NOISE =
  /manifest\.json|favicon|serviceWorker|vsda|ServiceWorker|code \(404\) was received when fetching the script|allow-scripts and allow-same-origin|authentication provider/;

let lineSelector: Promise<void> | undefined;

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
      const text = `${message.text()} (${message.location().url})`;
      if (message.type() === 'error' && !EXPECTED_NOISE.test(text)) this.errors.push(text);
    });
    page.on('pageerror', (error) => this.errors.push(error.stack ?? error.message));
  }

  /** Starts a server and a browser and opens the folder; everything ends with `close`. */
  static async start(options: WorkbenchOptions): Promise<Workbench> {
    const [{ node, server: main }, executablePath] = [await installWorkbench(), await findBrowser()];
    await (lineSelector ??= registerLineSelector());
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
      await workbench.load(url);
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
    const name = path.basename(target);
    await persistently(`Opening ${file}`, async () => {
      await openQuickInput(this.page, 'Control+P', target);
      // The list starts with recently opened files, which Enter must not choose.
      await confirmRow(this.page, name);
      await this.page
        .locator(`.tab.active[data-resource-name="${name}"]`)
        .first()
        .waitFor({ timeout: 10_000 });
    });
  }

  /** Runs a command by its title in the palette, e.g. `Skipline: Show Graph`. */
  async runCommand(title: string): Promise<void> {
    await persistently(`Running the command '${title}'`, async () => {
      await openQuickInput(this.page, 'F1', `>${title}`);
      await clickRow(this.page, title);
    });
  }

  /** Brings a line into view and returns the element that renders it. */
  async editorLine(line: number, file?: string): Promise<Locator> {
    const element = lineElement(this.page, line, file);
    if (await element.isVisible()) return element;
    return persistently(`Bringing line ${line} into view`, async () => {
      await revealLine(this.page, line, file);
      await element.waitFor({ timeout: 3_000 });
      return element;
    });
  }

  /** A code lens by (part of) its text. */
  codeLens(text: string | RegExp): Locator {
    return this.page.locator('.codelens-decoration a', { hasText: text }).first();
  }

  /** Clicks a code lens until `done` holds: a click right after rendering can be swallowed. */
  async clickCodeLens(text: string | RegExp, done: () => Promise<boolean>): Promise<void> {
    let patienceMs = 1_500;
    await persistently(`Clicking the code lens '${String(text)}'`, async () => {
      await this.codeLens(text).click({ timeout: 30_000 });
      for (const deadline = Date.now() + patienceMs; Date.now() < deadline; await sleep(100)) {
        if (await done()) return;
      }
      // Where the effect is slow, clicking ever again would only delay it.
      patienceMs *= 2;
      throw new Error('it had no effect');
    });
  }

  /** Points at a piece of text of a line and returns the hover that appears. */
  async hoverAt(line: number, text: string, file?: string): Promise<Locator> {
    const element = await this.editorLine(line, file);
    const hover = this.page
      .locator('.monaco-resizable-hover .monaco-hover:visible')
      .filter({ hasText: /\S/, hasNotText: /^\s*Loading/ })
      .first();
    return persistently(`Showing a hover over '${text}' in line ${line}`, async () => {
      // A hover that shows already is that of another place.
      await this.page.mouse.move(1, 1);
      await hover.waitFor({ state: 'hidden', timeout: 3_000 });
      const { x, y } = await placeOfText(element, text);
      await this.page.mouse.move(x, y, { steps: 4 });
      await hover.waitFor({ timeout: 5_000 });
      return hover;
    });
  }

  /** The document of a webview: the one whose title contains `title`, or the first one. */
  async webviewFrame(title = ''): Promise<FrameLocator> {
    return persistently(`Finding a webview with the title '${title}'`, async () => {
      for (const frame of await this.page.locator('iframe.webview.ready').all()) {
        const inner = frame.contentFrame().locator('iframe#active-frame');
        const name = await inner.getAttribute('title', { timeout: 1_000 }).catch(() => null);
        if (name?.includes(title)) return inner.contentFrame();
      }
      throw new Error('there is none');
    });
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
    await persistently(`Choosing the theme '${label}'`, async () => {
      await this.runCommand('Preferences: Color Theme');
      const input = this.page.locator('.quick-input-widget input[placeholder*="Color Theme"]');
      await input.fill(label, { timeout: 10_000 });
      await confirmRow(this.page, label);
      await this.page.locator(marker).waitFor({ timeout: 10_000 });
    });
    await sleep(300);
  }

  /** Loads the window anew, without the file to open: one that is asked to open something restores nothing. */
  async reload(): Promise<void> {
    await this.load(this.url.replace(/&payload=.*$/, ''));
  }

  /** Ids of the processes of this workbench whose command line contains `text`. */
  processes(text: string): number[] {
    return processesOf(this.server.processId, text);
  }

  /** What the server and the extension host have printed. */
  log(): string {
    return this.server.log();
  }

  /** Ends the browser and the server with everything that they started. */
  async close(): Promise<void> {
    try {
      await this.browser.close();
    } finally {
      await this.server.stop();
    }
  }

  private async load(url: string): Promise<void> {
    await this.page.goto(url);
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
  }
}

/** Starts a real VS Code for a test. */
export function startWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  return Workbench.start(options);
}
