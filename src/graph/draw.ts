import type { ValueName, ValueType } from './value';

/** Random numbers as PyTorch's samplers of the CPU generator make them, element by element in the order of the tensor. */
export type Draw =
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  | { readonly kind: 'normal'; readonly mean: number; readonly std: number }
  /** `Tensor.bernoulli_(probability)`: ones and zeros. */
  | { readonly kind: 'bernoulli'; readonly probability: number }
  /** What dropout multiplies by: zero with probability `ratio`, else 1 / (1 − ratio). */
  | { readonly kind: 'dropout'; readonly ratio: number }
  /** Whole numbers from `low` up to, not including, `high`. */
  | { readonly kind: 'randint'; readonly low: number; readonly high: number }
  /** A permutation of 0 … length − 1. */
  | { readonly kind: 'randperm' }
  | { readonly kind: 'exponential'; readonly rate: number };

/** An input of a graph that is given new random numbers for every run. */
export interface RandomInput extends ValueType {
  readonly value: ValueName;
  readonly draw: Draw;
}
