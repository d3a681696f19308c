import type { Tensor } from '../../graph/tensor';
import type { ValueName, ValueType } from '../../graph/value';

/** A tensor of the Python side, which knows it by a number. */
export interface TracedTensor extends ValueType {
  /** Makes its elements, where they are known while the model is traced. Large ones are not made before they are read. */
  readonly content?: () => Tensor;
  /** For parameters and buffers: what their content is at first, where that is known. */
  readonly initial?: () => Tensor;
  /** The number that is all of its content, or was at first: so many elements need not be made to be known. */
  readonly filledWith?: number;
  /** Its value in the graph, once something reads it or an operator made it. */
  value?: ValueName;
}

/**
 * Tensors by handle. Those made while an imported module ran stay as long as the process, since the module stays;
 * the others go with their trace.
 */
export class TracedTensors {
  private readonly tensors = new Map<number, TracedTensor>();
  private readonly lasting = new Set<number>();
  private next = 0;
  private importDepth = 0;

  get mark(): number {
    return this.next;
  }

  add(traced: TracedTensor): number {
    const handle = this.next++;
    this.tensors.set(handle, traced);
    if (this.importDepth > 0) {
      this.lasting.add(handle);
    }
    return handle;
  }

  replace(handle: number, traced: TracedTensor): void {
    this.tensors.set(handle, traced);
  }

  /** @throws Error where there is no such tensor. */
  get(handle: number): TracedTensor {
    const traced = this.tensors.get(handle);
    if (traced === undefined) {
      throw new Error(`There is no tensor with the handle ${handle}.`);
    }
    return traced;
  }

  /** Forgets the tensors made since the mark and the place of all others in the graph. */
  forgetSince(mark: number): void {
    for (const [handle, traced] of this.tensors) {
      if (handle >= mark && !this.lasting.has(handle)) {
        this.tensors.delete(handle);
      } else {
        delete traced.value;
      }
    }
  }

  enterImport(): void {
    this.importDepth += 1;
  }

  leaveImport(): void {
    this.importDepth -= 1;
  }

  /** Ends a trace that may have been interrupted inside of an import. */
  reset(): void {
    this.importDepth = 0;
    this.forgetSince(0);
  }
}

/** Computes once. */
export function memoise<Result>(make: () => Result): () => Result {
  let made: { readonly result: Result } | undefined;
  return () => (made ??= { result: make() }).result;
}
