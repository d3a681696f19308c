import path from 'node:path';
import { ESLint } from 'eslint';
import { beforeAll, describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const LAYER_RULES = ['skipline/imports', 'no-restricted-globals'];

describe('layer rule', () => {
  let eslint: ESLint;
  beforeAll(() => {
    eslint = new ESLint({
      cwd: root,
      ruleFilter: ({ ruleId }) => LAYER_RULES.includes(ruleId),
      // The files of this test exist as text only, so there are no types to ask for.
      overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
    });
  });

  /** The layer violations that the linter reports for `text` as if it were the file `file`. */
  async function violations(file: string, text: string): Promise<string[]> {
    const [result] = await eslint.lintText(text, { filePath: path.join(root, file) });
    return result.messages
      .filter(({ ruleId }) => LAYER_RULES.includes(ruleId ?? ''))
      .map(({ message }) => message);
  }

  it.each([
    ['src/ops/Add.ts', "import { Graph } from '../graph/graph';"],
    ['src/frontends/torch/trace.ts', "import { readFile } from 'node:fs/promises';"],
    ['src/engine/session.ts', "import { inspect } from '../frontends/torch/trace';"],
    ['src/cli/main.ts', "import { train } from '../engine/run';"],
    ['src/views/panel.ts', "import * as vscode from 'vscode';"],
    ['src/extension.ts', "import { panel } from './views/panel';"],
    ['webview/graph/draw.ts', "import { layout } from '../../src/layout/layout';"],
    ['test/unit/some.test.ts', "import '../../src/engine/run';"],
  ])('lets %s say %s', async (file, text) => {
    expect(await violations(file, text)).toEqual([]);
  });

  it.each([
    ['src/graph/graph.ts', "import { add } from '../ops/Add';", 'downwards'],
    ['src/graph/graph.ts', "export * from '../ops/Add';", 'downwards'],
    ['src/graph/graph.ts', "import type { Operator } from '../ops/operator';", 'downwards'],
    ['src/analysis/repeats.ts', "import { gradient } from '../autodiff/gradient';", 'downwards'],
    ['src/engine/run.ts', "const later = import('../lab/lab');", 'downwards'],
    ['src/protocol/run.ts', "import { readFileSync } from 'node:fs';", 'Node module'],
    ['src/protocol/run.ts', "import path from 'path';", 'Node module'],
    ['src/layout/layout.ts', "import { InferenceSession } from 'onnxruntime-node';", 'runtime'],
    ['src/engine/run.ts', "import * as vscode from 'vscode';", 'vscode'],
    ['src/cli/main.ts', "import { hover } from '../editor/hover';", 'without an editor'],
    ['src/views/panel.ts', "import '../../webview/main';", 'protocol'],
    ['webview/main.ts', "import { run } from '../src/engine/run';", 'pure layers only'],
    ['webview/main.ts', "import fs from 'fs';", 'Node module'],
    ['src/ops/Add.ts', "import '../../test/support/torchvision';", 'outside'],
    ['src/helpers/strings.ts', "import '../graph/graph';", 'not a layer'],
    ['src/ops/Add.ts', 'export const cpus = process.argv;', 'no I/O'],
    ['src/ops/Add.ts', "export const bytes = Buffer.from('');", 'no I/O'],
    ['src/ops/Add.ts', "export const fs = require('fs');", 'no I/O'],
  ])('stops %s from saying %s', async (file, text, reason) => {
    const messages = await violations(file, text);
    expect(messages.join('\n')).toContain(reason);
  });
});
