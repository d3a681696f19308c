import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { elementCount } from '../../../graph/shape';
import { sizeOf } from '../../../graph/dataType';
import { type Batch, type BatchShapes, type BatchSource, DataError, type Dataset } from '../batch';
import { type DataSettings, openDataset } from '../openDataset';
import type { LoaderAnswer, LoaderRequest, LoaderStart, LoaderTask, Part, PartDescription } from './messages';

/** Batches that are ready at most, and the bytes that they may take together. */
const mostAhead = 8;
const mostBytesAhead = 256 * 2 ** 20;

/**
 * Opens data in a thread of its own, which reads, decodes and augments batches while the engine computes.
 * Random data, which are drawn faster than a step, are opened in this one.
 * @param program file that runs `runLoader` when it is started as a thread; all data are opened in this thread without it.
 * @throws DataError as {@link openDataset}.
 */
export async function openDataInThread(
  program: string | undefined,
  spec: string,
  shapes: BatchShapes,
  settings: DataSettings,
): Promise<Dataset> {
  if (program === undefined || spec === 'random') {
    return openDataset(spec, shapes, settings);
  }
  const thread = new LoaderThread(program, { spec, shapes, settings });
  const parts = await thread.opened;
  const bytes = [...shapes.inputs, shapes.target].reduce(
    (sum, { type, shape }) => sum + sizeOf(type) * elementCount(shape),
    0,
  );
  const ahead = Math.max(1, Math.min(mostAhead, Math.floor(mostBytesAhead / Math.max(1, bytes))));
  const source = (part: Part, description: PartDescription): BatchSource => ({
    ...description,
    next: thread.stream(part, ahead),
  });
  return {
    train: source('train', parts.train!),
    ...(parts.validation && { validation: source('validation', parts.validation) }),
    release: () => thread.end(),
  };
}

/** A batch that came, by its place. */
interface Arrival {
  readonly index: number;
  readonly batch: Batch;
}

/** The batches of a part in their order. */
interface Stream {
  /** Number of the last request; batches of earlier ones are dropped. */
  request: number;
  /** The next batch to be taken. */
  index: number;
  readonly arrived: Arrival[];
}

class LoaderThread {
  readonly opened: Promise<Readonly<Partial<Record<Part, PartDescription>>>>;

  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #streams = new Map<Part, Stream>();
  /** Called whenever something came or failed. */
  #wake: () => void = () => undefined;
  #failure: DataError | undefined;
  #parts: Readonly<Partial<Record<Part, PartDescription>>> | undefined;

  constructor(program: string, task: LoaderTask) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.on('message', (answer: LoaderAnswer) => this.#take(answer));
    this.#worker = new Worker(program, {
      workerData: { task, port: port2 } satisfies LoaderStart,
      transferList: [port2],
      // Nothing of what it prints belongs to the engine's own output.
      stdout: true,
      stderr: true,
    });
    this.#worker.on('error', (error) =>
      this.#lose(`The data ${task.spec} cannot be read: ${error.message}.`),
    );
    this.#worker.on('exit', () =>
      this.#lose(`The data ${task.spec} can no longer be read; start the run again.`),
    );
    this.opened = this.#until(() => this.#parts);
    // Whoever opens the data hears of it.
    this.opened.catch(() => this.end());
  }

  /** Gives batch after batch; asking for another than the next one begins there anew. */
  stream(part: Part, ahead: number): (index: number) => Batch | Promise<Batch> {
    const stream: Stream = { request: 0, index: -1, arrived: [] };
    this.#streams.set(part, stream);
    const taken = (): Batch | undefined => {
      this.#receive();
      const arrival = stream.arrived.shift();
      if (arrival === undefined) {
        if (this.#failure !== undefined) {
          throw this.#failure;
        }
        return undefined;
      }
      stream.index = arrival.index + 1;
      this.#ask({ kind: 'taken', part });
      return arrival.batch;
    };
    return (index) => {
      if (index !== stream.index) {
        stream.request++;
        stream.index = index;
        stream.arrived.length = 0;
        this.#ask({ kind: 'from', part, request: stream.request, index, ahead });
      }
      return taken() ?? this.#until(taken);
    };
  }

  async end(): Promise<void> {
    this.#port.close();
    await this.#worker.terminate();
  }

  /** What has come while the engine computed, without going back to the event loop. */
  #receive(): void {
    for (
      let received = receiveMessageOnPort(this.#port);
      received !== undefined;
      received = receiveMessageOnPort(this.#port)
    ) {
      this.#take(received.message as LoaderAnswer);
    }
  }

  #take(answer: LoaderAnswer): void {
    switch (answer.kind) {
      case 'opened':
        this.#parts = answer.parts;
        break;
      case 'batch': {
        const stream = this.#streams.get(answer.part);
        if (stream?.request === answer.request) {
          stream.arrived.push(answer);
        }
        break;
      }
      case 'failed':
        this.#fail(answer.message);
    }
    this.#wake();
  }

  /** The thread has ended; what it said last may still be on the way, and says more. */
  #lose(message: string): void {
    this.#receive();
    this.#fail(message);
  }

  #fail(message: string): void {
    this.#failure ??= new DataError(message);
    this.#wake();
  }

  #ask(request: LoaderRequest): void {
    this.#port.postMessage(request);
  }

  async #until<Result>(look: () => Result | undefined): Promise<Result> {
    for (;;) {
      const result = look();
      if (result !== undefined) {
        return result;
      }
      if (this.#failure !== undefined) {
        throw this.#failure;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
