/** A browser for the workbench tests: the one that is there, or one that can be had. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { Problem } from './problem.mjs';
import { capture, root, run } from './processes.mjs';

/** A browser that runs as root, without a display, and reaches nothing but this machine. */
export const BROWSER_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost',
];

const COMMANDS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
  'chrome',
  'msedge',
];

const PLACES = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: ['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData'].flatMap((name) =>
    ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'].map((place) =>
      path.join(process.env[name] ?? 'C:/', place),
    ),
  ),
};

/**
 * The executable of a Chromium-based browser; installs one where that needs no questions.
 * @returns {Promise<string>}
 */
export async function findBrowser() {
  const chosen = process.env.CHROME_PATH;
  if (chosen) {
    if (!existsSync(chosen)) throw new Problem(`CHROME_PATH names ${chosen}, which does not exist.`);
    return chosen;
  }
  const found = installed() ?? (await downloaded());
  if (found) return found;
  console.log('Installing a browser …');
  if (existsSync('/usr/bin/apt-get') && process.getuid?.() === 0 && (await installWithApt())) {
    const browser = installed();
    if (browser) return browser;
  }
  const cli = path.join(root, 'node_modules/playwright-core/cli.js');
  await run(process.execPath, [cli, 'install', 'chromium']);
  const browser = await downloaded();
  if (browser) return browser;
  throw new Problem('There is no browser: install Chromium, Chrome or Edge, or name one in CHROME_PATH.');
}

function installed() {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const names = process.platform === 'win32' ? COMMANDS.map((name) => `${name}.exe`) : COMMANDS;
  const candidates = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [...candidates, ...(PLACES[process.platform] ?? [])].find((place) => existsSync(place));
}

/** The browser that playwright has downloaded for itself, if it has. */
async function downloaded() {
  const { chromium } = await import('playwright-core');
  const place = chromium.executablePath();
  return place && existsSync(place) ? place : undefined;
}

async function installWithApt() {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const install = () => capture('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { env });
  if ((await install()).code === 0) return true;
  // The package lists of a fresh container are empty.
  await capture('apt-get', ['update'], { env });
  return (await install()).code === 0;
}
