import type { Overlay } from '../protocol/overlay';
import { baseSettings, runModel, withEngine } from './engineRun';
import { parseRunOptions } from './options';
import { profileText } from './profileText';
import { formatNumber, table } from './text';
import { traceModel } from './traceModel';

/** Steps that `--profile` measures. */
const profiledSteps = 10;

/**
 * `skipline run`: one forward and backward pass in training mode; every activation and gradient. With `--profile` the time of a
 * training step instead, by operator and module.
 */
export async function run(words: readonly string[]): Promise<void> {
  const options = parseRunOptions(words);
  const model = await traceModel(options, 'training');
  if (options.profile) {
    const profile = await withEngine(async (engine) => {
      await engine.open(runModel(model), baseSettings(options));
      return engine.request({ kind: 'profile', steps: profiledSteps }, (event) =>
        event.kind === 'profile' ? event.profile : undefined,
      );
    });
    process.stdout.write(options.json ? JSON.stringify(profile) + '\n' : profileText(profile));
    return;
  }
  const report = await withEngine(async (engine) => {
    const backend = await engine.open(runModel(model), baseSettings(options));
    const overlay = await engine.request({ kind: 'runOnce' }, (event) =>
      event.kind === 'overlay' ? event.overlay : undefined,
    );
    return runReport(overlay, backend);
  });
  process.stdout.write(options.json ? JSON.stringify(report) + '\n' : runText(report));
}

type RunReport = ReturnType<typeof runReport>;

/** The JSON document of the design. */
function runReport({ loss, modules, merges, parameterGradient }: Overlay, engine: string) {
  return { loss, engine, modules, merges, parameterGradient };
}

function runText({ loss, engine, modules, merges }: RunReport): string {
  const lines = [
    `loss ${loss.toPrecision(7)} (${engine})`,
    '',
    ...table(
      ['module', 'activation mean', 'std', 'gradient norm'],
      Object.entries(modules).map(([path, { activation, gradient }]) => [
        path === '' ? '(model)' : path,
        formatNumber(activation?.mean),
        formatNumber(activation?.std),
        formatNumber(gradient?.l2),
      ]),
    ),
  ];
  if (merges.length > 0) {
    lines.push(
      '',
      ...table(
        ['merge', 'kind', '‖F‖', '‖S‖', '‖∂‖ through F', '‖∂‖ through S'],
        merges.map(({ path, kind, branchNorm, shortcutNorm, branchGradient, shortcutGradient }) => [
          path,
          kind,
          ...[branchNorm, shortcutNorm, branchGradient, shortcutGradient].map(formatNumber),
        ]),
      ),
    );
  }
  return lines.join('\n') + '\n';
}
