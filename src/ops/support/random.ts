import { intAttribute, intsAttribute } from '../../graph/attributes';
import type { DataType } from '../../graph/dataType';
import type { Draw } from '../../graph/draw';
import type { Attributes } from '../../graph/node';
import { elementCount } from '../../graph/shape';
import type { Tensor } from '../../graph/tensor';
import type { ValueType } from '../../graph/value';
import type { DrawRule, EvaluateContext, InferContext } from '../operator';
import { elementTypeNumber, elementTypeOf } from './elementType';
import { requiredInput } from './inputs';

/** Shape in the attribute `shape`, type in `dtype`. */
export function inferDrawn({ attributes }: InferContext): ValueType[] {
  return [{ type: drawnType({ attributes }, 'float32'), shape: intsAttribute(attributes, 'shape', []) }];
}

/** Shape of the input, and its type unless `dtype` names another. */
export function inferDrawnLike(context: InferContext): ValueType[] {
  const { type, shape } = requiredInput(context, 0);
  return [{ type: drawnType(context, type), shape }];
}

function drawnType({ attributes }: Pick<InferContext, 'attributes'>, otherwise: DataType): DataType {
  return elementTypeOf(intAttribute(attributes, 'dtype', elementTypeNumber(otherwise)));
}

/** Fills the output with what `draw` gives, element by element. */
export function evaluateDrawn(context: EvaluateContext, draw: (element: number) => number): Tensor[] {
  const [output] = context.outputTypes;
  return [
    { ...output, data: Float64Array.from({ length: elementCount(output.shape) }, (_, at) => draw(at)) },
  ];
}

/** A standard normal number from two uniform ones (Box & Muller 1958). */
export function standardNormal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** The rule of an operator whose output is what it draws. */
export function drawsOutput(drawOf: (attributes: Attributes) => Draw): DrawRule {
  return ({ node, builder, numbers }) => [numbers(drawOf(node.attributes), builder.value(node.outputs[0]))];
}
