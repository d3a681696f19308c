import { isFloatingPoint } from '../../graph/dataType';
import { formatShape } from '../../graph/shape';
import { fillIntegers } from '../random/integers';
import { Generator } from '../random/generator';
import type { TensorData } from '../tensorData';
import { type BatchShapes, DataError } from './batch';
import { onlyInput } from './checks';
import type { Normalisation } from './dataKind';
import type { Examples } from './examples';

/** What is done to a picture, in the order in which it is listed. */
export type Augmentation =
  /** torchvision's `RandomCrop(size, padding)`: black pixels around it, then a part of the first size at a random place. */
  | { readonly kind: 'pad-crop'; readonly padding: number }
  /** `RandomHorizontalFlip()`: mirrored with probability ½. */
  | { readonly kind: 'flip' }
  /** `Normalize(mean, std)`, by default with the constants of the data. */
  | { readonly kind: 'normalise'; readonly constants?: Normalisation };

/**
 * Reads `pad-crop:4,flip,normalise`; constants of one's own are written `normalise:0.5/0.5/0.5:0.2/0.2/0.2`, means first.
 * @throws DataError where a word is unknown or a number is none.
 */
export function parseAugmentations(text: string): Augmentation[] {
  return text.split(',').map((step) => {
    const [kind, ...values] = step.trim().split(':');
    const padding = Number(values[0]);
    if (kind === 'pad-crop' && values.length === 1 && Number.isSafeInteger(padding) && padding > 0) {
      return { kind, padding };
    }
    if (kind === 'flip' && values.length === 0) {
      return { kind };
    }
    if (kind === 'normalise' && values.length === 0) {
      return { kind };
    }
    const [mean, std] = values.map((list) => list.split('/').map(Number));
    const isSound = [...(mean ?? []), ...(std ?? [])].every(Number.isFinite);
    if (
      kind === 'normalise' &&
      values.length === 2 &&
      isSound &&
      mean.length === std.length &&
      !std.includes(0)
    ) {
      return { kind, constants: { mean, std } };
    }
    throw new DataError(
      `'${step.trim()}' is no augmentation; there are pad-crop:PIXELS, flip, normalise and normalise:MEANS:DEVIATIONS, such as pad-crop:4,flip,normalise.`,
    );
  });
}

interface Layout {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** Changes the picture that begins at `offset` of `into`, in place. */
type Change = (into: TensorData, offset: number, generator: Generator) => void;

/**
 * Examples whose pictures are changed when they are read. The random numbers of a picture come from a generator that is
 * seeded by the seed, the epoch and the number of the example alone, so that a resumed run sees the same pictures.
 * @param constants those of the data.
 * @throws DataError where the model takes no pictures, or there are no constants to normalise with.
 */
export function augmented(
  examples: Examples,
  augmentations: readonly Augmentation[],
  { shapes, seed, constants }: { shapes: BatchShapes; seed: number; constants?: Normalisation },
): Examples {
  if (augmentations.length === 0) {
    return examples;
  }
  const layout = layoutOf(shapes, examples.name);
  const changes = augmentations.map((augmentation) =>
    changeOf(augmentation, layout, constants, examples.name),
  );
  const isRandom = augmentations.some(({ kind }) => kind !== 'normalise');
  const idle = new Generator(0);
  return {
    ...examples,
    writeInput: (example, input, into, offset, epoch) => {
      examples.writeInput(example, input, into, offset, epoch);
      const generator = isRandom ? new Generator(mixed(seed, epoch, example)) : idle;
      changes.forEach((change) => {
        change(into, offset, generator);
      });
    },
  };
}

/** Those that make no difference between two looks at a picture: for validation. */
export function withoutChance(augmentations: readonly Augmentation[]): Augmentation[] {
  return augmentations.filter(({ kind }) => kind === 'normalise');
}

function layoutOf(shapes: BatchShapes, name: string): Layout {
  const { type, shape } = onlyInput(shapes, `${name} with --augment`);
  const extents = shape.slice(1);
  if (isFloatingPoint(type) && extents.length >= 1 && extents.length <= 3) {
    // A flattened picture can be normalised, as one long line.
    const [channels, height, width] = [1, 1, 1, ...extents].slice(-3);
    return { channels, height, width };
  }
  throw new DataError(
    `--augment changes pictures N×C×H×W, but the model takes ${type} ${formatShape(shape)}; leave it out.`,
  );
}

function changeOf(
  augmentation: Augmentation,
  layout: Layout,
  constants: Normalisation | undefined,
  name: string,
): Change {
  if (augmentation.kind === 'normalise') {
    return normalise(layout, augmentation.constants ?? constants, name);
  }
  if (layout.height === 1) {
    throw new DataError(
      `${augmentation.kind} changes pictures N×C×H×W, but the model takes them flattened; leave it out of --augment.`,
    );
  }
  return augmentation.kind === 'flip' ? flip(layout) : padCrop(layout, augmentation.padding);
}

function normalise(
  { channels, height, width }: Layout,
  constants: Normalisation | undefined,
  name: string,
): Change {
  if (constants === undefined) {
    throw new DataError(
      `Skipline knows no constants to normalise ${name} with; give them: normalise:0.5/0.5/0.5:0.25/0.25/0.25.`,
    );
  }
  const { mean, std } = constants;
  if (channels % mean.length !== 0 && !(channels === 1 && width % mean.length === 0)) {
    throw new DataError(
      `normalise has constants for ${mean.length} channels, but the pictures have ${channels}; give as many.`,
    );
  }
  const size = channels * height * width;
  const plane = size / mean.length;
  return (into, offset) => {
    for (let index = 0; index < size; index++) {
      const channel = Math.floor(index / plane);
      into[offset + index] = (Number(into[offset + index]) - mean[channel]) / std[channel];
    }
  };
}

function flip({ channels, height, width }: Layout): Change {
  return (into, offset, generator) => {
    if (generator.uniform24() >= 0.5) {
      return;
    }
    for (let row = 0; row < channels * height; row++) {
      const start = offset + row * width;
      into.subarray(start, start + width).reverse();
    }
  };
}

function padCrop({ channels, height, width }: Layout, padding: number): Change {
  return (into, offset, generator) => {
    const place = [0, 0];
    fillIntegers(generator, place, 0, 2 * padding + 1);
    const [down, right] = place.map((start) => start - padding);
    const original = into.slice(offset, offset + channels * height * width);
    for (let row = 0; row < channels * height; row++) {
      const from = (row % height) + down;
      const start = offset + row * width;
      const line = into.subarray(start, start + width);
      line.fill(0 as never);
      if (from >= 0 && from < height) {
        const source = (row - (row % height) + from) * width;
        const first = Math.max(0, right);
        const end = Math.max(first, Math.min(width, width + right));
        line.set(original.subarray(source + first, source + end) as never, first - right);
      }
    }
  };
}

/** A 32-bit seed that differs in all bits for neighbouring epochs and examples (the finalizer of MurmurHash3). */
function mixed(...parts: readonly number[]): number {
  return parts.reduce((hash, part) => {
    let bits = Math.imul(hash ^ part ^ Math.floor(part / 2 ** 32), 0x85ebca6b) + 0x9e3779b9;
    bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
    return (bits ^ (bits >>> 16)) >>> 0;
  }, 0x5bd1e995);
}
