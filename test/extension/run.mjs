/** Runs the suite of this folder in the extension host of the workbench. Exits 1 when a test fails. */
import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { BROWSER_FLAGS, findBrowser } from '../setup/browser.mjs';
import { main, Problem } from '../setup/problem.mjs';
import { root } from '../setup/processes.mjs';
import { installWorkbench } from '../setup/workbenchInstall.mjs';
import { startServer, workbenchUrl } from '../setup/workbenchServer.mjs';
import { bundleSuite } from './bundle.mjs';

/** What the workbench says of itself among the lines of the suite. */
const NOISE = /^(Ignoring fetching|Creating a socket|Resolv|Updating additional|\[)/;

const PATIENCE_MS = 8 * 60_000;

await main(async () => {
  const [suite, executablePath, workbench] = [
    await bundleSuite(),
    await findBrowser(),
    await installWorkbench(),
  ];
  const workspace = realpathSync(mkdtempSync(path.join(tmpdir(), 'skipline-workspace-')));
  cpSync(path.join(root, 'media/samples'), workspace, { recursive: true });
  let server, browser;
  try {
    const extension = path.join(import.meta.dirname, 'msPython');
    server = await startServer({ ...workbench, extension, development: true });
    browser = await chromium.launch({ executablePath, args: BROWSER_FLAGS });
    return await outcome(await browser.newPage(), server.port, workspace, suite);
  } finally {
    await browser?.close();
    await server?.stop();
    rmSync(workspace, { recursive: true, force: true });
  }
});

/** Opens the workbench with the suite and waits for the exit code that the extension host reports. */
async function outcome(page, port, workspace, suite) {
  await page.exposeFunction('codeAutomationLog', (_type, args) => {
    if (!NOISE.test(String(args[0]))) console.log(...args);
  });
  const exit = new Promise((resolve) => void page.exposeFunction('codeAutomationExit', resolve));
  await page.goto(
    workbenchUrl(port, workspace, { extensionDevelopmentPath: root, extensionTestsPath: suite }),
  );
  const code = await Promise.race([
    exit,
    new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, undefined).unref()),
  ]);
  if (code === undefined)
    throw new Problem(`The tests in the extension host did not end in ${PATIENCE_MS / 60_000} minutes.`);
  return code;
}
