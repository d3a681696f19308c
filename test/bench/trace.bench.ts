import fs from 'node:fs';
import { afterAll, bench, describe } from 'vitest';
import { TracerClient } from '../../src/frontends/torch/tracerClient';
import { sampleFile } from '../support/commandLine';
import { pythonPaths, torchvisionFile } from '../support/torchvision';
import { traceOrder, tracerPath } from '../support/tracing';

// What they may take at the median on two cores: opening 1.5 s; an edit 100 ms, of the large ones 250 ms.
const models = [
  { title: "torchvision's resnet18", file: torchvisionFile('models/resnet.py'), name: 'resnet18' },
  { title: "torchvision's resnet152", file: torchvisionFile('models/resnet.py'), name: 'resnet152' },
  { title: "torchvision's swin_t", file: torchvisionFile('models/swin_transformer.py'), name: 'swin_t' },
  { title: "torchvision's densenet201", file: torchvisionFile('models/densenet.py'), name: 'densenet201' },
  { title: 'the sample', file: sampleFile, name: 'ResNet' },
].filter((model) => model.file !== undefined);

const orderOf = ({ file, name }: (typeof models)[number], text: string) =>
  traceOrder(text, { file, name, workspaceFolders: [], pythonPath: pythonPaths() });

describe('opened by a new process', () => {
  for (const model of [models[0], models.at(-1)!]) {
    const text = fs.readFileSync(model.file!, 'utf8');
    bench(
      model.title,
      async () => {
        const client = new TracerClient({ tracerPath });
        await client.trace(orderOf(model, text));
        client.dispose();
      },
      { iterations: 5, time: 0, warmupIterations: 1, warmupTime: 0 },
    );
  }
});

describe('traced again after an edit of one line', () => {
  for (const model of models) {
    const text = fs.readFileSync(model.file!, 'utf8');
    const client = new TracerClient({ tracerPath });
    let edits = 0;
    bench(
      model.title,
      async () => {
        const source = text.replace('super().__init__()', `super().__init__()  # ${edits++}`);
        await client.trace(orderOf(model, source));
      },
      { iterations: 30, time: 0, warmupIterations: 5, warmupTime: 0 },
    );
    afterAll(() => client.dispose());
  }
});
