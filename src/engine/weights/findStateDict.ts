import type { PickleValue } from '../pickle/pickleValue';
import type { ReadWeights } from './readWeights';
import { type StoredTensor, WeightsError } from './stateDict';
import { PickledTensor } from './torchObjects';

/** Under which keys training scripts put a state dict beside other things, the more usual ones first. */
const usualKeys = [
  'state_dict',
  'model_state_dict',
  'model',
  'module',
  'net',
  'network',
  'weights',
  'params',
];
/** Dictionaries inside dictionaries that are looked into. */
const mostLevels = 3;

/**
 * The state dict of what was saved: the object itself, or a dictionary of tensors inside it.
 * @throws WeightsError where there is none.
 */
export function findStateDict(saved: PickleValue, file: string): ReadWeights {
  const found = search(saved, [], mostLevels);
  if (found === undefined) {
    throw new WeightsError(
      `The weights file '${file}' holds no state dict; save model.state_dict() with torch.save.`,
    );
  }
  const { tensors, path } = found;
  return {
    tensors,
    notices: path.length === 0 ? [] : [`The weights are those under '${path.join("', '")}' of '${file}'.`],
  };
}

interface Found {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly path: readonly string[];
}

function search(value: PickleValue, path: readonly string[], levels: number): Found | undefined {
  if (!(value instanceof Map)) {
    return undefined;
  }
  const dictionary = value as Map<PickleValue, PickleValue>;
  const tensors = [...dictionary].filter(
    (entry): entry is [string, PickledTensor] =>
      typeof entry[0] === 'string' && entry[1] instanceof PickledTensor,
  );
  if (tensors.length > 0) {
    return { tensors: new Map(tensors), path };
  }
  for (const key of levels === 0 ? [] : usualKeys) {
    const found = search(dictionary.get(key), [...path, key], levels - 1);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
