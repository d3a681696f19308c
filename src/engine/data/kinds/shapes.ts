import { isFloatingPoint } from '../../../graph/dataType';
import { elementCount, formatShape } from '../../../graph/shape';
import { Generator } from '../../random/generator';
import { writeElement } from '../../tensorData';
import { type BatchShapes, DataError } from '../batch';
import { classCount } from '../checks';
import type { DataKind } from '../dataKind';
import type { Examples } from '../examples';
import { forms } from './forms';

/** Examples of an epoch. */
const length = 20_000;

/**
 * Small labelled pictures drawn by rule: example i shows form i mod classes, a little moved, scaled, turned and tinted,
 * on a noisy ground. Where there are more classes than forms, a form comes in several fillings: gratings of other
 * direction and width. Pixels are about centred with unit spread. The same seed gives the same pictures.
 * @throws DataError where the model takes no pictures or gives no class.
 */
export const drawnShapes: DataKind = {
  form: 'shapes',
  open: (_place, shapes, seed) => ({ train: pictureExamples(shapes, seed) }),
};

function pictureExamples(shapes: BatchShapes, seed: number): Examples {
  const { channels, height, width } = pictureSize(shapes);
  const classes = classCount(shapes, "The data 'shapes'");
  return {
    name: 'shapes',
    length,
    writeInput: (example, _input, into, offset) => {
      const generator = new Generator(BigInt(seed) * BigInt(length) + BigInt(example));
      const picture = sketch(generator, example % classes);
      for (let channel = 0; channel < channels; channel++) {
        const ground = -0.6 + 0.3 * (generator.uniform24() - 0.5);
        const ink = 1.5 + generator.uniform24();
        let place = offset + channel * height * width;
        for (let row = 0; row < height; row++) {
          for (let column = 0; column < width; column++) {
            const covered = picture((2 * column + 1) / width - 1, (2 * row + 1) / height - 1, 2 / width);
            const noise = generator.uniform24() + generator.uniform24() - 1;
            into[place++] = ground + ink * covered + 0.4 * noise;
          }
        }
      }
    },
    writeTarget: (example, into, offset) => {
      writeElement(into, offset, example % classes);
    },
  };
}

/** The share of a pixel, `size` wide, that the picture of a class covers at a place of the square from −1 to 1. */
type Picture = (x: number, y: number, size: number) => number;

function sketch(generator: Generator, label: number): Picture {
  const { inside } = forms[label % forms.length];
  const filling = Math.floor(label / forms.length);
  const scale = 0.55 + 0.3 * generator.uniform24();
  const centreX = 0.3 * (generator.uniform24() - 0.5);
  const centreY = 0.3 * (generator.uniform24() - 0.5);
  const angle = 0.3 * (generator.uniform24() - 0.5);
  const cosine = Math.cos(angle) / scale;
  const sine = Math.sin(angle) / scale;
  // Gratings: eight directions, then a finer one.
  const direction = (filling * Math.PI) / 8;
  const waves = 4 + 2 * Math.floor(filling / 8);
  const alongX = Math.cos(direction) * waves;
  const alongY = Math.sin(direction) * waves;
  return (x, y, size) => {
    const u = (x - centreX) * cosine + (y - centreY) * sine;
    const v = (y - centreY) * cosine - (x - centreX) * sine;
    const distance = (inside(u, v) * scale) / size;
    const covered = Math.min(1, Math.max(0, distance + 0.5));
    return filling === 0 ? covered : covered * (0.5 + 0.5 * Math.sin((u * alongX + v * alongY) * Math.PI));
  };
}

interface PictureSize {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** N×C×H×W and N×H×W are pictures, and N×D is a flattened square one. */
function pictureSize({ inputs }: BatchShapes): PictureSize {
  const [input] = inputs;
  if (inputs.length === 1 && isFloatingPoint(input.type)) {
    const extents = input.shape.slice(1);
    const side = Math.sqrt(elementCount(extents));
    if (extents.length === 3) {
      return { channels: extents[0], height: extents[1], width: extents[2] };
    }
    if (extents.length === 2) {
      return { channels: 1, height: extents[0], width: extents[1] };
    }
    if (extents.length === 1 && Number.isInteger(side)) {
      return { channels: 1, height: side, width: side };
    }
  }
  const found = inputs.map(({ type, shape }) => `${type} ${formatShape(shape)}`).join(' and ');
  throw new DataError(
    `The data 'shapes' are pictures N×C×H×W, but the model takes ${found}; choose other data, such as random.`,
  );
}
