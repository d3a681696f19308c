import { int } from '../graph/attributes';
import type { Operator } from './operator';
import { add, multiply, reduceSum, subtract } from './support/emit';
import { classLossNodes, evaluateClassLoss, inferClassLoss, refuseWeightGradient } from './support/classLoss';
import { inputTensor, requiredInput } from './support/inputs';
import { evaluateAlongAxis } from './support/softmax';
import { lazy } from './support/lazy';

/**
 * Loss of scores [N, C, d…] for the classes [N, d…] with optional weights [C], the scores becoming log probabilities by
 * LogSoftmax along axis 1; these are output 1 where asked for. See {@link evaluateClassLoss} for `reduction` and
 * `ignore_index`. torch.nn.functional.cross_entropy. ONNX SoftmaxCrossEntropyLoss-13.
 */
export const SoftmaxCrossEntropyLoss: Operator = {
  name: 'SoftmaxCrossEntropyLoss',
  infer(context) {
    const { type, shape } = requiredInput(context, 0);
    return [inferClassLoss(context), { type, shape }];
  },
  evaluate(context) {
    const scores = inputTensor(context, 0);
    const [logProbabilities] = evaluateAlongAxis(
      { ...context, attributes: { axis: int(1) }, outputTypes: [scores] },
      (x, logSumExp) => x - logSumExp,
    );
    const loss = evaluateClassLoss('SoftmaxCrossEntropyLoss', context, logProbabilities.data);
    const results = [loss, logProbabilities.data];
    return context.outputTypes.map((type, index) => ({ ...type, data: results[index] }));
  },
  gradient: ({ node, builder, outputGradients: [ofLoss, ofLogProbabilities] }) => {
    const probabilities = lazy(() => builder.add('Softmax', [node.inputs[0]], { axis: int(1) }));
    return [
      () => {
        const parts: string[] = [];
        if (ofLoss !== undefined) {
          const { oneHot, share } = classLossNodes(builder, node.inputs, node.attributes, ofLoss);
          parts.push(multiply(builder, subtract(builder, probabilities(), oneHot), share));
        }
        if (ofLogProbabilities !== undefined) {
          const total = reduceSum(builder, ofLogProbabilities, [1], true);
          parts.push(subtract(builder, ofLogProbabilities, multiply(builder, probabilities(), total)));
        }
        return parts.reduce((sum, part) => add(builder, sum, part));
      },
      undefined,
      refuseWeightGradient('SoftmaxCrossEntropyLoss'),
    ];
  },
};
