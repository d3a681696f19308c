import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';

let folder: string;
let model: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'skipline-cli-'));
  model = path.join(folder, 'model.py');
  writeFileSync(model, '');
  await build({
    entryPoints: [path.resolve(import.meta.dirname, '../../../src/cli/main.ts')],
    outfile: path.join(folder, 'cli.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the command line with a tracer whose replies `answer`, the body of a function of the request, gives. */
function skipline(answer: string, ...words: string[]): Promise<{ code: unknown; stderr: string }> {
  writeFileSync(
    path.join(folder, 'tracer.js'),
    `const answer = (request) => { ${answer} };
     process.on('message', (request) => process.send({ id: request.id, ...answer(request) }));`,
  );
  return new Promise((resolve) => {
    execFile(process.execPath, [path.join(folder, 'cli.js'), ...words], (error, _stdout, stderr) => {
      resolve({ code: error?.code ?? 0, stderr });
    });
  });
}

it('says in one sentence, without a stack, what is nobody’s fault but its own', async () => {
  expect(await skipline(`return { kind: 'failed', message: 'out of luck.' }`, 'inspect', model)).toEqual({
    code: 1,
    stderr: 'The tracer failed: out of luck.\n',
  });
});

it('gives the batch size to inputs that have a first extent, and leaves scalars alone', async () => {
  const outcome = await skipline(
    `if (request.inputs !== undefined) {
       return { kind: 'failed', message: JSON.stringify(request.inputs.map(({ shape }) => shape)) };
     }
     const input = (...shape) => ({ type: 'float32', shape });
     return {
       kind: 'traced',
       result: {
         diagnostics: [],
         candidates: [],
         inputs: [input(1, 3), input()],
         trace: { model: 'M()', complete: true, diagnostics: [], graph: { nodes: [] } },
         analysis: { parameters: 0, modules: [] },
       },
     };`,
    ...['train', model, '--data', 'random', '--batch-size', '8'],
  );
  expect(outcome).toEqual({ code: 1, stderr: 'The tracer failed: [[8,3],[]]\n' });
});
