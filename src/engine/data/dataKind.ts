import type { BatchShapes } from './batch';
import type { Examples } from './examples';

/** A kind of data that a SPEC can name. */
export interface DataKind {
  /** How its SPEC is written: `npz:FILE`. */
  readonly form: string;
  /**
   * @param place what follows the colon of the SPEC.
   * @throws DataError where the data cannot be read or do not fit the model.
   */
  open(place: string, shapes: BatchShapes, seed: number): Opened | Promise<Opened>;
}

export interface Opened {
  readonly train: Examples;
  /** What the data themselves set aside for tests, such as MNIST's files `t10k-…`. */
  readonly test?: Examples;
  /** Mean and standard deviation of each channel, of values from 0 to 1. */
  readonly normalisation?: Normalisation;
}

export interface Normalisation {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}
