import { isFloatingPoint } from '../../../graph/dataType';
import { elementCount, formatShape, sameShape } from '../../../graph/shape';
import { writeElement } from '../../tensorData';
import { type BatchShapes, DataError } from '../batch';
import { checkWhole, classCount, onlyInput, perExample } from '../checks';
import type { Examples } from '../examples';

/** Labelled pictures of one size, in memory. */
export interface PictureArrays {
  /** The SPEC. */
  readonly name: string;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** N×C×H×W. */
  readonly pixels: Uint8Array;
  /** N. */
  readonly labels: ArrayLike<number>;
  /** The file that the labels are in, for messages. */
  readonly labelFile: string;
}

/**
 * Pictures as examples: values from 0 to 1 where the model takes floating-point numbers, as `ToTensor` of torchvision gives them.
 * The model may also take them flattened, N×D, and those of one channel as N×H×W.
 * @throws DataError where the model takes pictures of another size, or knows fewer classes.
 */
export function storedPictures(arrays: PictureArrays, shapes: BatchShapes): Examples {
  const { name, channels, height, width, pixels, labels } = arrays;
  const input = onlyInput(shapes, name);
  const expected = input.shape.slice(1);
  const size = channels * height * width;
  const forms = [[channels, height, width], [size], ...(channels === 1 ? [[height, width]] : [])];
  if (!forms.some((form) => sameShape(form, expected))) {
    throw new DataError(
      `${name} has pictures of shape ${formatShape(forms[0])}, but the model takes ${perExample(expected)}; ` +
        `give it the input ${perExample(forms[0])}.`,
    );
  }
  checkWhole(`'${arrays.labelFile}'`, labels, 1, [0, classCount(shapes, name)], 'label');
  const scale = isFloatingPoint(input.type) ? 1 / 255 : 1;
  return {
    name,
    length: labels.length,
    writeInput: (example, _input, into, offset) => {
      const start = example * elementCount(expected);
      for (let index = 0; index < size; index++) {
        writeElement(into, offset + index, pixels[start + index] * scale);
      }
    },
    writeTarget: (example, into, offset) => {
      writeElement(into, offset, labels[example]);
    },
  };
}
