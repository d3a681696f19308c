import type { EngineClient } from '../engine/engineClient';

/** Asks an engine to save the weights of its run. @returns how many tensors. @throws Error with a sentence where it cannot. */
export function saveWeights(engine: EngineClient, file: string): Promise<number> {
  return new Promise((resolve, reject) => {
    engine.onEvent((event) => {
      if (event.kind === 'saved') {
        resolve(event.tensors);
      } else if (event.kind === 'notSaved' || event.kind === 'error') {
        reject(new Error(event.message));
      }
    });
    engine.onExit(({ signal, code }) => {
      reject(new Error(`The training process ended by itself (${signal ?? `code ${String(code)}`}).`));
    });
    engine.send({ kind: 'saveWeights', file });
  });
}
