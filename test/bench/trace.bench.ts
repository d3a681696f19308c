import fs from 'node:fs';
import { afterAll, bench, describe } from 'vitest';
import { TracerClient } from '../../src/frontends/torch/tracerClient';
import { sampleFile } from '../support/commandLine';
import { traceOrder, tracerPath } from '../support/tracing';
import { torchvisionFile } from '../support/torchvision';

const models = [
  { title: "torchvision's resnet18", file: torchvisionFile('models/resnet.py'), name: 'resnet18' },
  { title: 'the sample', file: sampleFile, name: 'ResNet' },
].filter((model) => model.file !== undefined);

// Opening may take 3 s, an edit 300 ms.
describe.each(models)('$title', ({ file, name }) => {
  const text = fs.readFileSync(file!, 'utf8');
  const order = (source: string) => traceOrder(source, { file, name, workspaceFolders: [] });

  bench(
    'opened by a new process',
    async () => {
      const client = new TracerClient({ tracerPath });
      await client.trace(order(text));
      client.dispose();
    },
    { iterations: 5, time: 0, warmupIterations: 1, warmupTime: 0 },
  );

  const client = new TracerClient({ tracerPath });
  let edits = 0;
  bench(
    'traced again after an edit of one line',
    async () => {
      await client.trace(order(text.replace('super().__init__()', `super().__init__()  # ${edits++}`)));
    },
    { iterations: 30, time: 0, warmupIterations: 5, warmupTime: 0 },
  );
  afterAll(() => client.dispose());
});
