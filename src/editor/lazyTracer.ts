import type { TraceRequest, TraceResult } from '../protocol/tracer';
import type { Tracer } from './tracing';

interface DisposableTracer extends Tracer {
  dispose(): void;
}

/** A tracer whose process starts with the first request. */
export class LazyTracer implements DisposableTracer {
  readonly #create: () => DisposableTracer;
  #tracer: DisposableTracer | undefined;

  constructor(create: () => DisposableTracer) {
    this.#create = create;
  }

  trace(request: Omit<TraceRequest, 'kind' | 'id'>): Promise<TraceResult> {
    this.#tracer ??= this.#create();
    return this.#tracer.trace(request);
  }

  dispose(): void {
    this.#tracer?.dispose();
  }
}
