import type { MessagePort } from 'node:worker_threads';
import { messageOf } from '../../messageOf';
import type { Batch, Dataset } from '../batch';
import { openDataset } from '../openDataset';
import type { LoaderAnswer, LoaderRequest, LoaderTask, Part } from './messages';

/** What is still to be prepared of a part. */
interface Demand {
  readonly request: number;
  index: number;
  ahead: number;
}

/** What the thread does that prepares batches: opens the data and keeps as many batches ready as it is asked for. */
export async function runLoader(port: MessagePort, task: LoaderTask): Promise<void> {
  const answer = (message: LoaderAnswer, transfer: ArrayBuffer[] = []) => {
    port.postMessage(message, transfer);
  };
  let data: Dataset;
  try {
    data = await openDataset(task.spec, task.shapes, task.settings);
  } catch (error) {
    answer({ kind: 'failed', message: messageOf(error) });
    return;
  }
  const { train, validation } = data;
  const describe = ({ name, examples, batchesPerEpoch }: Dataset['train']) => ({
    name,
    examples,
    batchesPerEpoch,
  });
  answer({
    kind: 'opened',
    parts: { train: describe(train), ...(validation && { validation: describe(validation) }) },
  });
  const demands = new Map<Part, Demand>();
  let isWorking = false;
  const work = async () => {
    isWorking = true;
    for (let next = wanted(demands); next !== undefined; next = wanted(demands)) {
      const [part, demand] = next;
      const { request, index } = demand;
      const source = part === 'train' ? train : validation;
      demand.index++;
      demand.ahead--;
      try {
        const batch = await source!.next(index);
        answer({ kind: 'batch', part, request, index, batch }, buffersOf(batch));
      } catch (error) {
        demands.delete(part);
        answer({ kind: 'failed', message: messageOf(error) });
      }
      // A newer request comes first.
      await new Promise((resolve) => setImmediate(resolve));
    }
    isWorking = false;
  };
  port.on('message', (message: LoaderRequest) => {
    if (message.kind === 'from') {
      const { part, request, index, ahead } = message;
      demands.set(part, { request, index, ahead });
    } else {
      const demand = demands.get(message.part);
      if (demand !== undefined) {
        demand.ahead++;
      }
    }
    if (!isWorking) {
      void work();
    }
  });
}

function wanted(demands: ReadonlyMap<Part, Demand>): [Part, Demand] | undefined {
  return [...demands].find(([, { ahead }]) => ahead > 0);
}

/** They change hands instead of being copied. */
function buffersOf({ inputs, target }: Batch): ArrayBuffer[] {
  const buffers = [...inputs.values(), target].map(({ buffer }) => buffer);
  return [...new Set(buffers)].filter((buffer) => buffer instanceof ArrayBuffer);
}
