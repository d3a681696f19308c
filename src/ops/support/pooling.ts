import { intAttribute, intsAttribute } from '../../graph/attributes';
import type { Attributes } from '../../graph/node';
import { formatShape, type Shape } from '../../graph/shape';
import { ShapeError } from '../operator';
import { windowAxes, type WindowAxis } from './window';

/** Attributes of MaxPool and AveragePool for an input [batch, channels, spatial…]. @throws ShapeError where they disagree. */
export function poolingAxes(operator: string, attributes: Attributes, input: Shape): WindowAxis[] {
  const kernel = intsAttribute(attributes, 'kernel_shape', undefined);
  if (kernel === undefined) {
    throw new ShapeError(`${operator} needs the attribute kernel_shape.`);
  }
  if (input.length !== kernel.length + 2) {
    throw new ShapeError(
      `${operator} with a kernel of ${formatShape(kernel)} needs an input of shape batch×channels×` +
        `${kernel.length === 1 ? '1 spatial axis' : `${kernel.length} spatial axes`}, but it is ${formatShape(input)}.`,
    );
  }
  return windowAxes(
    operator,
    attributes,
    input.slice(2),
    kernel,
    intAttribute(attributes, 'ceil_mode', 0) === 1,
  );
}
