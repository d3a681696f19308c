import { type BatchShapes, DataError, type Dataset } from './batch';
import { exampleBatches, heldOutBatches } from './exampleBatches';
import type { Examples } from './examples';
import { holdOut } from './holdOut';
import { openNpz } from './npzExamples';
import { pictureExamples } from './pictureExamples';
import { randomBatches } from './randomBatches';

export interface DataSettings {
  readonly seed: number;
  readonly shuffle: boolean;
  /** Share of the examples that is held out for validation, between 0 and 1. */
  readonly split?: number;
}

/**
 * Opens data by its SPEC: `random`, `shapes` or `npz:FILE`.
 * @throws DataError where the SPEC is unknown, the file cannot be read, or the data does not fit the model.
 */
export async function openDataset(
  spec: string,
  shapes: BatchShapes,
  settings: DataSettings,
): Promise<Dataset> {
  const release = () => Promise.resolve();
  const { seed, split } = settings;
  if (spec === 'random') {
    if (split !== undefined) {
      throw new DataError(
        'Random data are drawn anew for every step, so none can be held out; leave --split out.',
      );
    }
    return { train: randomBatches(shapes, seed), release };
  }
  const examples = await openExamples(spec, shapes, seed);
  if (split === undefined) {
    return { train: exampleBatches(examples, shapes, settings), release };
  }
  const { train, validation } = holdOut(examples, split, seed);
  return {
    train: exampleBatches(train, shapes, settings),
    validation: heldOutBatches(validation, shapes),
    release,
  };
}

function openExamples(spec: string, shapes: BatchShapes, seed: number): Examples | Promise<Examples> {
  const colon = spec.indexOf(':');
  const kind = colon < 0 ? spec : spec.slice(0, colon);
  const place = colon < 0 ? '' : spec.slice(colon + 1);
  switch (kind) {
    case 'shapes':
      return pictureExamples(shapes, seed);
    case 'npz':
      return openNpz(place, shapes);
    default:
      throw new DataError(`Skipline knows no data named '${spec}'; choose random, shapes or npz:FILE.`);
  }
}
