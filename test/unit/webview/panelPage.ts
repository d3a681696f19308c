import path from 'node:path';
import { build, type Plugin } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { FromPanel, ToPanel } from '../../../src/protocol/panel';
import { BROWSER_FLAGS, findBrowser } from '../../setup/browser.mjs';
import { themeStyleSheet, themes, type ThemeName } from './themes';

/**
 * The panel's page without an editor around it: the same markup, the same content security policy, the messages of the
 * host by hand. Bundled afresh, so that it never shows an older build.
 */
export interface PanelPage {
  readonly page: Page;
  /** What the page has posted to the host so far. */
  messages(): Promise<FromPanel[]>;
  send(message: ToPanel): Promise<void>;
  /** Breaches of the content security policy, uncaught errors and console errors. */
  readonly complaints: readonly string[];
}

export interface PanelPageOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  /** What `getState()` returns. */
  readonly state?: unknown;
  readonly bodyClass?: string;
}

const root = path.resolve(import.meta.dirname, '../../..');
const origin = 'http://panel.test';
const nonce = 'nonceOfThisPage';

export interface WebviewBundle {
  readonly script: string;
  readonly style: string;
}

export async function bundleWebview(plugins: Plugin[] = []): Promise<WebviewBundle> {
  const result = await build({
    entryPoints: [path.join(root, 'webview/main.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    outdir: path.join(root, 'out'),
    logLevel: 'silent',
    plugins,
  });
  const text = (extension: string) =>
    result.outputFiles.find((file) => file.path.endsWith(extension))?.text ?? '';
  return { script: text('.js'), style: text('.css') };
}

export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await findBrowser(),
    args: [...BROWSER_FLAGS],
  });
}

export async function openPanelPage(
  browser: Browser,
  bundle: WebviewBundle,
  { theme = 'dark', width = 900, height = 900, state, bodyClass = '' }: PanelPageOptions = {},
): Promise<PanelPage> {
  const page = await browser.newPage({ viewport: { width, height } });
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      complaints.push(message.text());
    }
  });
  await page.addInitScript({ content: hostStub(state) });
  await page.route(`${origin}/**`, (route) => {
    const name = new URL(route.request().url()).pathname;
    switch (name) {
      case '/webview.js':
        return route.fulfill({ contentType: 'text/javascript', body: bundle.script });
      case '/webview.css':
        return route.fulfill({ contentType: 'text/css', body: bundle.style });
      case '/theme.css':
        return route.fulfill({ contentType: 'text/css', body: themeStyleSheet(theme) });
      case '/':
        return route.fulfill({
          contentType: 'text/html',
          body: html(`${themes[theme].bodyClass} ${bodyClass}`.trim()),
        });
      default:
        return route.fulfill({ status: 404, body: '' });
    }
  });
  await page.goto(`${origin}/`);
  return {
    page,
    complaints,
    messages: () => page.evaluate<FromPanel[]>('window.posted'),
    send: (message) => page.evaluate((data) => window.postMessage(data, '*'), message),
  };
}

/** As text, since it runs in the page: a transpiler's helpers are missing there. */
function hostStub(state: unknown): string {
  return `
    window.posted = [];
    window.stateOfPanel = ${JSON.stringify(state) ?? 'undefined'};
    window.acquireVsCodeApi = () => ({
      postMessage: (message) => window.posted.push(message),
      getState: () => window.stateOfPanel,
      setState: (next) => { window.stateOfPanel = next; },
    });`;
}

function html(bodyClass: string): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${origin}`,
    `font-src ${origin}`,
    'img-src data:',
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="theme.css">
<link rel="stylesheet" href="webview.css">
<title>Skipline</title>
</head>
<body class="${bodyClass}">
<script nonce="${nonce}" src="webview.js"></script>
</body>
</html>`;
}
