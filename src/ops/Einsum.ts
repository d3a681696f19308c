import { string, stringAttribute } from '../graph/attributes';
import type { GraphBuilder } from '../graph/builder';
import type { Node } from '../graph/node';
import { elementCount } from '../graph/shape';
import { tensor } from '../graph/tensor';
import type { ValueName } from '../graph/value';
import type { Operator } from './operator';
import { expand, reshape } from './support/emit';
import { inputTensor, requiredInput } from './support/inputs';
import { type Equation, freshLabel, labelStrides, parseEquation } from './support/einsum';
import { stridedOffsets } from './support/broadcast';

/** Sum of products named by subscripts: `bij,bjk->bik`, with ellipses, diagonals and the implicit output. ONNX Einsum-12. */
export const Einsum: Operator = {
  name: 'Einsum',
  infer(context) {
    const inputs = context.inputs.map((_, index) => requiredInput(context, index));
    const { output, extents } = parseEquation(
      stringAttribute(context.attributes, 'equation', ''),
      inputs.map(({ shape }) => shape),
    );
    return [{ type: inputs[0].type, shape: output.map((label) => extents.get(label)!) }];
  },
  evaluate(context) {
    const inputs = context.inputs.map((_, index) => inputTensor(context, index));
    const equation = parseEquation(
      stringAttribute(context.attributes, 'equation', ''),
      inputs.map(({ shape }) => shape),
    );
    const { output, extents } = equation;
    const summed = [...extents.keys()].filter((label) => !output.includes(label));
    const offsetsOf = (labels: readonly string[]) =>
      inputs.map(({ shape }, index) =>
        stridedOffsets(
          labels.map((label) => extents.get(label)!),
          labelStrides(equation.inputs[index], shape, labels),
        ),
      );
    const [outer, inner] = [offsetsOf(output), offsetsOf(summed)];
    const terms = elementCount(summed.map((label) => extents.get(label)!));
    const data = new Float64Array(elementCount(context.outputTypes[0].shape));
    for (let element = 0; element < data.length; element++) {
      let sum = 0;
      for (let term = 0; term < terms; term++) {
        let product = 1;
        for (let index = 0; index < inputs.length; index++) {
          product *= inputs[index].data[outer[index][element] + inner[index][term]];
        }
        sum += product;
      }
      data[element] = sum;
    }
    return [{ ...context.outputTypes[0], data }];
  },
  gradient: ({ node, builder, outputGradients: [gradient] }) => {
    const equation = parseEquation(
      stringAttribute(node.attributes, 'equation', ''),
      node.inputs.map((input) => builder.value(input).shape),
    );
    return node.inputs.map((_, index) => () => operandGradient(builder, node, equation, index, gradient!));
  },
  /** Of the products of matrices that it stands for, the operands taken from left to right. */
  cost(context) {
    const { inputs, output, extents } = parseEquation(
      stringAttribute(context.attributes, 'equation', ''),
      context.inputs.map((_, index) => requiredInput(context, index).shape),
    );
    let macs = 0;
    inputs.reduce((left, right, index) => {
      const all = [...new Set([...left, ...right])];
      macs += elementCount(all.map((label) => extents.get(label)!));
      const later = new Set([...output, ...inputs.slice(index + 1).flat()]);
      return all.filter((label) => later.has(label));
    });
    return { macs };
  },
};

/**
 * The gradient of one operand is again a sum of products, of dY and the other operands. Labels that stand in the operand alone
 * are repeated, labels that it broadcasts are summed, and a diagonal is written with an identity matrix.
 */
function operandGradient(
  builder: GraphBuilder,
  node: Node,
  { inputs, output, extents }: Equation,
  index: number,
  gradient: ValueName,
): ValueName {
  const { type, shape } = builder.value(node.inputs[index]);
  const others = inputs.filter((_, other) => other !== index);
  const operands = [gradient, ...node.inputs.filter((_, other) => other !== index)];
  const subscripts = [output, ...others];
  const known = new Set(subscripts.flat());
  const seen = new Set<string>();
  const target: string[] = [];
  const present: number[] = [];
  inputs[index].forEach((label, axis) => {
    const extent = extents.get(label)!;
    if (seen.has(label)) {
      const copy = freshLabel(known, inputs.flat());
      known.add(copy);
      const entries = Float64Array.from({ length: extent ** 2 }, (_, at) =>
        at % (extent + 1) === 0 ? 1 : 0,
      );
      operands.push(builder.constant(tensor(type, [extent, extent], entries)));
      subscripts.push([label, copy]);
      target.push(copy);
      present.push(extent);
      return;
    }
    seen.add(label);
    const isSummed = shape[axis] === 1 && extent !== 1;
    if (known.has(label) && !isSummed) {
      target.push(label);
    }
    present.push(known.has(label) && !isSummed ? extent : 1);
  });
  const equation = `${subscripts.map((labels) => labels.join('')).join(',')}->${target.join('')}`;
  const product = builder.add('Einsum', operands, { equation: string(equation) });
  return expand(builder, reshape(builder, product, present), shape);
}
