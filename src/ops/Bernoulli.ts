import { int } from '../graph/attributes';
import type { Operator } from './operator';
import { elementTypeNumber } from './support/elementType';
import { inputTensor } from './support/inputs';
import { evaluateDrawn, inferDrawnLike } from './support/random';

/**
 * 1 with the probability that its input holds, else 0. ONNX Bernoulli-15.
 *
 * One probability for all elements draws as `Tensor.bernoulli_(p)`, several draw as `torch.bernoulli(probabilities)`.
 */
export const Bernoulli: Operator = {
  name: 'Bernoulli',
  draw({ node, builder, numbers }) {
    const [probabilities] = node.inputs;
    const output = builder.value(node.outputs[0]);
    const known = builder.constantOf(probabilities)?.data;
    if (known?.length && known.every((probability) => probability === known[0])) {
      return [numbers({ kind: 'bernoulli', probability: known[0] }, output)];
    }
    const uniform = numbers({ kind: 'uniform', low: 0, high: 1 }, builder.value(probabilities));
    return [
      builder.add('Cast', [builder.add('Less', [uniform, probabilities])], {
        to: int(elementTypeNumber(output.type)),
      }),
    ];
  },
  infer: inferDrawnLike,
  evaluate(context) {
    const { data } = inputTensor(context, 0);
    return evaluateDrawn(context, (at) => (context.random() < data[at] ? 1 : 0));
  },
  gradient: 'piecewiseConstant',
};
