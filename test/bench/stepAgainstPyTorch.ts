/**
 * A training step of Skipline's engine against PyTorch's bare eager step, on the same cores, in turn.
 *
 *     npx tsx test/bench/stepAgainstPyTorch.ts [--threads 1|2] [--rounds 7] [MODEL …]
 *
 * Needs `npm run build` and a `python3` with PyTorch. Skipline runs three times: with every probe at every step, of all
 * elements (exact) and of samples of large values (sampled), and without any (plain). A round makes some steps of each in turn and yields the ratios of their medians; the medians of the ratios are
 * printed, by the clock and (the better figure on a machine that does other work) by the time of all processors.
 */
import { parseArgs } from 'node:util';
import { findTorchvision } from '../setup/torchvision.mjs';
import { type StepModel, stepModels } from './steps/stepModels';
import { StepProcess, type StepReport } from './steps/stepProcess';

const { values, positionals } = parseArgs({
  options: { threads: { type: 'string' }, rounds: { type: 'string', default: '7' } },
  allowPositionals: true,
});
const names = positionals.length > 0 ? positionals : Object.keys(stepModels);
const rounds = Number(values.rounds);

/** Milliseconds that the steps of one contestant in one round take at least. */
const turn = 1500;

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
}

type Probing = 'exact' | 'sampled' | 'plain';
type Contestant = 'pytorch' | Probing;

async function compare(model: StepModel, threads: number, pythonPath: string | undefined): Promise<void> {
  const folder = pythonPath === undefined ? [] : [pythonPath];
  const words = [model.file, model.name, model.input, String(threads)];
  const ours = (probing: Probing) =>
    new StepProcess(process.execPath, [
      '--import=tsx',
      `${import.meta.dirname}/steps/skipline.ts`,
      ...words,
      probing,
      ...folder,
    ]);
  const contestants: Readonly<Record<Contestant, StepProcess>> = {
    pytorch: new StepProcess('python3', [`${import.meta.dirname}/steps/pytorch.py`, ...words, ...folder]),
    exact: ours('exact'),
    sampled: ours('sampled'),
    plain: ours('plain'),
  };
  try {
    const reports: Record<Contestant, StepReport[]> = { pytorch: [], exact: [], sampled: [], plain: [] };
    const losses: Record<string, number[]> = {};
    for (const [name, contestant] of entries(contestants)) {
      losses[name] = (await contestant.steps(3)).losses;
    }
    const steps = Math.ceil(turn / median((await contestants.pytorch.steps(3)).wall));
    for (let round = 0; round < rounds; round++) {
      for (const [name, contestant] of entries(contestants)) {
        reports[name].push(await contestant.steps(steps));
      }
    }
    report(model, threads, reports, losses);
  } finally {
    entries(contestants).forEach(([, contestant]) => {
      contestant.end();
    });
  }
}

function entries<Key extends string, Item>(record: Readonly<Record<Key, Item>>): [Key, Item][] {
  return Object.entries(record) as [Key, Item][];
}

function report(
  { title }: StepModel,
  threads: number,
  reports: Record<Contestant, StepReport[]>,
  losses: Record<string, number[]>,
): void {
  const milliseconds = (name: Contestant, clock: 'wall' | 'processor') =>
    median(reports[name].map((one) => median(one[clock])));
  const ratio = (name: Contestant, to: Contestant, clock: 'wall' | 'processor') =>
    median(reports[name].map((one, round) => median(one[clock]) / median(reports[to][round][clock])));
  console.log(`\n${title}, ${threads} thread${threads === 1 ? '' : 's'}`);
  for (const clock of ['wall', 'processor'] as const) {
    const each = entries(reports)
      .map(([name]) => `${name} ${milliseconds(name, clock).toFixed(1)}`)
      .join(', ');
    const ratios = (['exact', 'sampled', 'plain'] as const)
      .map((name) => `${name} ${ratio(name, 'pytorch', clock).toFixed(2)}`)
      .join(', ');
    const costs = (['exact', 'sampled'] as const)
      .map((name) => `${name} ${(100 * (ratio(name, 'plain', clock) - 1)).toFixed(1)} %`)
      .join(', ');
    console.log(`  ${clock.padEnd(9)} ms: ${each}; ÷ PyTorch: ${ratios}; cost of probes: ${costs}`);
  }
  const memory = (name: Contestant) => reports[name].at(-1)!;
  const mebibytes = (bytes: number) => (bytes / 2 ** 20).toFixed(0);
  console.log(
    `  peak MiB: ${entries(reports)
      .map(([name]) => `${name} ${mebibytes(memory(name).peak)} (idle ${mebibytes(memory(name).idle)})`)
      .join(', ')}; ÷ PyTorch: ${(['exact', 'sampled', 'plain'] as const)
      .map((name) => `${name} ${(memory(name).peak / memory('pytorch').peak).toFixed(2)}`)
      .join(', ')}`,
  );
  console.log(
    `  losses of the first steps: ${entries(losses)
      .map(([name, numbers]) => `${name} ${numbers.map((loss) => loss.toFixed(5)).join(' ')}`)
      .join(', ')}`,
  );
}

async function main(): Promise<void> {
  const pythonPath = await findTorchvision();
  for (const threads of values.threads === undefined ? [1, 2] : [Number(values.threads)]) {
    for (const name of names) {
      await compare(stepModels[name], threads, pythonPath);
    }
  }
}

void main();
