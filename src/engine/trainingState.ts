import type { StateUpdate } from '../autodiff/trainingGraph';
import type { DataType } from '../graph/dataType';
import { sizeOf } from '../graph/dataType';
import { elementCount, type Shape } from '../graph/shape';
import type { ValueName } from '../graph/value';
import type { Generator } from './random/generator';
import { bytesOf, copyInto, type TensorData, viewOf } from './tensorData';

/** One tensor of the state as it is at the moment. */
export interface StateTensor {
  readonly path: string;
  /** Type in which the elements are stored, which may be wider than the value's own. */
  readonly type: DataType;
  readonly shape: Shape;
  readonly bytes: Uint8Array;
}

/** Bytes to which the tensors are aligned, a cache line. */
const alignment = 64;

interface Slot {
  readonly update: StateUpdate;
  readonly type: DataType;
  /** Two arrays that take turns, or one where the state is only read. */
  readonly arrays: readonly TensorData[];
  /** Which of them is the current one. */
  turn: number;
}

/** What a run of the graph writes: a whole step, or only what a pass changes that accumulates gradients. */
export type Extent = 'step' | 'partial';

/**
 * Parameters, buffers and optimizer slots of a run, each in two arrays that take turns: a step reads one and writes the
 * other, so nothing is copied or allocated between steps, and a step that fails leaves the state as it was.
 * The state of the generator that the run draws from is kept with them.
 */
export class TrainingState {
  private readonly slots: readonly Slot[];
  private readonly read = new Map<ValueName, TensorData>();
  private readonly written: Readonly<Record<Extent, Map<ValueName, TensorData>>> = {
    step: new Map(),
    partial: new Map(),
  };

  /** Every element starts as zero. @param generator whose state belongs to the run's, where one is drawn from. */
  constructor(
    updates: readonly StateUpdate[],
    storageType: (type: DataType) => DataType,
    private readonly generator?: Generator,
  ) {
    const sets = [
      new ArrayBuffer(bytesFor(updates, storageType)),
      new ArrayBuffer(bytesFor(updates.filter(isReplaced), storageType)),
    ];
    const ends = [0, 0];
    const allocate = (set: number, { type, shape }: StateUpdate): TensorData => {
      const array = viewOf(storageType(type), sets[set], ends[set], elementCount(shape));
      ends[set] += aligned(array.byteLength);
      return array;
    };
    this.slots = updates.map((update) => ({
      update,
      type: storageType(update.type),
      arrays: isReplaced(update) ? [allocate(0, update), allocate(1, update)] : [allocate(0, update)],
      turn: 0,
    }));
    this.slots.forEach((slot) => this.publish(slot));
  }

  /** What a step reads, by the name of the value. */
  get current(): ReadonlyMap<ValueName, TensorData> {
    return this.read;
  }

  /** What a step or a part of one writes, by the name of the value. */
  next(extent: Extent = 'step'): ReadonlyMap<ValueName, TensorData> {
    return this.written[extent];
  }

  /** What has been written becomes the current state. */
  advance(extent: Extent = 'step'): void {
    for (const slot of this.slots) {
      if (writtenName(slot, extent) !== undefined) {
        slot.turn = 1 - slot.turn;
        this.publish(slot);
      }
    }
  }

  /** The current content of the state with a path; undefined where there is none. */
  contentOf(path: string): TensorData | undefined {
    const slot = this.slots.find(({ update }) => update.path === path);
    return slot?.arrays[slot.turn];
  }

  private publish(slot: Slot): void {
    const { update, arrays, turn } = slot;
    this.read.set(update.current, arrays[turn]);
    for (const extent of ['step', 'partial'] as const) {
      const name = writtenName(slot, extent);
      if (name !== undefined) {
        this.written[extent].set(name, arrays[1 - turn]);
      }
    }
  }

  /** Sets the state by name of its current value; tensors that `content` does not name stay as they are. */
  assign(content: ReadonlyMap<ValueName, TensorData>): void {
    for (const [name, array] of this.current) {
      const source = content.get(name);
      if (source !== undefined) {
        copyInto(array, source);
      }
    }
  }

  /** The current state, tensor by tensor; the bytes may be overwritten to change it. */
  tensors(): StateTensor[] {
    const tensors = this.slots.map(({ update, type }): StateTensor => ({
      path: update.path,
      type,
      shape: update.shape,
      bytes: bytesOf(this.current.get(update.current)!),
    }));
    const bytes = this.generator?.bytes;
    return bytes === undefined
      ? tensors
      : [...tensors, { path: 'random/generator', type: 'uint8', shape: [bytes.length], bytes }];
  }
}

function writtenName({ update }: Slot, extent: Extent): ValueName | undefined {
  return extent === 'step' ? update.next : update.partial;
}

function isReplaced({ next }: StateUpdate): boolean {
  return next !== undefined;
}

function bytesFor(updates: readonly StateUpdate[], storageType: (type: DataType) => DataType): number {
  return updates.reduce(
    (sum, { type, shape }) => sum + aligned(elementCount(shape) * sizeOf(storageType(type))),
    0,
  );
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}
