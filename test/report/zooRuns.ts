/**
 * For each of torchvision's classification models, how far one training pass is from PyTorch's float32 and from its float64,
 * how far PyTorch's own float32 is from that, and how far the smooth counterpart of the model is from PyTorch's float32.
 *
 *     SKIPLINE_PYTHON_PATH=… npm run -s report:zoo -- FOLDER > test/parity/zooRuns.md
 *
 * Keeps what `skipline run` says in FOLDER, so that a report which was interrupted goes on where it was.
 */
import fs from 'node:fs';
import path from 'node:path';
import { zooModels } from '../support/zooModels';
import {
  compareRun,
  compareSmooth,
  ownFactor,
  type Comparison,
  type Run,
  runModel,
  runSmooth,
  torch,
  zooRuns,
} from '../support/zooRuns';

async function kept(folder: string, name: string, run: () => Promise<Run>): Promise<Run> {
  const file = path.join(folder, `${name}.json`);
  if (fs.existsSync(file)) {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as Run;
  }
  const { loss, parameterGradient } = await run();
  fs.writeFileSync(file, JSON.stringify({ loss, parameterGradient }));
  return { loss, parameterGradient };
}

const show = (x: number) => (x === 0 ? '0' : x.toExponential(1));

function explain({ verdict }: Comparison): string {
  const figures = (['loss', 'gradients'] as const).filter((figure) => verdict[figure] !== 'equal');
  return figures.length === 0 ? 'equal' : figures.map((figure) => `${figure}: ${verdict[figure]}`).join(', ');
}

/** What the command line had to say, without the command. */
function sentenceOf({ message }: Error): string {
  return message
    .replace(/^.* ended with -?\d+: /s, '')
    .trim()
    .split('\n')
    .at(-1)!;
}

const heading = `# One training pass of torchvision's classification models

Made by \`npm run -s report:zoo\`. 2×3×crop², seed 0, native engine, PyTorch ${torch}. Distances are relative; of gradients, the
largest of the l2 norms of the parameters' gradients.

- **loss**, **gradients**: from PyTorch's float32.
- **from float64**: the gradients from PyTorch's float64; and how far PyTorch's own float32 is from it, the furthest of several
  ways of computing the same.
- **smooth**: the gradients of the same network with SiLU for ReLU and averages for maxima, from PyTorch's float32.
- **equal**: the loss is within 1e-5, every gradient within 1e-4. **rounding**: PyTorch's own float32 is further than that from its
  float64, and Skipline at most ${ownFactor} times as far. \`zooReluDecisions.test.ts\` shows that these distances are decisions of
  single ReLUs, and gradients that cancel; efficientnet_b6 and b7 have no ReLU, and of the two PyTorch is further from float64. The loss of
  resnet152: PyTorch's own is up to ${show(zooRuns.resnet152.own.loss)} from float64.

The classifiers of the vision transformers start at zero and hand no gradient back; that of vit_b_32's smooth counterpart does.

| model | loss | gradients | from float64 | PyTorch's own | smooth | verdict |
| --- | --- | --- | --- | --- | --- | --- |`;

async function report(folder: string | undefined): Promise<void> {
  if (folder === undefined) {
    throw new Error('Name the folder that keeps the runs.');
  }
  fs.mkdirSync(folder, { recursive: true });
  console.log(heading);
  for (const model of zooModels()) {
    const { name } = model;
    if (!(name in zooRuns)) {
      console.log(`| ${name} | | | | | | no golden values |`);
      continue;
    }
    let cells: readonly string[];
    try {
      const comparison = compareRun(name, await kept(folder, name, () => runModel(model)));
      const smooth =
        zooRuns[name].smooth &&
        compareSmooth(name, await kept(folder, `${name}.smooth`, () => runSmooth(model)));
      const { fromPyTorch, fromExact, own, verdict } = comparison;
      if (Object.values(verdict).includes('different')) {
        process.exitCode = 1;
      }
      cells = [
        ...[fromPyTorch.loss, fromPyTorch.gradients, fromExact.gradients, own.gradients].map(show),
        ...[smooth === undefined ? '' : show(smooth.gradients), explain(comparison)],
      ];
    } catch (error) {
      process.exitCode = 1;
      cells = ['', '', '', '', '', sentenceOf(error as Error)];
    }
    console.log(`${[name, ...cells].map((cell) => (cell === '' ? '| ' : `| ${cell} `)).join('')}|`);
  }
}

void report(process.argv[2]);
