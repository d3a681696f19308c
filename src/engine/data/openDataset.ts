import { augmented, parseAugmentations, withoutChance } from './augmentation';
import { type BatchShapes, DataError, type Dataset } from './batch';
import type { DataKind } from './dataKind';
import { exampleBatches, heldOutBatches } from './exampleBatches';
import { holdOut } from './holdOut';
import { chars } from './kinds/chars';
import { cifar10 } from './kinds/cifar10';
import { csv } from './kinds/csv';
import { idx } from './kinds/idx';
import { images } from './kinds/images';
import { npz } from './kinds/npz';
import { randomBatches } from './kinds/random';
import { drawnShapes } from './kinds/shapes';
import { spirals } from './kinds/spirals';

export interface DataSettings {
  readonly seed: number;
  readonly shuffle: boolean;
  /** Share of the examples that is held out for validation, between 0 and 1. */
  readonly split?: number;
  /** `pad-crop:4,flip,normalise`, see {@link parseAugmentations}. */
  readonly augment?: string;
}

/** By the word before the colon. */
const kinds: Readonly<Record<string, DataKind>> = {
  spirals,
  shapes: drawnShapes,
  npz,
  idx,
  cifar10,
  images,
  csv,
  chars,
};

/** How the SPEC of each kind of data is written. */
export const dataForms = ['random', ...Object.values(kinds).map(({ form }) => form)];

/**
 * Opens data by its SPEC, see {@link dataForms}. What is held out for validation is the share that the settings ask for, else what the
 * data set aside themselves.
 * @throws DataError where the SPEC is unknown, a file cannot be read, or the data do not fit the model.
 */
export async function openDataset(
  spec: string,
  shapes: BatchShapes,
  settings: DataSettings,
): Promise<Dataset> {
  const { seed, split, augment } = settings;
  const release = () => Promise.resolve();
  if (spec === 'random') {
    return { train: drawn(shapes, settings), release };
  }
  const colon = spec.indexOf(':');
  const word = colon < 0 ? spec : spec.slice(0, colon);
  if (!Object.hasOwn(kinds, word) || kinds[word].form.includes(':') !== colon >= 0) {
    throw new DataError(
      spec.trim() === ''
        ? `No data to train on are named; choose ${formList()}.`
        : `Skipline knows no data named '${spec}'; choose ${formList()}.`,
    );
  }
  const opened = await kinds[word].open(spec.slice(colon + 1), shapes, seed);
  const parts =
    split === undefined
      ? { train: opened.train, validation: opened.test }
      : holdOut(opened.train, split, seed);
  const augmentations = augment === undefined ? [] : parseAugmentations(augment);
  const frame = { shapes, seed, constants: opened.normalisation };
  const train = exampleBatches(augmented(parts.train, augmentations, frame), shapes, settings);
  if (parts.validation === undefined) {
    return { train, release };
  }
  const validation = augmented(parts.validation, withoutChance(augmentations), frame);
  return { train, validation: heldOutBatches(validation, shapes), release };
}

function drawn(shapes: BatchShapes, { seed, split, augment }: DataSettings) {
  if (split !== undefined || augment !== undefined) {
    throw new DataError(
      'Random data are drawn anew for every step, so none can be held out or changed; leave --split and --augment out.',
    );
  }
  return randomBatches(shapes, seed);
}

function formList(): string {
  return `${dataForms.slice(0, -1).join(', ')} or ${dataForms.at(-1)}`;
}
