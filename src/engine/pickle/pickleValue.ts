/**
 * What a pickle holds: None is null, lists and tuples are arrays, dictionaries are maps, byte strings are bytes, whole
 * numbers that a double does not hold are bigints; everything else is what the caller's constructors make.
 */
export type PickleValue = unknown;

/** Makes an object from the arguments that the pickle gives. It must do nothing else: the arguments are not to be trusted. */
export type Construct = (...parts: readonly PickleValue[]) => PickleValue;

/** What a pickle may name. */
export interface PickleWorld {
  /** The constructor or constant that `module.name` stands for; undefined refuses the pickle. */
  find(module: string, name: string): PickleValue;
  /** An object that is stored outside the pickle. */
  persistent?(id: PickleValue): PickleValue;
}

/** An object that takes a state after its construction (`__setstate__`). Others ignore it. */
export interface Stateful {
  setState(state: PickleValue): void;
}
