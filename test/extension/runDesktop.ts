/**
 * Runs the same suite in a desktop VS Code, for machines that have one (VSCODE_EXECUTABLE) or can download it:
 * `npx tsx test/extension/runDesktop.ts`.
 */
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { root } from '../setup/processes.mjs';
import { bundleSuite } from './bundle.mjs';

async function main(): Promise<void> {
  process.exitCode = await runTests({
    vscodeExecutablePath: process.env.VSCODE_EXECUTABLE,
    extensionDevelopmentPath: [root, path.join(import.meta.dirname, 'msPython')],
    extensionTestsPath: await bundleSuite(),
    launchArgs: [path.join(root, 'media/samples'), '--disable-extensions', '--disable-workspace-trust'],
  });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
