import type { ModelDocument } from './modelDocument';

/** Settles once the trace that is under way has an outcome, whatever it is. */
export function whenTraced(model: ModelDocument): Promise<void> {
  if (model.freshness !== 'tracing') {
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    const subscription = model.onDidChange((change) => {
      if (change === 'closed' || (change === 'freshness' && model.freshness !== 'tracing')) {
        subscription.dispose();
        resolve();
      }
    });
  });
}
