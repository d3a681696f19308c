import { PickleError } from './byteReader';
import type { Construct, PickleValue, Stateful } from './pickleValue';

/** A NumPy type by its code, such as `u1` or `<f8`. */
export class PickledType implements Stateful {
  byteOrder = '<';

  constructor(readonly code: string) {}

  /** (version, byte order, …). */
  setState(state: PickleValue): void {
    if (Array.isArray(state) && typeof state[1] === 'string') {
      this.byteOrder = state[1];
    }
  }
}

/** A NumPy array with its bytes as they were written. */
export class PickledArray implements Stateful {
  shape: readonly number[] = [];
  type: PickledType | undefined;
  isFortranOrder = false;
  bytes: Uint8Array = new Uint8Array();

  /** (version, shape, type, Fortran order, bytes). @throws PickleError where it is not that. */
  setState(state: PickleValue): void {
    const [, shape, type, isFortranOrder, content] = Array.isArray(state) ? (state as PickleValue[]) : [];
    const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
    if (!isShape(shape) || !(type instanceof PickledType) || !(bytes instanceof Uint8Array)) {
      throw new PickleError('it holds a NumPy array of objects or without elements');
    }
    Object.assign(this, { shape, type, isFortranOrder: isFortranOrder === true, bytes });
  }
}

export function isShape(value: PickleValue): value is readonly number[] {
  return Array.isArray(value) && value.every((extent) => Number.isSafeInteger(extent) && Number(extent) >= 0);
}

const constructors: Readonly<Record<string, Construct>> = {
  'multiarray._reconstruct': () => new PickledArray(),
  'multiarray.scalar': (_type, content) => content,
  'numeric._frombuffer': (bytes, type, shape, order) => {
    const array = new PickledArray();
    array.setState([1, shape, type, order === 'F', bytes]);
    return array;
  },
};

/**
 * What pickles of NumPy arrays name, whichever version of NumPy and of Python wrote them.
 * @param mostEncoded bytes that all texts together may become.
 */
export function numpyNames(mostEncoded: number): (module: string, name: string) => PickleValue {
  let encoded = 0;
  // Protocol 2 of Python 3 writes bytes as text.
  const encode: Construct = (text, encoding) => {
    if (typeof text !== 'string' || encoding !== 'latin1') {
      throw new PickleError('it encodes what is no Latin-1 text');
    }
    encoded += text.length;
    if (encoded > mostEncoded) {
      throw new PickleError('it unpacks to more than it holds');
    }
    return Buffer.from(text, 'latin1');
  };
  return (module, name) => {
    if (module === '_codecs' && name === 'encode') {
      return encode;
    }
    if (module === 'numpy' && name === 'dtype') {
      return (code: PickleValue) => new PickledType(String(code));
    }
    if (module === 'numpy' && name === 'ndarray') {
      return () => new PickledArray();
    }
    const inner = /^numpy\.(?:core|_core)\.(\w+)$/.exec(module)?.[1];
    const key = `${inner}.${name}`;
    return inner !== undefined && Object.hasOwn(constructors, key) ? constructors[key] : undefined;
  };
}
