import { PickleError } from './byteReader';
import type { Construct, PickleValue, PickleWorld, Stateful } from './pickleValue';

const mark = Symbol('mark');

/** What the operations of a pickle work on: a stack of objects, some of them remembered, and the world that names are looked up in. */
export class PickleMachine {
  readonly #world: PickleWorld;
  readonly #stack: PickleValue[] = [];
  readonly #memo = new Map<number, PickleValue>();

  constructor(world: PickleWorld) {
    this.#world = world;
  }

  push(value: PickleValue): void {
    this.#stack.push(value);
  }

  pop(): PickleValue {
    return this.#pop();
  }

  drop(): void {
    if (this.#stack.length === 0) {
      throw new PickleError('it takes more than it has put down');
    }
    this.#stack.pop();
  }

  top(): PickleValue {
    const value = this.#pop();
    this.#stack.push(value);
    return value;
  }

  /** All above the last mark, which goes too. */
  popMarked(): PickleValue[] {
    const place = this.#stack.lastIndexOf(mark);
    if (place < 0) {
      throw new PickleError('it takes more than it has put down');
    }
    const taken = this.#stack.splice(place);
    taken.shift();
    return taken;
  }

  popMany(count: number): PickleValue[] {
    return Array.from({ length: count }, () => this.#pop()).reverse();
  }

  remember(place: number, value: PickleValue): void {
    this.#memo.set(place, value);
  }

  rememberNext(): void {
    this.#memo.set(this.#memo.size, this.top());
  }

  recall(place: number): void {
    if (!this.#memo.has(place)) {
      throw new PickleError(`it recalls the object ${place}, which it has not made`);
    }
    this.#stack.push(this.#memo.get(place));
  }

  find(module: PickleValue, name: PickleValue): void {
    const found =
      typeof module === 'string' && typeof name === 'string' ? this.#world.find(module, name) : undefined;
    if (found === undefined) {
      throw new PickleError(`it names ${String(module)}.${String(name)}, which Skipline does not construct`);
    }
    this.#stack.push(found);
  }

  construct(maker: PickleValue, parts: PickleValue): void {
    if (typeof maker !== 'function' || !Array.isArray(parts)) {
      throw new PickleError('it calls what is no constructor');
    }
    // What is found in the world is a constant or a constructor of this signature.
    this.#stack.push((maker as Construct)(...(parts as PickleValue[])));
  }

  persistent(id: PickleValue): void {
    if (this.#world.persistent === undefined) {
      throw new PickleError('it refers to an object outside');
    }
    this.#stack.push(this.#world.persistent(id));
  }

  list(): PickleValue[] {
    const list = this.top();
    if (!Array.isArray(list)) {
      throw new PickleError('it appends to what is no list');
    }
    return list as PickleValue[];
  }

  dictionary(): Map<PickleValue, PickleValue> {
    const dictionary = this.top();
    if (!(dictionary instanceof Map)) {
      throw new PickleError('it sets entries of what is no dictionary');
    }
    return dictionary as Map<PickleValue, PickleValue>;
  }

  set(): Set<PickleValue> {
    const set = this.top();
    if (!(set instanceof Set)) {
      throw new PickleError('it adds to what is no set');
    }
    return set as Set<PickleValue>;
  }

  build(state: PickleValue): void {
    const object = this.top();
    if (typeof object === 'object' && object !== null && 'setState' in object) {
      (object as Stateful).setState(state);
    }
  }

  mark(): void {
    this.#stack.push(mark);
  }

  #pop(): PickleValue {
    const value = this.#stack.pop();
    if (value === mark || (value === undefined && this.#stack.length === 0)) {
      throw new PickleError('it takes more than it has put down');
    }
    return value;
  }
}
