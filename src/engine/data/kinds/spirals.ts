import { formatShape, sameShape } from '../../../graph/shape';
import { isFloatingPoint } from '../../../graph/dataType';
import { Generator } from '../../random/generator';
import { writeElement } from '../../tensorData';
import { DataError } from '../batch';
import { classCount, onlyInput } from '../checks';
import type { DataKind } from '../dataKind';

/** Examples of an epoch. */
const length = 10_000;
/** Radians that an arm turns through. */
const turn = 4;
/** Standard deviation of the angle. */
const noise = 0.2;

/**
 * Points of the plane on as many spiral arms as the model has classes: radius r from 0 to 1, angle 4 r + 2π k / classes with
 * noise of 0.2 radians (the toy data of Stanford's CS231n). Example i lies on arm i mod classes. The same seed gives the
 * same points.
 */
export const spirals: DataKind = {
  form: 'spirals',
  open: (_place, shapes, seed) => {
    const input = onlyInput(shapes, 'The data spirals');
    if (!sameShape(input.shape.slice(1), [2]) || !isFloatingPoint(input.type)) {
      throw new DataError(
        `The data 'spirals' are points N×2, but the model takes ${input.type} ${formatShape(input.shape)}; choose other data, such as random.`,
      );
    }
    const arms = classCount(shapes, "The data 'spirals'");
    const points = new Float64Array(2 * length);
    const generator = new Generator(seed);
    for (let example = 0; example < length; example++) {
      const radius = generator.uniform53();
      const angle =
        turn * radius + (2 * Math.PI * (example % arms)) / arms + noise * generator.standardNormal();
      points[2 * example] = radius * Math.sin(angle);
      points[2 * example + 1] = radius * Math.cos(angle);
    }
    return {
      train: {
        name: 'spirals',
        length,
        writeInput: (example, _input, into, offset) => {
          writeElement(into, offset, points[2 * example]);
          writeElement(into, offset + 1, points[2 * example + 1]);
        },
        writeTarget: (example, into, offset) => {
          writeElement(into, offset, example % arms);
        },
      },
    };
  },
};
