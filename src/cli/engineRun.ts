import path from 'node:path';
import { EngineClient } from '../engine/engineClient';
import type { EngineEvent, EngineRequest, RunModel, RunSettings } from '../protocol/engine';
import type { RunOptions } from './options';
import type { TracedModel } from './traceModel';
import { ModelError } from './usage';

/** A run in an engine process of its own, for as long as `drive` takes. */
export async function withEngine<Result>(drive: (engine: EngineRun) => Promise<Result>): Promise<Result> {
  const client = new EngineClient({ enginePath: path.join(__dirname, 'engine.js') });
  try {
    return await drive(new EngineRun(client));
  } finally {
    client.dispose();
  }
}

/** Requests to an engine and the events that answer them. */
export class EngineRun {
  constructor(private readonly client: EngineClient) {}

  /**
   * Sends `request` and hands every event to `onEvent` until that returns a result.
   * Notices go to stderr. @throws ModelError where the engine says that the run cannot go on, or dies.
   */
  request<Result>(
    request: EngineRequest,
    onEvent: (event: EngineEvent) => Result | undefined,
  ): Promise<Result> {
    return new Promise((resolve, reject) => {
      const end = () => {
        subscriptions.forEach((subscription) => {
          subscription.dispose();
        });
      };
      const subscriptions = [
        this.client.onEvent((event) => {
          if (event.kind === 'notice') {
            process.stderr.write(`${event.message}\n`);
          }
          if (event.kind === 'error' || event.kind === 'notSaved') {
            end();
            reject(new ModelError(event.message));
            return;
          }
          const result = onEvent(event);
          if (result !== undefined) {
            end();
            resolve(result);
          }
        }),
        this.client.onExit(({ signal, code, errorOutput }) => {
          end();
          const how = signal ?? `exit code ${String(code)}`;
          const detail = errorOutput.trim().split('\n').at(-1);
          reject(
            new ModelError(
              `The engine process ended by itself (${how})${detail === '' ? '' : `: ${String(detail)}`}.`,
            ),
          );
        }),
      ];
      this.client.send(request);
    });
  }

  /** Prepares the run, or takes up the one in its folder. @returns the backend in use. */
  open(model: RunModel, settings: RunSettings, resume = false): Promise<string> {
    return this.request({ kind: 'open', model, settings, resume }, (event) =>
      event.kind === 'state' && event.state === 'ready' ? (event.backend ?? 'native') : undefined,
    );
  }
}

/** @param evaluated the same model in evaluation mode, where held-out data are to be evaluated. */
export function runModel({ trace, analysis }: TracedModel, evaluated?: TracedModel): RunModel {
  return {
    trace,
    merges: analysis.residualBlocks,
    ...(evaluated && { evaluation: evaluated.trace }),
  };
}

/** Settings of a single pass; `train` fills in what it knows better. */
export function baseSettings({ seed, loss, backend, provider, weights }: RunOptions): RunSettings {
  return {
    seed,
    loss,
    backend,
    provider,
    weights,
    data: 'random',
    shuffle: false,
    optimizer: { name: 'sgd', momentum: 0, weightDecay: 0, nesterov: false },
    learningRate: 0,
    probeEvery: 1,
  };
}
