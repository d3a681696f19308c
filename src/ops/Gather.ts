import type { GraphBuilder } from '../graph/builder';
import type { Node } from '../graph/node';
import { elementCount, type Shape } from '../graph/shape';
import type { ValueName } from '../graph/value';
import type { Operator } from './operator';
import { axisAttribute, splitAt } from './support/axes';
import { full, pad, reshape, transpose } from './support/emit';
import { wrapIndex } from './support/indexing';
import { inputTensor, requiredInput } from './support/inputs';

/** Picks the indices (input 1, any shape, negative from the end) along an axis of input 0. An embedding. ONNX Gather-13. */
export const Gather: Operator = {
  name: 'Gather',
  infer(context) {
    const { type, shape } = requiredInput(context, 0);
    const axis = axisAttribute(context, shape, 0);
    return [
      {
        type,
        shape: [...shape.slice(0, axis), ...requiredInput(context, 1).shape, ...shape.slice(axis + 1)],
      },
    ];
  },
  evaluate(context) {
    const [{ shape, data }, indices] = [inputTensor(context, 0), inputTensor(context, 1)];
    const axis = axisAttribute({ operator: 'Gather', attributes: context.attributes }, shape, 0);
    const { outer, extent, inner } = splitAt(shape, axis);
    const picked = indices.data.map((index) => wrapIndex('Gather', index, extent));
    const result = new Float64Array(outer * picked.length * inner);
    for (let row = 0; row < outer; row++) {
      picked.forEach((index, at) => {
        const from = (row * extent + index) * inner;
        result.set(data.subarray(from, from + inner), (row * picked.length + at) * inner);
      });
    }
    return [{ ...context.outputTypes[0], data: result }];
  },
  gradient: (context) => [
    () => scatter(context.builder, context.node, context.outputGradients[0]!),
    undefined,
  ],
};

function scatter(builder: GraphBuilder, node: Node, gradient: ValueName): ValueName {
  const [data, indices] = node.inputs;
  const { type, shape } = builder.value(data);
  const axis = axisAttribute({ operator: 'Gather', attributes: node.attributes }, shape, 0);
  const constant = builder.constantOf(indices);
  if (constant?.data.length === 1) {
    // One picked element: a pad around it.
    const place = wrapIndex('Gather', constant.data[0], shape[axis]);
    const alone = shape.map((extent, at) => (at === axis ? 1 : extent));
    const before = shape.map((_, at) => (at === axis ? place : 0));
    const after = shape.map((extent, at) => (at === axis ? extent - place - 1 : 0));
    return pad(builder, reshape(builder, gradient, alone), before, after);
  }
  const count = elementCount(builder.value(indices).shape);
  const flat = reshape(builder, gradient, [...shape.slice(0, axis), count, ...shape.slice(axis + 1)]);
  const toFront = [axis, ...shape.map((_, at) => at).filter((at) => at !== axis)];
  const front: Shape = toFront.map((at) => shape[at]);
  const scattered = builder.add(
    'ScatterND',
    [full(builder, type, front, 0), reshape(builder, indices, [count, 1]), transpose(builder, flat, toFront)],
    { reduction: { kind: 'string', value: 'add' } },
  );
  return transpose(
    builder,
    scattered,
    shape.map((_, at) => toFront.indexOf(at)),
  );
}
