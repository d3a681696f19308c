import { intAttribute } from '../graph/attributes';
import type { Attributes } from '../graph/node';
import { elementCount, type Shape } from '../graph/shape';
import type { Tensor } from '../graph/tensor';
import type { Operator } from './operator';
import { axisOf, splitAt } from './support/axes';
import { constantInput, inputTensor } from './support/inputs';

/**
 * The different slices along `axis` (or elements of the flattened input where none is named), in ascending order or, with
 * `sorted` 0, as they come; further outputs are the place of the first of each, which of them each slice is, and how many
 * there are. Its input must be a constant, as that decides the shape. ONNX Unique-11.
 */
export const Unique: Operator = {
  name: 'Unique',
  infer(context) {
    const input = constantInput(context, 0);
    const { axis, extents } = sliced(context.attributes, input.shape);
    const { firsts } = uniqueSlices(input, context.attributes);
    const places = { type: 'int64', shape: [firsts.length] } as const;
    return [
      { type: input.type, shape: extents.map((extent, at) => (at === axis ? firsts.length : extent)) },
      places,
      { type: 'int64', shape: [extents[axis]] },
      places,
    ];
  },
  evaluate(context) {
    const input = inputTensor(context, 0);
    const { axis, extents } = sliced(context.attributes, input.shape);
    const { outer, extent, inner } = splitAt(extents, axis);
    const { firsts, groups, counts } = uniqueSlices(input, context.attributes);
    const unique = new Float64Array(outer * firsts.length * inner);
    for (let row = 0; row < outer; row++) {
      firsts.forEach((place, index) => {
        const start = (row * extent + place) * inner;
        unique.set(input.data.subarray(start, start + inner), (row * firsts.length + index) * inner);
      });
    }
    const results = [unique, ...[firsts, groups, counts].map((list) => Float64Array.from(list))];
    return context.outputTypes.map((type, index) => ({ ...type, data: results[index] }));
  },
  gradient: 'notNumeric',
};

interface UniqueSlices {
  readonly firsts: number[];
  readonly groups: number[];
  readonly counts: number[];
}

function uniqueSlices(input: Tensor, attributes: Attributes): UniqueSlices {
  const { axis, extents } = sliced(attributes, input.shape);
  const { outer, extent, inner } = splitAt(extents, axis);
  const elementsOf = (place: number): number[] =>
    Array.from({ length: outer * inner }, (_, at) => {
      const row = Math.floor(at / inner);
      return input.data[(row * extent + place) * inner + (at % inner)];
    });
  const found = new Map<string, { first: number; elements: number[]; places: number[] }>();
  for (let place = 0; place < extent; place++) {
    const elements = elementsOf(place);
    const known = found.get(elements.join());
    if (known === undefined) {
      found.set(elements.join(), { first: place, elements, places: [place] });
    } else {
      known.places.push(place);
    }
  }
  const unique = [...found.values()];
  if (intAttribute(attributes, 'sorted', 1) === 1) {
    unique.sort((a, b) => compareElements(a.elements, b.elements));
  }
  const groups = new Array<number>(extent);
  unique.forEach(({ places }, group) => places.forEach((place) => (groups[place] = group)));
  return {
    firsts: unique.map(({ first }) => first),
    groups,
    counts: unique.map(({ places }) => places.length),
  };
}

function compareElements(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((element, index) => element !== b[index]);
  return at < 0 ? 0 : a[at] - b[at];
}

function sliced(attributes: Attributes, shape: Shape): { axis: number; extents: Shape } {
  const axis = intAttribute(attributes, 'axis', undefined);
  return axis === undefined
    ? { axis: 0, extents: [elementCount(shape)] }
    : { axis: axisOf('Unique', axis, shape), extents: shape };
}
