import { intsAttribute, stringAttribute } from '../graph/attributes';
import type { ValueType } from '../graph/value';
import { type InferContext, type Operator, ShapeError } from './operator';
import { elementTypeOf } from './support/elementType';

/**
 * A function of the user's program whose shapes are known but which no ONNX operator computes, in the domain `skipline`.
 *
 * Attribute `function` is its name in the source (`torch.fft.fft2`). `types` holds the ONNX element type number of each
 * output, `ranks` the number of axes of each, `extents` the shapes one after the other.
 * It cannot be evaluated or differentiated, and onnxruntime refuses a model that holds one.
 */
export const Opaque: Operator = {
  name: 'Opaque',
  domain: 'skipline',
  infer: outputTypes,
  evaluate({ attributes }) {
    throw new Error(
      `Skipline knows the shape that ${nameOf(attributes)} gives but cannot compute it, so a model that uses it can be ` +
        'shown but not run.',
    );
  },
};

function outputTypes({ attributes, outputCount }: InferContext): ValueType[] {
  const types = intsAttribute(attributes, 'types', []);
  const ranks = intsAttribute(attributes, 'ranks', []);
  const extents = intsAttribute(attributes, 'extents', []);
  const count = ranks.reduce((sum, rank) => sum + rank, 0);
  if (types.length !== ranks.length || count !== extents.length || types.length < outputCount) {
    throw new ShapeError(
      `The opaque function ${nameOf(attributes)} names ${types.length} types, ${ranks.length} ranks and ` +
        `${extents.length} extents for ${outputCount} outputs; ranks ${ranks.join(', ')} need ${count} extents.`,
    );
  }
  let start = 0;
  return ranks.map((rank, index) => {
    const shape = extents.slice(start, start + rank);
    start += rank;
    return { type: elementTypeOf(types[index]), shape };
  });
}

function nameOf(attributes: InferContext['attributes']): string {
  return stringAttribute(attributes, 'function', 'a function without a name');
}
