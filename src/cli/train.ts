import type { EngineEvent } from '../protocol/engine';
import type { Overlay } from '../protocol/overlay';
import { baseSettings, runModel, withEngine } from './engineRun';
import { parseTrainOptions } from './options';
import { ProgressLine } from './progressLine';
import { traceModel } from './traceModel';

/**
 * `skipline train`: one JSON line per step, last the summary of the run. Without `--json` a line of text each where the
 * output goes to a file or a pipe, a progress bar on a terminal.
 */
export async function train(words: readonly string[]): Promise<void> {
  const options = parseTrainOptions(words);
  const model = await traceModel(options, 'training', options.batchSize);
  const { data, steps, shuffle, split, augment, save, folder, resumed, probing, training } = options;
  const evaluated =
    training.evaluateEvery === undefined
      ? undefined
      : await traceModel({ ...options, inputs: model.inputs }, 'evaluation', options.batchSize);
  const progress = new ProgressLine(process.stderr);
  const losses: number[] = [];
  let latest: Overlay | undefined;

  const report = (event: EngineEvent & { readonly kind: 'step' }) => {
    losses.push(event.loss);
    const { step, loss, metrics, milliseconds: ms } = event;
    if (options.json) {
      const modules = latest?.step === step ? { modules: latest.modules, merges: latest.merges } : {};
      process.stdout.write(JSON.stringify({ step, loss, metrics, ms, ...modules }) + '\n');
    } else if (!progress.isShown || !process.stdout.isTTY) {
      process.stdout.write(`step ${step}  loss ${loss.toPrecision(7)}${validationText(metrics)}\n`);
    }
    progress.show(step / steps, `step ${step} of ${steps}  loss ${loss.toPrecision(5)}  ${ms.toFixed(0)} ms`);
  };

  const started = performance.now();
  const backend = await withEngine(async (engine) => {
    const settings = {
      ...baseSettings(options),
      data,
      steps,
      ...training,
      shuffle,
      split,
      augment,
      ...probing,
      folder,
    };
    const name = await engine.open(runModel(model, evaluated), settings, resumed !== undefined);
    await engine.request({ kind: 'train' }, (event) => {
      if (event.kind === 'overlay') {
        latest = event.overlay;
      }
      if (event.kind === 'step') {
        report(event);
      }
      return event.kind === 'state' && event.state === 'finished' ? true : undefined;
    });
    if (save !== undefined) {
      await engine.request({ kind: 'saveWeights', file: save }, (event) =>
        event.kind === 'saved' ? true : undefined,
      );
    }
    return name;
  }).finally(() => progress.end());

  const summary = {
    model: model.trace.model,
    engine: backend,
    steps: losses.length,
    firstLoss: losses.at(0),
    lastLoss: losses.at(-1),
    seconds: (performance.now() - started) / 1000,
  };
  process.stdout.write(
    options.json
      ? JSON.stringify({ summary }) + '\n'
      : `${summary.steps} steps in ${summary.seconds.toFixed(1)} s (${backend}): loss ${short(summary.firstLoss)} → ${short(summary.lastLoss)}\n`,
  );
}

/** What is known of held-out data after a step: `  validationLoss 0.51  validationAccuracy 0.84`. */
function validationText(metrics: Readonly<Record<string, number>>): string {
  return Object.entries(metrics)
    .filter(([name]) => name.startsWith('validation'))
    .map(([name, value]) => `  ${name} ${value.toPrecision(4)}`)
    .join('');
}

function short(loss: number | undefined): string {
  return loss === undefined ? 'unknown' : loss.toPrecision(7);
}
