import { type DataType, dataTypes, sizeOf } from '../../graph/dataType';
import { elementCount, type Shape } from '../../graph/shape';
import { PickleError } from '../pickle/byteReader';
import { isShape, numpyNames } from '../pickle/numpyObjects';
import type { Construct, PickleValue } from '../pickle/pickleValue';
import { type StoredTensor, WeightsError } from './stateDict';

/** The elements that one or several tensors view. */
export class PickledStorage {
  /** Undefined until they are found. */
  bytes: Uint8Array | undefined;

  constructor(readonly type: DataType) {}
}

/** A tensor as PyTorch pickles it: a view of a storage with an offset, extents and strides, all in elements. */
export class PickledTensor implements StoredTensor {
  constructor(
    private readonly storage: PickledStorage,
    private readonly offset: number,
    readonly shape: Shape,
    private readonly strides: readonly number[],
    readonly type: DataType = storage.type,
  ) {}

  read(): Uint8Array {
    const { bytes } = this.storage;
    const size = sizeOf(this.type);
    const count = elementCount(this.shape);
    const last = this.shape.reduce(
      (place, extent, axis) => place + (extent - 1) * this.strides[axis],
      this.offset,
    );
    if (bytes === undefined || (count > 0 && (last + 1) * size > bytes.length)) {
      throw new WeightsError('it holds a tensor that reaches beyond its storage');
    }
    if (isContiguous(this.shape, this.strides)) {
      return bytes.subarray(this.offset * size, (this.offset + count) * size);
    }
    const rows = new Uint8Array(count * size);
    const place = this.shape.map(() => 0);
    let from = this.offset;
    for (let element = 0; element < count; element++) {
      rows.set(bytes.subarray(from * size, (from + 1) * size), element * size);
      for (let axis = place.length - 1; axis >= 0; axis--) {
        from += this.strides[axis];
        if (++place[axis] < this.shape[axis]) {
          break;
        }
        from -= this.strides[axis] * this.shape[axis];
        place[axis] = 0;
      }
    }
    return rows;
  }
}

function isContiguous(shape: Shape, strides: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) {
      return false;
    }
    expected *= shape[axis];
  }
  return true;
}

/** Storages by the name of PyTorch's class, types by the name of its constant. */
const storageTypes: Readonly<Record<string, DataType>> = {
  FloatStorage: 'float32',
  DoubleStorage: 'float64',
  HalfStorage: 'float16',
  BFloat16Storage: 'bfloat16',
  LongStorage: 'int64',
  IntStorage: 'int32',
  ShortStorage: 'int16',
  CharStorage: 'int8',
  ByteStorage: 'uint8',
  BoolStorage: 'bool',
  UntypedStorage: 'uint8',
};

/** A constant of the type's name, such as `torch.float16`. */
class PickledTypeName {
  constructor(readonly type: DataType) {}
}

const rebuildTensor: Construct = (storage, offset, size, stride, _gradient, _hooks, type) => {
  const isSound =
    storage instanceof PickledStorage &&
    Number.isSafeInteger(offset) &&
    Number(offset) >= 0 &&
    isShape(size) &&
    isShape(stride) &&
    size.length === stride.length &&
    Number.isSafeInteger(elementCount(size));
  if (!isSound) {
    throw new PickleError('it holds a tensor without storage, extents or strides');
  }
  return new PickledTensor(
    storage,
    Number(offset),
    size,
    stride,
    type instanceof PickledTypeName ? type.type : storage.type,
  );
};

const orderedDictionary: Construct = (entries) => {
  const dictionary = new Map<PickleValue, PickleValue>();
  for (const entry of Array.isArray(entries) ? (entries as PickleValue[]) : []) {
    if (!Array.isArray(entry) || entry.length !== 2) {
      throw new PickleError('it holds an ordered dictionary without keys');
    }
    dictionary.set(entry[0], entry[1]);
  }
  return dictionary;
};

const first: Construct = (value) => value;
const nothing: Construct = () => null;

/** Constructors that files of weights name, and what is made of their arguments. Nothing else is constructed. */
const constructors: Readonly<Record<string, Construct>> = {
  'collections.OrderedDict': orderedDictionary,
  'collections.defaultdict': () => new Map(),
  'collections.Counter': (counts) => (counts instanceof Map ? counts : new Map()),
  'torch._utils._rebuild_tensor': rebuildTensor,
  'torch._utils._rebuild_tensor_v2': rebuildTensor,
  'torch._utils._rebuild_tensor_v3': (storage, offset, size, stride, gradient, hooks, type) =>
    rebuildTensor(storage, offset, size, stride, gradient, hooks, type),
  'torch._utils._rebuild_parameter': first,
  'torch._utils._rebuild_parameter_with_state': first,
  'torch.nn.parameter.Parameter': first,
  'torch.Size': first,
  'torch.device': nothing,
  // Settings of a training script that are saved beside the weights.
  'argparse.Namespace': nothing,
};

/** What a pickle of PyTorch may name. @param mostEncoded see {@link numpyNames}. */
export function torchWorld(mostEncoded: number): (module: string, name: string) => PickleValue {
  const numpy = numpyNames(mostEncoded);
  return (module, name) => {
    const key = `${module}.${name}`;
    if (Object.hasOwn(constructors, key)) {
      return constructors[key];
    }
    if ((module === 'torch' || module === 'torch.storage') && Object.hasOwn(storageTypes, name)) {
      return new PickledStorage(storageTypes[name]);
    }
    const type = module === 'torch' ? dataTypes.find((known) => known === name) : undefined;
    return type === undefined ? numpy(module, name) : new PickledTypeName(type);
  };
}
