import { type BatchShapes, type BatchSource, DataError } from './batch';
import { exampleBatches, type Order } from './exampleBatches';
import { openNpz } from './npzExamples';
import { pictureExamples } from './pictureExamples';
import { randomBatches } from './randomBatches';

/**
 * Opens data by its SPEC: `random`, `shapes` or `npz:FILE`.
 * @throws DataError where the SPEC is unknown, the file cannot be read, or the data does not fit the model.
 */
export async function openDataset(spec: string, shapes: BatchShapes, order: Order): Promise<BatchSource> {
  const colon = spec.indexOf(':');
  const kind = colon < 0 ? spec : spec.slice(0, colon);
  const place = colon < 0 ? '' : spec.slice(colon + 1);
  switch (kind) {
    case 'random':
      return randomBatches(shapes, order.seed);
    case 'shapes':
      return exampleBatches(pictureExamples(shapes, order.seed), shapes, order);
    case 'npz':
      return exampleBatches(await openNpz(place, shapes), shapes, order);
    default:
      throw new DataError(`Skipline knows no data named '${spec}'; choose random, shapes or npz:FILE.`);
  }
}
