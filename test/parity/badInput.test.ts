import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TracerClient } from '../../src/frontends/torch/tracerClient';
import { badModels, goodModel } from '../support/badModels';
import { skipline } from '../support/commandLine';
import { tracerPath } from '../support/tracing';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'skipline-bad-'));
const written = '/tmp/skipline-written-by-a-model';
const files = badModels.map(({ source }, index) => {
  const file = path.join(folder, `model${index}.py`);
  fs.writeFileSync(file, source);
  return file;
});
const good = path.join(folder, 'good.py');
fs.writeFileSync(good, goodModel);
afterAll(() => {
  fs.rmSync(folder, { recursive: true });
});

const cases = badModels.map((bad, index) => ({ ...bad, file: files[index] }));

describe('the command line answers a bad model with one sentence and its line', () => {
  it.each(cases.filter(({ name }) => !name.startsWith('tampering')))(
    '$name',
    async ({ file, sentence, line }) => {
      const limit = sentence === undefined ? '20' : '1';
      const { code, stdout, stderr } = await skipline(
        'inspect',
        file,
        '--input',
        '1x4',
        '--time-limit',
        limit,
      );
      expect(fs.existsSync(written)).toBe(false);
      if (sentence === undefined) {
        expect(stderr).toBe('');
        expect(code).toBe(0);
        return;
      }
      expect(stderr).toMatch(sentence);
      expect(stderr.trim().split('\n')).toHaveLength(1);
      expect(stderr).not.toMatch(/Traceback|JsException|node_modules/);
      expect(stdout).toBe('');
      expect(code).toBe(1);
      if (line !== undefined) {
        expect(stderr).toContain(`${path.basename(file)}:${line}:`);
      }
    },
  );

  it('a folder for a file', async () => {
    const { code, stderr } = await skipline('inspect', folder);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(1);
  });

  it('files that import each other', async () => {
    const file = path.join(folder, 'first.py');
    fs.writeFileSync(file, `import second\n${goodModel}`);
    fs.writeFileSync(path.join(folder, 'second.py'), 'from first import Net\n');
    const { code, stderr } = await skipline('inspect', file);
    expect(stderr).toMatch(/first\.py:1:1: An import failed .*circular import/);
    expect(code).toBe(1);
  });
});

describe('one tracer', () => {
  let client: TracerClient;
  beforeAll(() => {
    client = new TracerClient({ tracerPath });
  });
  afterAll(() => client.dispose());

  const trace = (file: string, timeLimitSeconds: number) =>
    client.trace({
      file,
      inputs: [{ type: 'float32', shape: [1, 4] }],
      mode: 'evaluation',
      overlays: {},
      workspaceFolders: [folder],
      pythonPath: [],
      timeLimitSeconds,
    });

  it('knows what a good model is', async () => {
    const { trace: whole, diagnostics } = await trace(good, 20);
    expect(diagnostics).toEqual([]);
    expect(whole!.graph.nodes.map(({ operator }) => operator)).toEqual(['Gemm']);
  });

  it.each(cases)('traces a good model after $name', async ({ file, sentence }) => {
    const bad = await trace(file, sentence === undefined ? 20 : 1);
    const error = bad.diagnostics.find(({ severity }) => severity === 'error');
    if (sentence === undefined) {
      expect(error).toBeUndefined();
    } else {
      expect(error?.message).toMatch(sentence);
    }
    const { trace: whole, diagnostics } = await trace(good, 20);
    expect(diagnostics).toEqual([]);
    const values = whole!.graph.values;
    expect(whole!.graph.nodes.map(({ operator }) => operator)).toEqual(['Gemm']);
    expect(values.get(whole!.graph.outputs[0])).toMatchObject({ type: 'float32', shape: [1, 4] });
  });

  it('is gone afterwards', async () => {
    const id = client.processId!;
    expect(isAlive(id)).toBe(true);
    client.dispose();
    await expect.poll(() => isAlive(id)).toBe(false);
  });
});

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch {
    return false;
  }
}
