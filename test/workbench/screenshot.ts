/**
 * Pictures of Skipline in a real VS Code, for looking at: one for each theme, in .cache/screenshots.
 *
 *   npx tsx test/workbench/screenshot.ts FILE [--graph] [--theme dark]… [--command TITLE]… [--line N]
 *     [--hover LINE:TEXT] [--wait MS] [--size 1400x900] [--name NAME]
 *
 * --graph opens the graph beside the file; --command runs commands of the palette, in their order.
 */
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { buildBundles } from '../setup/dependencies.mjs';
import { startWorkbench, type Theme, type Workbench } from './harness/workbench';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    graph: { type: 'boolean', default: false },
    theme: { type: 'string', multiple: true, default: ['dark', 'light', 'highContrast'] },
    command: { type: 'string', multiple: true, default: [] },
    line: { type: 'string' },
    hover: { type: 'string' },
    wait: { type: 'string', default: '2000' },
    size: { type: 'string', default: '1400x900' },
    name: { type: 'string' },
  },
});

async function main(): Promise<void> {
  if (positionals.length !== 1) throw new Error('Name one file.');
  const file = path.resolve(positionals[0]);
  const name = values.name ?? path.basename(file, path.extname(file));
  const [width, height] = values.size.split('x').map(Number);
  const themes = values.theme as Theme[];
  await buildBundles();
  const workbench = await startWorkbench({
    workspaceFolder: path.dirname(file),
    openFile: file,
    theme: themes[0],
    viewport: { width, height },
    env: values.graph ? { SKIPLINE_OPEN_GRAPH: '1' } : {},
  });
  try {
    if (values.graph) {
      const graph = await workbench.webviewFrame();
      await graph.locator('[role=treeitem]').first().waitFor({ state: 'attached' });
      // The palette lists what applies when it opens; what applies follows the graph a little later.
      await sleep(3000);
    }
    for (const command of values.command) await workbench.runCommand(command);
    await sleep(Number(values.wait));
    for (const theme of themes) {
      if (theme !== themes[0]) await workbench.setTheme(theme);
      await arrange(workbench);
      console.log(await workbench.screenshot(`${name}-${theme}`));
    }
  } finally {
    for (const error of workbench.errors) console.error(error);
    await workbench.close();
  }
}

/** Brings the wanted line and hover into the picture. */
async function arrange(workbench: Workbench): Promise<void> {
  if (values.line) await workbench.editorLine(Number(values.line));
  if (!values.hover) return;
  const [line, ...text] = values.hover.split(':');
  await workbench.hoverAt(Number(line), text.join(':'));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
