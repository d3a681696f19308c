import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TracerClient } from '../../src/frontends/torch/tracerClient';
import { sampleFile } from '../support/commandLine';
import { memoryOf } from '../support/memory';
import { pythonPaths, torchvisionFile, torchvisionPath } from '../support/torchvision';
import { traceOrder, tracerPath } from '../support/tracing';

/** Megabytes by which 500 edits may raise what the process holds: what V8 leaves to its next collection. */
const growth = 40;

/** Megabytes that a process may ever hold, whatever models it traces: their parameters are never made. */
const limit = 400;

// Other systems tell nothing of another process without a program of their own.
describe.skipIf(process.platform !== 'linux')('the memory of the tracer', { timeout: 600_000 }, () => {
  let client: TracerClient;
  beforeEach(() => {
    client = new TracerClient({ tracerPath });
  });
  afterEach(() => client.dispose());

  const edited = [
    { title: 'the sample', file: sampleFile, name: 'ResNet' },
    { title: "torchvision's resnet18", file: torchvisionFile('models/resnet.py'), name: 'resnet18' },
  ];
  describe.each(edited)('of $title', ({ file, name }) => {
    it.skipIf(file === undefined)('does not grow while its file is edited', async () => {
      const text = fs.readFileSync(file!, 'utf8');
      const trace = async (edit: number) => {
        const source = text.replace('super().__init__()', `super().__init__()  # ${edit}`);
        const result = await client.trace(
          traceOrder(source, { file, name, workspaceFolders: [], pythonPath: pythonPaths() }),
        );
        expect(result.trace?.complete).toBe(true);
      };
      for (let edit = 0; edit < 50; edit++) {
        await trace(edit);
      }
      const first = client.processId!;
      const before = memoryOf(first).now;
      for (let edit = 50; edit < 550; edit++) {
        await trace(edit);
      }
      expect(client.processId).toBe(first);
      expect(memoryOf(first).now - before).toBeLessThan(growth);
    });
  });

  it.skipIf(torchvisionPath() === undefined)('stays small over all of torchvision', async () => {
    const folder = path.join(torchvisionPath()!, 'torchvision/models');
    const traced: string[] = [];
    let first: number | undefined;
    for (const name of fs.readdirSync(folder).filter((name) => /^[a-z]\w*\.py$/.test(name))) {
      const file = path.join(folder, name);
      const order = traceOrder(fs.readFileSync(file, 'utf8'), {
        file,
        workspaceFolders: [],
        pythonPath: pythonPaths(),
        timeLimitSeconds: 60,
      });
      const { candidates } = await client.trace({ ...order, name: undefined });
      first ??= client.processId;
      for (const { name } of candidates.filter(({ kind }) => kind === 'factory')) {
        await client.trace({ ...order, name, arguments: {} });
        expect(client.processId, name).toBe(first);
        traced.push(name);
      }
    }
    expect(traced).toEqual(expect.arrayContaining(['regnet_y_128gf', 'vgg19', 'vit_h_14']));
    expect(memoryOf(first!).peak).toBeLessThan(limit);
  });
});
